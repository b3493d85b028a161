// One HTTP exchange with ESET Connect: paced, timed, bounded in size, and each way to fail turned into Refusal or Unavailable.
import { Refusal, type RefusalKind, Unavailable } from "../../core/errors.ts";
import type { ConnectorDeps } from "../vendor.ts";

export interface HttpCall {
  /** For messages, as in `create the device task`. */
  what: string;
  method: "GET" | "POST";
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** "maybe": a lost answer may hide an effect. */
  effect: "none" | "maybe";
}

export interface HttpAnswer {
  status: number;
  /** Parsed body of a 2xx answer; `{}` if it had none. */
  json: unknown;
  requestId: string | undefined;
  responseId: string | undefined;
  retryAfterSeconds: number | undefined;
}

/** Answers every status but redirects; throws Unavailable when there is no readable answer. */
export type Send = (call: HttpCall) => Promise<HttpAnswer>;

const answerLimitBytes = 1024 * 1024;
/** ESET Connect: 10 requests a second per credentials, account and address (help.eset.com/eset_connect/en-US/rate_limits.html). */
const pacingMilliseconds = 100;
const backOffTries = 5;
const backOffBudgetMilliseconds = 30_000;

/** Codes of Node's fetch that mean that the request never left: no connection was made. */
const neverSent = new Set(
  ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"].concat(
    ["ERR_TLS_CERT_ALTNAME_INVALID", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  ),
);

export function createTransport(deps: ConnectorDeps, timeoutMs: number): Send {
  const pace = createPacer(deps);
  const exchange = async (call: HttpCall): Promise<HttpAnswer> => {
    await pace();
    try {
      const response = await deps.fetch(call.url, {
        method: call.method,
        headers: { accept: "application/json", ...call.headers },
        ...(call.body === undefined ? {} : { body: call.body }),
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await readAnswer(call, response, deps.now());
    } catch (error) {
      throw error instanceof Unavailable ? error : lostAnswer(call, error);
    }
  };
  return async (call) => {
    let waited = 0;
    for (let attempt = 1; ; attempt++) {
      const answer = await exchange(call);
      if (!mayRepeat(call, answer.status) || attempt === backOffTries) return answer;
      const wait = backOff(answer.retryAfterSeconds, attempt, deps.random());
      if (waited + wait > backOffBudgetMilliseconds) return answer;
      waited += wait;
      await deps.sleep(wait);
    }
  };
}

/** 429 was turned away. A 503 on a write may come from a gateway behind which the write went through: the product is asked first. */
function mayRepeat(call: HttpCall, status: number): boolean {
  return status === 429 || (status === 503 && call.effect === "none");
}

function backOff(retryAfterSeconds: number | undefined, attempt: number, random: number): number {
  if (retryAfterSeconds !== undefined) return retryAfterSeconds * 1000 + random * 500;
  return 500 * 2 ** attempt * (0.5 + random / 2);
}

function createPacer({ now, sleep }: ConnectorDeps): () => Promise<void> {
  let next = 0;
  return async () => {
    const at = Math.max(next, now());
    next = at + pacingMilliseconds;
    if (at > now()) await sleep(at - now());
  };
}

function lostAnswer(call: HttpCall, error: unknown): Unavailable {
  const code = errorCode(error);
  const why = error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "the connection failed";
  const effect = code !== undefined && neverSent.has(code) ? "none" : call.effect;
  return new Unavailable(`ESET Connect: ${call.what}: ${why}${code === undefined ? "" : ` (${code})`}`, effect);
}

/** Of several attempts to connect (one per address) all must have failed the same way. */
function errorCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return undefined;
  const codes = new Set((cause instanceof AggregateError ? cause.errors : [cause]).map(codeOf));
  return codes.size === 1 ? [...codes][0] : undefined;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^\w{1,48}$/.test(code) ? code : undefined;
}

async function readAnswer(call: HttpCall, response: Response, now: number): Promise<HttpAnswer> {
  const requestId = idHeader(response, "request-id");
  const answer = {
    status: response.status,
    json: undefined,
    requestId,
    responseId: idHeader(response, "response-id"),
    retryAfterSeconds: retryAfter(response.headers.get("retry-after"), now),
  };
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    await response.body?.cancel();
    throw unreadable(call, "redirects are not followed", requestId);
  }
  if (!response.ok || response.status === 202) {
    await response.body?.cancel();
    return answer;
  }
  const text = await readText(call, response, requestId);
  if (text.trim() === "") return { ...answer, json: {} };
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw unreadable(call, "the answer is not application/json", requestId);
  try {
    return { ...answer, json: JSON.parse(text) };
  } catch {
    throw unreadable(call, "the answer is not JSON", requestId);
  }
}

async function readText(call: HttpCall, response: Response, requestId: string | undefined): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerLimitBytes) throw unreadable(call, "the answer is larger than 1 MiB", requestId);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function idHeader(response: Response, name: string): string | undefined {
  const value = response.headers.get(name) ?? "";
  return /^[\w.:-]{1,128}$/.test(value) ? value : undefined;
}

/** Seconds, from either form of RFC 9110 section 10.2.3. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

const quoted = (requestId: string | undefined): string => (requestId === undefined ? "" : ` (request-id ${requestId})`);

/** An answer came and cannot be used. */
export function unreadable(call: Pick<HttpCall, "what" | "effect">, why: string, requestId?: string): Unavailable {
  return new Unavailable(`ESET Connect: ${call.what}: ${why}${quoted(requestId)}`, call.effect);
}

const kinds: Record<number, RefusalKind> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "too-large",
};

/** The error that an unsuccessful status stands for. 429 was turned away; 408 and 5xx may have had their effect. */
export function failure(call: Pick<HttpCall, "what" | "effect">, answer: HttpAnswer): Refusal | Unavailable {
  const { status, requestId, retryAfterSeconds } = answer;
  const message = `ESET Connect: ${call.what}: HTTP ${status}${quoted(requestId)}`;
  if (status === 429) return new Unavailable(message, "none", retryAfterSeconds);
  if (status === 408 || status >= 500 || status < 400) return new Unavailable(message, call.effect, retryAfterSeconds);
  const kind = kinds[status] ?? "bad-request";
  return new Refusal(kind, `eset-${kind}`, message);
}
