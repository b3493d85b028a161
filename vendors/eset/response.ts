// How the house acts through ESET Connect: device tasks for kill, isolate and release, a block by hash for remove.
import { asking } from "../http-call.ts";
import type { ActionRequest, ConnectorDeps, CreateConnector } from "../vendor.ts";
import { createBlocking } from "./blocking.ts";
import { createClient } from "./connect-client.ts";
import { isExempt } from "./groups.ts";
import { createPolling } from "./polling.ts";
import { decodeReference, type Procedure } from "./reference.ts";
import { consoleLink, parseSettings } from "./settings.ts";
import { createTasks } from "./tasks.ts";

/**
 * Settings: see settings.ts. Secret: JSON text `{"username","password"}` of an API user with the Integrations switch on.
 *
 * `repeatable`: release and remove (a block is "Idempotent" by the specification). Not isolate: a second task that a
 * computer only picks up after its release would isolate it again. Not kill: the hash guards against another program
 * under a reused pid, not against another instance of the same one, and the program may be one of the system's.
 */
export const createConnector: CreateConnector = (settings, secret, deps: ConnectorDeps) => {
  const config = parseSettings(settings);
  const client = createClient(config, secret, deps);
  const tasks = createTasks(client, deps);
  const blocking = createBlocking(client);
  const by = ({ kind }: ActionRequest): Procedure => (kind === "remove" ? blocking : tasks);
  return {
    supports: ["kill", "remove", "isolate", "release"],
    repeatable: ["release", "remove"],
    // Undo needs nothing remembered: release is a task of its own.
    prepare: async () => undefined,
    request: (request) => by(request).request(request),
    find: (request) => asking(() => by(request).find(request)),
    outcome: (request, reference) => asking(() => by(request).outcome(request, decodeReference(reference))),
    exempt: (computerId) => asking(() => isExempt(client, computerId)),
    investigationLink: (computerId) => consoleLink(config, computerId),
    ...(config.poll === true ? { polling: createPolling(client, deps) } : {}),
  };
};
