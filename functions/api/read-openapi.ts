import { type CreateHttp, http } from "../http.ts";

/** Public. `load` resolves to the document as JSON text; it is asked by the first call that wants it. */
export function readOpenapi(load: () => Promise<string>): CreateHttp {
  let text: string | undefined;
  return http("read-openapi", async () => {
    text ??= await load();
    const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "public, max-age=300" };
    return { status: 200, text, headers };
  });
}
