// The access token of ESET Connect: the refresh grant, else the password grant (client_credentials is deprecated there).
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import type { Send } from "../http-call.ts";
import { grantOf, readCredential, tokenCall } from "../oauth.ts";
import { createTokens, type Grant, type Tokens } from "../tokens.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { settle } from "./pending.ts";
import { product, type Settings, serviceUrl } from "./settings.ts";

/** What the secret holds, as JSON text: the API user made in ESET PROTECT Hub or ESET Business Account. */
const Credential = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });

/** Calls throw Refusal `eset-credentials` when the account is not let in, else Unavailable "none". */
export function createEsetTokens(
  settings: Settings,
  secret: () => Promise<string>,
  send: Send,
  deps: ConnectorDeps,
): Tokens {
  const url = `${serviceUrl(settings, "business-account.iam")}/oauth/token`;

  async function grant(form: Record<string, string>): Promise<Grant> {
    const call = tokenCall(product, url, form);
    return grantOf(call, await settle(send, call, deps), deps.now());
  }

  const byPassword = async (): Promise<Grant> =>
    grant({ grant_type: "password", ...(await readCredential(product, Credential, secret)) });

  async function byRefresh(refresh: string | undefined): Promise<Grant> {
    if (refresh === undefined) return byPassword();
    try {
      return await grant({ grant_type: "refresh_token", refresh_token: refresh });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return byPassword();
    }
  }

  return createTokens([byRefresh, byPassword], deps);
}
