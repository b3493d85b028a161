// How the house acts through CrowdStrike Falcon: network containment, asked for and confirmed as a state of the host, and our
// kill script.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { asking } from "../http-call.ts";
import { grantOf, readCredential, tokenCall } from "../oauth.ts";
import { authorised, createTokens } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ActionRequest, CreateConnector } from "../vendor.ts";
import { asked, createHosts, done, type Kind } from "./hosts.ts";
import { createKilling } from "./real-time-response.ts";
import { apiAddress, hostLink, parseSettings, product } from "./settings.ts";

/** What the secret holds, as JSON text: an API client with the scopes that docs/vendors.md names. */
const Credential = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) });

/** Falcon's rate limit is 6000 calls a minute for the whole tenant; others call too. */
const rates = [{ calls: 600, milliseconds: 60_000 }];

/** Containment is a state: what was asked for is seen on the host, so there is nothing to remember of the asking. */
const KnownReference = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("host") }),
  z.strictObject({ by: z.literal("command"), id: z.string() }),
]);
const reference = JSON.stringify({ by: "host" });

/** Not remove: Falcon's quarantine holds what its sensor caught. */
const contained = ({ kind }: ActionRequest): Kind => {
  if (kind === "isolate" || kind === "release") return kind;
  throw new Refusal("bad-request", "not-supported", "CrowdStrike Falcon: this action is not supported");
};

/** Settings: see settings.ts. `repeatable`: asking again for a state that is there already changes nothing. */
export const createConnector: CreateConnector = (settings, secret, deps) => {
  const config = parseSettings(settings);
  const api = apiAddress(config);
  const timeoutMilliseconds = 1000 * (config.timeoutSeconds ?? 30);
  const transport = createTransport(deps, { hosts: [api], timeoutMilliseconds, rates });
  const byClient = async () => {
    const { clientId, clientSecret } = await readCredential(product, Credential, secret);
    const call = tokenCall(product, `${api}/oauth2/token`, { client_id: clientId, client_secret: clientSecret });
    return grantOf(call, await transport(call), deps.now());
  };
  const send = authorised(transport, createTokens([byClient], deps));
  const hosts = createHosts(send, api);
  const killing = createKilling(send, api, config.killScript, deps.now);
  return {
    supports: [...(config.killScript === undefined ? [] : (["kill"] as const)), "isolate", "release"],
    repeatable: ["isolate", "release"],
    // Undo needs nothing remembered: lifting is the containment's own other side.
    prepare: async () => undefined,
    async request(request) {
      if (request.kind === "kill") return JSON.stringify({ by: "command", id: await killing.ask(request) });
      await hosts.change(request.target.computerId, contained(request));
      return reference;
    },
    find: (request) =>
      asking(async () => {
        // A session's commands are known by their ids alone.
        if (request.kind === "kill") return "unknown";
        return asked(await hosts.read(request.target.computerId), contained(request)) ? reference : "none";
      }),
    outcome: (request, given) =>
      asking(async () => {
        const known = KnownReference.parse(JSON.parse(given));
        if (known.by === "command") return killing.outcome(request, known.id);
        const isDone = done(await hosts.read(request.target.computerId), contained(request));
        return { state: isDone ? "confirmed" : "running" };
      }),
    exempt: (computerId) => asking(() => hosts.isExempt(computerId)),
    investigationLink: (computerId) => hostLink(config, computerId),
  };
};
