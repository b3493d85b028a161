// How the house acts through SentinelOne: threats are killed and quarantined, computers taken off the network and put back.
import { asking } from "../http-call.ts";
import type { ActionRequest, CreateConnector } from "../vendor.ts";
import { createClient } from "./client.ts";
import { createMitigation } from "./mitigation.ts";
import { createNetwork, isExempt } from "./network.ts";
import { decodeReference, encodeReference, type Procedure } from "./reference.ts";
import { consoleLink, parseSettings } from "./settings.ts";

/**
 * Settings: see settings.ts. Secret: JSON text `{"apiToken"}` of a service user.
 *
 * `repeatable`: all. Disconnect and connect set a state, kill and quarantine act on threats by id, which is never another
 * program's: asked twice they do nothing more.
 */
export const createConnector: CreateConnector = (settings, secret, deps) => {
  const config = parseSettings(settings);
  const client = createClient(config, secret, deps);
  const network = createNetwork(client);
  const mitigation = createMitigation(client);
  const by = ({ kind }: ActionRequest): Procedure => (kind === "isolate" || kind === "release" ? network : mitigation);
  return {
    supports: ["kill", "remove", "isolate", "release"],
    repeatable: ["kill", "remove", "isolate", "release"],
    // Undo needs nothing remembered: a computer is connected again by its id.
    prepare: async () => undefined,
    request: async (request) => encodeReference(await by(request).request(request)),
    async find(request) {
      const found = await asking(() => by(request).find(request));
      return found === "unknown" ? found : encodeReference(found);
    },
    outcome: (request, reference) => asking(() => by(request).outcome(request, decodeReference(reference))),
    exempt: (computerId) => asking(() => isExempt(client, computerId)),
    investigationLink: (computerId) => consoleLink(config, computerId),
  };
};
