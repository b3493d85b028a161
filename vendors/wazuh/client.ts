// Calls to the manager's API: a JWT by basic authentication, and answers whose status says little and whose `error` says much.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import { parsed, successful } from "../answers.ts";
import { failure, type HttpAnswer, type HttpCall, type Send, unreadable } from "../http-call.ts";
import { notLetIn, readCredential } from "../oauth.ts";
import { type AskForGrant, authorised, createTokens, usableUntil } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { oneAgent } from "./agents.ts";
import { product, type Settings } from "./settings.ts";

/** The secret: a user of the API whose role may run active responses and read agents and FIM. */
const Credential = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });

/** `auth_token_exp_timeout` of the manager unless changed; a shorter life, or a change of roles, answers 401 and asks anew. */
const tokenLifetimeSeconds = 900;
/** `max_request_per_minute` of the manager unless changed. */
const rates = [{ calls: 300, milliseconds: 60_000 }];
const defaultTimeoutSeconds = 20;
/** "Cannot send request, agent is not active": it may be later. */
const notActive = 1707;
const notActiveRetrySeconds = 60;

const TokenAnswer = z.looseObject({ data: z.looseObject({ token: z.string().min(1) }) });

/** documentation.wazuh.com, "Understanding the Wazuh server API": `error` 0 all, 1 none, 2 some; 200 in each case. */
const Items = z.looseObject({
  error: z.int(),
  data: z.looseObject({
    affected_items: z.array(z.unknown()),
    failed_items: z.array(z.looseObject({ error: z.looseObject({ code: z.int().nullish() }).nullish() })).nullish(),
  }),
});

export interface Client {
  /** Runs a script on this one agent. What the manager says it did not send throws: Unavailable "none" where the agent is away, else Refusal. */
  run(agentId: string, what: string, body: { command: string; alert: unknown }): Promise<void>;
  /** Throws Unavailable where the manager could not read. */
  list<T>(what: string, path: string, query: Record<string, string>, item: z.ZodType<T>): Promise<T[]>;
}

function askFor(settings: Settings, secret: () => Promise<string>, send: Send, { now }: ConnectorDeps): AskForGrant {
  return async () => {
    const { username, password } = await readCredential(product, Credential, secret);
    const basic = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
    const call: HttpCall = {
      product,
      what: "log in",
      method: "POST",
      url: `${settings.baseUrl}/security/user/authenticate`,
      headers: { authorization: `Basic ${basic}` },
      effect: "none",
    };
    const answer = await send(call);
    if (answer.status >= 300) throw notLetIn(call, failure(call, answer));
    const { data } = parsed(call, TokenAnswer, answer.json, answer.requestId);
    return { token: data.token, until: usableUntil(now(), tokenLifetimeSeconds) };
  };
}

export function createClient(settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): Client {
  const timeoutMilliseconds = 1000 * (settings.timeoutSeconds ?? defaultTimeoutSeconds);
  const transport = createTransport(deps, { hosts: [new URL(settings.baseUrl).origin], timeoutMilliseconds, rates });
  const send = authorised(transport, createTokens([askFor(settings, secret, transport, deps)], deps));
  return {
    async run(agentId, what, body) {
      const id = oneAgent(agentId);
      const call: HttpCall = {
        product,
        what,
        method: "PUT",
        url: `${settings.baseUrl}/active-response?${new URLSearchParams({ agents_list: id })}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...body, arguments: [] }),
        effect: "maybe",
      };
      judge(call, id, await send(call));
    },
    async list(what, path, query, item) {
      const url = `${settings.baseUrl}${path}?${new URLSearchParams(query)}`;
      const call: HttpCall = { product, what, method: "GET", url, effect: "none" };
      const answer = successful(call, await send(call));
      const { error, data } = parsed(call, Items, answer.json, answer.requestId);
      if (error !== 0) throw unreadable(call, "the manager could not read it", answer.requestId);
      return parsed(call, z.array(item), data.affected_items, answer.requestId);
    },
  };
}

/** "Sent" is said of this agent by name, or it was not. */
function judge(call: HttpCall, agentId: string, answer: HttpAnswer): void {
  const { error, data } = parsed(call, Items, successful(call, answer).json, answer.requestId);
  const isSent = data.affected_items.includes(agentId);
  const codes = (data.failed_items ?? []).map((item) => item.error?.code);
  if (isSent && error === 0 && codes.length === 0) return;
  const message = `Wazuh: ${call.what}: the manager did not send it (error ${codes[0] ?? error})`;
  // It says both: whether it went is not known.
  if (isSent) throw new Unavailable(message, "maybe");
  if (codes.includes(notActive)) throw new Unavailable(message, "none", notActiveRetrySeconds);
  throw new Refusal("conflict", "wazuh-not-sent", message);
}
