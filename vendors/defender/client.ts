// The two APIs that the connector speaks to, each with a token of its own: Defender for Endpoint (acts) and Graph (tells).
import * as z from "zod";
import type { Send } from "../http-call.ts";
import { grantOf, readCredential, tokenCall } from "../oauth.ts";
import { authorised, createTokens } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { addresses, product, type Settings } from "./settings.ts";

/** What the secret holds, as JSON text: an app registration's client id and client secret. */
const Credential = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) });

/** "100 calls per minute and 1500 calls per hour" (learn.microsoft.com/defender-endpoint/api, each page's limitations). */
const rates = [
  { calls: 100, milliseconds: 60_000 },
  { calls: 1500, milliseconds: 3_600_000 },
];

/** The resource of the token is that of the API whichever server answers for it. */
const scopes = {
  endpoint: "https://api.securitycenter.microsoft.com/.default",
  graph: "https://graph.microsoft.com/.default",
} as const;

export interface Client {
  endpoint: Send;
  graph: Send;
  /** Where results are kept: its links carry their own right. */
  storage: Send;
}

export function createClient(settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): Client {
  const { login, graph, endpoint } = addresses(settings);
  const timeoutMilliseconds = 1000 * (settings.timeoutSeconds ?? 30);
  const hosts = [login, graph, endpoint];
  const free = createTransport(deps, { hosts, timeoutMilliseconds });
  const paced = createTransport(deps, { hosts, timeoutMilliseconds, rates });
  const tokensFor = (scope: string) =>
    createTokens(
      [
        async () => {
          const { clientId, clientSecret } = await readCredential(product, Credential, secret);
          const call = tokenCall(product, `${login}/${settings.tenantId}/oauth2/v2.0/token`, {
            grant_type: "client_credentials",
            client_id: clientId,
            client_secret: clientSecret,
            scope,
          });
          return grantOf(call, await free(call), deps.now());
        },
      ],
      deps,
    );
  const stores = {
    hosts: ["*.blob.core.windows.net", ...(settings.baseUrl === undefined ? [] : hosts)],
    timeoutMilliseconds,
  };
  return {
    storage: createTransport(deps, stores),
    endpoint: authorised(paced, tokensFor(scopes.endpoint)),
    graph: authorised(free, tokensFor(scopes.graph)),
  };
}
