// The access token of ESET Connect: password and refresh grant, one request at a time, kept in memory only.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { settle } from "./pending.ts";
import { type Settings, serviceUrl } from "./settings.ts";
import { failure, type HttpCall, type Send, unreadable } from "./transport.ts";

/** What the secret holds, as JSON text: the API user made in ESET PROTECT Hub or ESET Business Account. */
const Credential = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });

const Token = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().nullish(),
  expires_in: z.coerce.number().positive().nullish(),
});

interface Held {
  access: string;
  refresh: string | undefined;
  /** Epoch milliseconds at which we stop using it; before its real end. */
  until: number;
}

export interface Tokens {
  current(): Promise<string>;
  /** A token in the place of one that was answered 401: by the refresh grant, or by the password. */
  replace(rejected: string, by: "refresh" | "password"): Promise<string>;
}

async function ask(settings: Settings, form: Record<string, string>, send: Send, deps: ConnectorDeps): Promise<Held> {
  const call: HttpCall = {
    what: `get a token by ${form.grant_type}`,
    method: "POST",
    url: `${serviceUrl(settings, "business-account.iam")}/oauth/token`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    effect: "none",
  };
  const answer = await settle(send, call, deps);
  if (answer.status >= 300) throw failure(call, answer);
  const token = Token.safeParse(answer.json);
  if (!token.success) throw unreadable(call, "the answer holds no token", answer.requestId);
  const lifetime = 1000 * (token.data.expires_in ?? 600);
  return {
    access: token.data.access_token,
    refresh: token.data.refresh_token || undefined,
    until: deps.now() + lifetime - Math.min(60_000, lifetime / 10),
  };
}

/** Calls throw Refusal `eset-credentials` when the account is not let in, else Unavailable "none". */
export function createTokens(
  settings: Settings,
  secret: () => Promise<string>,
  send: Send,
  deps: ConnectorDeps,
): Tokens {
  let held: Held | undefined;
  let asking: Promise<string> | undefined;

  async function grant(form: Record<string, string>): Promise<string> {
    held = await ask(settings, form, send, deps);
    return held.access;
  }

  async function byPassword(): Promise<string> {
    held = undefined;
    const { username, password } = parseCredential(await secret());
    try {
      return await grant({ grant_type: "password", username, password });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal("unauthenticated", "eset-credentials", error.message);
    }
  }

  async function byRefresh(): Promise<string> {
    const refresh = held?.refresh;
    // Dropped before it is tried: whatever goes wrong, a refresh token that failed is not tried again.
    held = undefined;
    if (refresh === undefined) return byPassword();
    try {
      return await grant({ grant_type: "refresh_token", refresh_token: refresh });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return byPassword();
    }
  }

  function once(get: () => Promise<string>): Promise<string> {
    asking ??= get().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return {
    async current() {
      if (held !== undefined && asking === undefined && deps.now() < held.until) return held.access;
      return once(byRefresh);
    },
    async replace(rejected, by) {
      // Another call may have replaced it meanwhile.
      if (held !== undefined && held.access !== rejected) return held.access;
      return once(by === "refresh" ? byRefresh : byPassword);
    },
  };
}

function parseCredential(text: string): z.infer<typeof Credential> {
  try {
    return Credential.parse(JSON.parse(text));
  } catch {
    // The cause would quote the secret.
    throw new Refusal(
      "unauthenticated",
      "eset-credentials",
      "The secret of the ESET connector is not the JSON it must be",
    );
  }
}
