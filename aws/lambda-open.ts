// What everyone may call speaks of all other functions: it starts with what is said of them, and with none of them.
import { readOpenapi } from "../functions/api/read-openapi.ts";
import { createMatch, type Routed } from "../functions/matching.ts";
import { refuseRoute } from "../functions/refuse-route.ts";
import { handlerOf } from "./lambda.ts";

/** Of every function; infra/bundle.ts writes it here. */
declare const ROUTES: readonly Routed[];

export const handler = handlerOf({
  "read-openapi": readOpenapi(async () => (await import("./openapi-text.ts")).openapiText),
  "refuse-route": refuseRoute(createMatch(ROUTES)),
});
