// One HTTP exchange with a product: to its own hosts only, paced, timed, bounded, and each way to fail turned into Refusal
// or Unavailable. Every connector sends through this.
import { Refusal, Unavailable } from "../core/errors.ts";
import { isAllowed } from "./addresses.ts";
import { readAnswer } from "./http-answer.ts";
import type { HttpAnswer, HttpCall, Send } from "./http-call.ts";
import { createPacer, type Rate } from "./pacing.ts";
import type { ConnectorDeps } from "./vendor.ts";

export interface TransportOptions {
  /** Origins such as `https://inspect.example.lan:8443`, and domains such as `*.eset.systems` (https); no call goes elsewhere. */
  hosts: readonly string[];
  /** Of each exchange, body included. */
  timeoutMilliseconds: number;
  /** The product's documented limits; none unless told. */
  rates?: readonly Rate[];
}

const backOffTries = 5;
const backOffBudgetMilliseconds = 30_000;

/** Codes of Node's fetch that mean that the request never left: no connection was made. */
const neverSent = new Set(
  ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"].concat(
    ["ERR_TLS_CERT_ALTNAME_INVALID", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  ),
);

/**
 * 429, and 503 on a call without effect, are tried again (Retry-After honoured, else growing pauses with jitter; five times
 * and 30 seconds at most); every other status is the caller's to judge (`failure`). Throws Unavailable where there is no
 * readable answer ("maybe" where the call may have had its effect), Refusal `<code>-host` for an address that is not the product's.
 */
export function createTransport(deps: ConnectorDeps, options: TransportOptions): Send {
  const pace = createPacer(options.rates ?? [], deps);
  const exchange = async (call: HttpCall): Promise<HttpAnswer> => {
    await pace(call);
    try {
      const response = await deps.fetch(call.url, {
        method: call.method,
        headers: { accept: (call.types ?? ["application/json"]).join(", "), ...call.headers },
        ...(call.body === undefined ? {} : { body: call.body }),
        redirect: "manual",
        signal: AbortSignal.timeout(options.timeoutMilliseconds),
      });
      return await readAnswer(call, response, deps.now());
    } catch (error) {
      throw error instanceof Unavailable ? error : lostAnswer(call, error);
    }
  };
  return async (call) => {
    refuseOtherHosts(call, options.hosts);
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

function refuseOtherHosts({ product, what, url }: HttpCall, hosts: readonly string[]): void {
  if (isAllowed(url, hosts)) return;
  throw new Refusal("bad-request", `${product.code}-host`, `${product.name}: ${what}: not an address of the product`);
}

/** 429 was turned away. A 503 on a write may come from a gateway behind which the write went through: the product is asked first. */
function mayRepeat(call: HttpCall, status: number): boolean {
  return status === 429 || (status === 503 && call.effect === "none");
}

function backOff(retryAfterSeconds: number | undefined, attempt: number, random: number): number {
  if (retryAfterSeconds !== undefined) return retryAfterSeconds * 1000 + random * 500;
  return 500 * 2 ** attempt * (0.5 + random / 2);
}

function lostAnswer({ product, what, effect }: HttpCall, error: unknown): Unavailable {
  const code = errorCode(error);
  const why = error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "the connection failed";
  const sent = code !== undefined && neverSent.has(code) ? "none" : effect;
  return new Unavailable(`${product.name}: ${what}: ${why}${code === undefined ? "" : ` (${code})`}`, sent);
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
