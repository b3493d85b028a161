// Function name → function: what infra deploys, what the state machine invokes, what one machine runs.
import type { Deps } from "./deps.ts";
import type { CreateHttp } from "./http.ts";
import { refuseRoute } from "./refuse-route.ts";
import { announceIncident } from "./response/announce-incident.ts";
import { assessIncident } from "./response/assess-incident.ts";
import { commentOnFindings } from "./response/comment-on-findings.ts";
import { confirmAction } from "./response/confirm-action.ts";
import { escalateIncident } from "./response/escalate-incident.ts";
import { finishIncident } from "./response/finish-incident.ts";
import { giveUpAction } from "./response/give-up-action.ts";
import { readWhatHappened } from "./response/read-what-happened.ts";
import { remindCustomer } from "./response/remind-customer.ts";
import { takeAction } from "./response/take-action.ts";
import { tellCustomer } from "./response/tell-customer.ts";
import { waitForRecovery } from "./response/wait-for-recovery.ts";
import { routes } from "./routes.ts";
import type { CreateStep } from "./step.ts";
import { type Swept, sweep } from "./sweep/sweep.ts";

/** The workflow's steps, by the placeholder under which the state machine names them. */
export const steps: Readonly<Record<string, CreateStep>> = {
  assessIncident,
  announceIncident,
  takeAction,
  confirmAction,
  giveUpAction,
  commentOnFindings,
  finishIncident,
  tellCustomer,
  waitForRecovery,
  remindCustomer,
  readWhatHappened,
  escalateIncident,
};

/** The HTTP function of every call that no route takes. */
export const fallback = "refuse-route";

/** HTTP functions by name. */
export const httpFunctions: ReadonlyMap<string, CreateHttp> = new Map([
  ...routes.map((route) => [route.function, route.create] as const),
  [fallback, refuseRoute],
]);

/** What runs on a schedule. */
export const scheduled: Readonly<Record<string, (deps: Deps) => Promise<Swept>>> = { sweep };
