// How the house acts through CrowdStrike Falcon: network containment, asked for and confirmed as a state of the host.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { asking } from "../http-call.ts";
import { grantOf, readCredential, tokenCall } from "../oauth.ts";
import { authorised, createTokens } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ActionRequest, CreateConnector } from "../vendor.ts";
import { asked, createHosts, done, type Kind } from "./hosts.ts";
import { apiAddress, hostLink, parseSettings, product } from "./settings.ts";

/** What the secret holds, as JSON text: an API client with the scopes that docs/vendors.md names. */
const Credential = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) });

/** Falcon's rate limit is 6000 calls a minute for the whole tenant; others call too. */
const rates = [{ calls: 600, milliseconds: 60_000 }];

/** Containment is a state: what was asked for is seen on the host, so there is nothing to remember of the asking. */
const reference = JSON.stringify({ by: "host" });

/**
 * Not kill: Real Time Response's `kill` takes a process id alone, which another program may have by then, and what it
 * prints is documented nowhere, so it could not be confirmed. Not remove: Falcon's quarantine holds what its sensor caught.
 */
const supported = ({ kind }: ActionRequest): Kind => {
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
  const hosts = createHosts(authorised(transport, createTokens([byClient], deps)), api);
  return {
    supports: ["isolate", "release"],
    repeatable: ["isolate", "release"],
    // Undo needs nothing remembered: lifting is the containment's own other side.
    prepare: async () => undefined,
    async request(request) {
      await hosts.change(request.target.computerId, supported(request));
      return reference;
    },
    find: (request) =>
      asking(async () => (asked(await hosts.read(request.target.computerId), supported(request)) ? reference : "none")),
    outcome: (request) =>
      asking(async () => ({
        state: done(await hosts.read(request.target.computerId), supported(request)) ? "confirmed" : "running",
      })),
    exempt: (computerId) => asking(() => hosts.isExempt(computerId)),
    investigationLink: (computerId) => hostLink(config, computerId),
  };
};
