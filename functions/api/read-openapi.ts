import { type CreateHttp, http } from "../http.ts";
import { createOpenapi } from "../openapi.ts";
import type { Api } from "./api.ts";

/** Public. It is made with the first call that wants it. */
export function readOpenapi(apis: readonly Api[]): CreateHttp {
  let made: Record<string, unknown> | undefined;
  return http("read-openapi", async () => {
    made ??= createOpenapi(apis);
    return { status: 200, body: made, headers: { "cache-control": "public, max-age=300" } };
  });
}
