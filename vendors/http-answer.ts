// Reads an answer as far as it can be trusted: no redirects, bounded in size, of the type that was asked for.
import { type HttpAnswer, type HttpCall, unreadable } from "./http-call.ts";

const answerLimitBytes = 1024 * 1024;
/** Of a 4xx answer only a code is of interest. */
const refusalLimitBytes = 64 * 1024;
const requestIdNames = ["request-id", "x-request-id", "x-amzn-requestid", "x-cs-traceid"];

const isRedirect = ({ type, status }: Response): boolean =>
  type === "opaqueredirect" || (status >= 300 && status < 400);

/** Throws Unavailable for what cannot be used; whatever reading the body throws goes to the caller. */
export async function readAnswer(call: HttpCall, response: Response, now: number): Promise<HttpAnswer> {
  const { status, headers } = response;
  const requestId = requestIdNames.map((name) => headerId(headers, name)).find((id) => id !== undefined);
  const retryAfterSeconds = retryAfter(headers.get("retry-after"), now);
  const answer = { status, headers, json: undefined, text: "", requestId, retryAfterSeconds };
  if (isRedirect(response)) {
    await response.body?.cancel();
    throw unreadable(call, "redirects are not followed", requestId);
  }
  if (status >= 500) {
    await response.body?.cancel();
    return answer;
  }
  // Refused, or accepted for later: the status has said it, whatever becomes of the body.
  if (status >= 400 || status === 202) {
    const body = await readBody(call, response, answer).catch(() => undefined);
    return { ...answer, ...body };
  }
  return { ...answer, ...(await readBody(call, response, answer)) };
}

async function readBody(call: HttpCall, response: Response, { requestId }: Pick<HttpAnswer, "requestId">) {
  const isRefused = response.status >= 400;
  const text = await readText(response, isRefused ? refusalLimitBytes : answerLimitBytes);
  if (text === undefined) throw unreadable(call, "the answer is larger than 1 MiB", requestId);
  if (text.trim() === "") return { json: {}, text: "" };
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const types = isRefused ? ["application/json", ...(call.types ?? [])] : (call.types ?? ["application/json"]);
  if (!types.includes(type)) throw unreadable(call, `the answer is not ${types.join(" or ")}`, requestId);
  if (!/[/+-]json(-|$)/.test(type)) return { json: undefined, text };
  try {
    return { json: JSON.parse(text), text };
  } catch {
    throw unreadable(call, "the answer is not JSON", requestId);
  }
}

/** undefined: too large. Leaving the loop lets go of the rest. */
async function readText(response: Response, limit: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The value of a header that is an id; undefined where it is absent or looks like none. */
export function headerId(headers: Headers, name: string): string | undefined {
  const value = headers.get(name) ?? "";
  return /^[\w.:-]{1,128}$/.test(value) ? value : undefined;
}

/** Seconds, from either form of RFC 9110 section 10.2.3. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
