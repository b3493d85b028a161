// ESET's 202: the answer takes longer, and the identical request with the header `response-id` fetches it later.
import { headerId } from "../http-answer.ts";
import { type HttpAnswer, type HttpCall, type Send, unreadable } from "../http-call.ts";
import type { ConnectorDeps } from "../vendor.ts";

const pauseMilliseconds = 2000;
const settleTries = 10;
const settleBudgetMilliseconds = 60_000;

/** The id under which the answer of a 202 can be fetched. */
export const responseIdOf = ({ headers }: HttpAnswer): string | undefined => headerId(headers, "response-id");

/** The very same request, asking for the answer that was promised under this id. */
export function again(call: HttpCall, responseId: string): HttpCall {
  return { ...call, headers: { ...call.headers, "response-id": responseId } };
}

/** Sends a call that changes nothing and waits for its answer. The response-id lives in this call only, so none outlives its answer. */
export async function settle(
  send: Send,
  call: HttpCall,
  deps: Pick<ConnectorDeps, "now" | "sleep">,
): Promise<HttpAnswer> {
  const end = deps.now() + settleBudgetMilliseconds;
  let answer = await send(call);
  let responseId: string | undefined;
  let asked = 0;
  while (answer.status === 202) {
    responseId = responseIdOf(answer) ?? responseId;
    if (responseId === undefined) throw unreadable(call, "202 without a response-id", answer.requestId);
    if (asked++ === settleTries || deps.now() >= end) throw unreadable(call, "not ready yet", answer.requestId);
    await deps.sleep(pauseMilliseconds);
    answer = await send(again(call, responseId));
  }
  // A 404 or 504 now speaks of the response-id, not of the thing asked for; 401 is handled by renewing the token.
  if (asked > 0 && answer.status >= 300 && answer.status !== 401) {
    throw unreadable(call, `the pending answer was lost, HTTP ${answer.status}`, answer.requestId);
  }
  return answer;
}

/**
 * What became of a call that changes something. "pending": accepted, the answer is to be fetched with the id.
 * "lost": accepted, and the answer can no longer be had; only the product's own records can tell.
 */
export type WriteAnswer =
  | { state: "done"; json: unknown; requestId: string | undefined }
  | { state: "pending"; responseId: string }
  | { state: "lost" };

/** Asks once for the answer of an accepted write. Throws Unavailable "none" when nobody answered, or not yet (401, 429, 503). */
export async function fetchPending(send: Send, call: HttpCall, responseId: string): Promise<WriteAnswer> {
  const asking: HttpCall = { ...again(call, responseId), effect: "none" };
  const answer = await send(asking);
  if (answer.status === 202) return { state: "pending", responseId: responseIdOf(answer) ?? responseId };
  if (answer.status < 300) return { state: "done", json: answer.json, requestId: answer.requestId };
  if ([401, 429, 503].includes(answer.status)) {
    throw unreadable(asking, `not ready yet, HTTP ${answer.status}`, answer.requestId);
  }
  return { state: "lost" };
}
