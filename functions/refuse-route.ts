// What no route takes: 405 with the methods that the path allows, else 404. On AWS it is the function of the API's default route.
import { Refusal } from "../core/errors.ts";
import { type CreateHttp, failure, http } from "./http.ts";
import type { createMatch } from "./matching.ts";

export const refuseRoute = (match: ReturnType<typeof createMatch>): CreateHttp =>
  http("refuse-route", async (_deps, { method, path }) => {
    const found = match(method, path);
    if (found === undefined || !("allowed" in found))
      return failure(new Refusal("not-found", "route-not-found", "There is no such address."));
    const allow = found.allowed.join(", ");
    const refusal = failure(new Refusal("method-not-allowed", "method-not-allowed", `This address takes ${allow}.`));
    return { ...refusal, headers: { ...refusal.headers, allow } };
  });
