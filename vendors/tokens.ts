// Access tokens of a connector: kept in memory only, renewed before their end, one renewal at a time.
import type { HttpAnswer, HttpCall, Send } from "./http-call.ts";
import type { ConnectorDeps } from "./vendor.ts";

export interface Grant {
  token: string;
  /** Epoch milliseconds at which we stop using it; before its real end (see `usableUntil`). */
  until: number;
  refresh?: string | undefined;
}

/** A way to a new token. `refresh`: what the last grant said, if anything. Throws Refusal or Unavailable "none". */
export type AskForGrant = (refresh: string | undefined) => Promise<Grant>;

export interface Tokens {
  current(): Promise<string>;
  /** A token in the place of one that was answered 401. `way`: which of the ways to ask, 0 being the first. */
  replace(rejected: string, way: number): Promise<string>;
  /** The product sent a new token with an answer (ESET Inspect on-prem). */
  adopt(token: string): void;
  /** How many ways to ask there are. */
  readonly ways: number;
}

/** A minute, or a tenth of a short life, before its end. */
export const usableUntil = (now: number, lifetimeSeconds: number): number =>
  now + 1000 * lifetimeSeconds - Math.min(60_000, 100 * lifetimeSeconds);

/**
 * `ways`: the first is used when there is no token or it is at its end; the others in turn for a 401 that stays. A secret
 * that is itself the token (an API token) is one way that reads it.
 */
export function createTokens(ways: readonly AskForGrant[], { now }: Pick<ConnectorDeps, "now">): Tokens {
  let held: Grant | undefined;
  let asking: Promise<string> | undefined;

  function once(way: number): Promise<string> {
    asking ??= ask(way).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function ask(way: number): Promise<string> {
    const refresh = held?.refresh;
    // Dropped before it is tried: whatever goes wrong, a refresh token that failed is not tried again.
    held = undefined;
    const grant = await ways[way]?.(refresh);
    if (grant === undefined) throw new Error("no such way to a token");
    held = grant;
    return grant.token;
  }

  return {
    ways: ways.length,
    async current() {
      if (held !== undefined && asking === undefined && now() < held.until) return held.token;
      return once(0);
    },
    async replace(rejected, way) {
      // Another call may have replaced it meanwhile.
      if (held !== undefined && held.token !== rejected) return held.token;
      return once(way);
    },
    adopt(token) {
      if (held !== undefined) held = { ...held, token };
    },
  };
}

export interface Authorising {
  /** Header of a token, as in `{ authorization: "Bearer …" }`; what signs each call (AWS) looks at the call too. */
  header(token: string, call: HttpCall): Record<string, string> | Promise<Record<string, string>>;
  /** The new token that an answer carries, if any. */
  rotated?(answer: HttpAnswer): string | undefined;
}

export const bearer: Authorising = { header: (token) => ({ authorization: `Bearer ${token}` }) };

/** Sends with a token; a 401 renews it, once by each way, and asks again. Each 401 was turned away, so repeating a write is safe. */
export function authorised(send: Send, tokens: Tokens, { header, rotated }: Authorising = bearer): Send {
  const sendWith = async (call: HttpCall, token: string): Promise<HttpAnswer> => {
    const answer = await send({ ...call, headers: { ...call.headers, ...(await header(token, call)) } });
    const next = rotated?.(answer);
    if (next !== undefined) tokens.adopt(next);
    return answer;
  };
  return async (call) => {
    let token = await tokens.current();
    let answer = await sendWith(call, token);
    for (let way = 0; way < tokens.ways && answer.status === 401; way += 1) {
      token = await tokens.replace(token, way);
      answer = await sendWith(call, token);
    }
    return answer;
  };
}
