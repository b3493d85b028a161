// Function name → function: what infra deploys, what the state machine invokes, what one machine runs.
import type { CreateHttp } from "./http.ts";
import { refuseRoute } from "./refuse-route.ts";
import { match, routes } from "./routes.ts";

export { steps } from "./steps.ts";
export { unattended } from "./unattended.ts";

/** The steps that decide and act: where all share one machine, those that tell, ask and confirm stand back for them. */
export const urgent: ReadonlySet<string> = new Set(["assessIncident", "takeActions", "takeAction"]);

/** The HTTP function of every call that no route takes. */
export const fallback = "refuse-route";

/** HTTP functions by name. */
export const httpFunctions: ReadonlyMap<string, CreateHttp> = new Map([
  ...routes.map((route) => [route.function, route.create] as const),
  [fallback, refuseRoute(match)],
]);
