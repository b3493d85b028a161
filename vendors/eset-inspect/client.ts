// ESET Inspect on-prem as calls: a token that any answer may replace, and the one configured host.
// Source: help.eset.com/ei_navigate/2.4/en-US/api.html.
import * as z from "zod";
import { answered, successful } from "../answers.ts";
import { type HttpAnswer, type HttpCall, type Send, unreadable } from "../http-call.ts";
import { notLetIn, readCredential } from "../oauth.ts";
import { authorised, bearer, createTokens, type Grant, usableUntil } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { product, type Settings } from "./settings.ts";

/** What the secret holds, as JSON text: an account of ESET PROTECT with the right to ESET Inspect. */
export const Credential = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });

/** No page says how long a token lives; a 401 replaces it sooner. */
const lifetimeSeconds = 600;
const timeoutSeconds = 20;

export interface Client {
  read<T>(what: string, path: string, schema: z.ZodType<T>): Promise<T>;
  write(what: string, path: string, body?: unknown): Promise<void>;
}

const tokenOf = ({ headers }: HttpAnswer): string | undefined => {
  const token = headers.get("x-security-token") ?? "";
  return /^[\x21-\x7e]{1,8192}$/.test(token) ? token : undefined;
};

function createGrant(settings: Settings, secret: () => Promise<string>, send: Send, deps: ConnectorDeps) {
  return async (): Promise<Grant> => {
    const { username, password } = await readCredential(product, Credential, secret);
    const call: HttpCall = {
      product,
      what: "get a token by the password",
      method: "POST",
      url: `${settings.baseUrl}/api/v1/authenticate`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password, domain: settings.domain === true }),
      effect: "none",
    };
    const answer = await send(call);
    try {
      successful(call, answer);
    } catch (error) {
      throw error instanceof Error ? notLetIn(call, error) : error;
    }
    const token = tokenOf(answer);
    if (token === undefined) throw unreadable(call, "the answer holds no token", answer.requestId);
    return { token, until: usableUntil(deps.now(), lifetimeSeconds) };
  };
}

export function createClient(settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): Client {
  const timeoutMilliseconds = 1000 * (settings.timeoutSeconds ?? timeoutSeconds);
  const transport = createTransport(deps, { hosts: [settings.baseUrl], timeoutMilliseconds });
  const tokens = createTokens([createGrant(settings, secret, transport, deps)], deps);
  // "Any response may carry a new X-Security-Token": the old one is no longer taken then.
  const send = authorised(transport, tokens, { ...bearer, rotated: tokenOf });
  const url = (path: string): string => `${settings.baseUrl}/api/v1${path}`;
  return {
    read: (what, path, schema) =>
      answered(send, { product, what, method: "GET", url: url(path), effect: "none" }, schema),
    async write(what, path, body) {
      const content = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const call: HttpCall = { product, what, method: "POST", url: url(path), effect: "maybe" };
      const full = body === undefined ? call : { ...call, ...content };
      const answer = successful(full, await send(full));
      // Documented is an empty answer, 204; a 202 or a page of something in between is none.
      if (answer.status === 202) throw unreadable(full, "accepted, and no way to ask what became of it");
      if (answer.text !== "") z.looseObject({}).parse(answer.json);
    },
  };
}
