// How the house acts through ESET Inspect on-prem. Source: help.eset.com/ei_navigate/2.4/en-US/rest_api_response.html.
import { Refusal } from "../../core/errors.ts";
import { pathSegment } from "../answers.ts";
import type { ActionRequest, CreateConnector } from "../vendor.ts";
import { type Client, createClient } from "./client.ts";
import { createPolling } from "./polling.ts";
import { consoleLink, parseSettings, product } from "./settings.ts";

/**
 * Settings: see settings.ts. Secret: JSON text `{"username","password"}`.
 *
 * Its API has no call that shows whether a computer is isolated or a file blocked, so nothing it is told is ever confirmed
 * here: the house says so, and a person looks. Kill is not supported: its call wants Inspect's own number of the process,
 * which only a detection read from its API would tell; `clean` ends the running processes of a file that is removed.
 *
 * `repeatable`: a block and an end of isolation change nothing the second time. Not isolate: late, it would isolate again
 * what was released since.
 */
export const createConnector: CreateConnector = (settings, secret, deps) => {
  const config = parseSettings(settings);
  const client = createClient(config, secret, deps);
  return {
    supports: ["remove", "isolate", "release"],
    repeatable: ["release", "remove"],
    prepare: async () => undefined,
    async request(request) {
      await act(client, request);
      return request.kind;
    },
    find: async () => "unknown",
    outcome: async () => ({ state: "running" }),
    // Groups are ESET PROTECT's, and this API does not show them: the house's own exemptions hold.
    exempt: async () => false,
    investigationLink: (computerId) => consoleLink(config, computerId),
    ...(config.poll === true ? { polling: createPolling(client) } : {}),
  };
};

/** The end of an isolation is called `integrate`, and a computer a machine. */
const words = { isolate: "isolate", release: "integrate" } as const;

async function act(client: Client, { kind, target, incidentId }: ActionRequest): Promise<void> {
  if (kind === "kill") throw new Refusal("bad-request", "unsupported", "ESET Inspect does not stop one process for us");
  if (kind !== "remove") {
    const computer = pathSegment(product, target.computerId);
    return client.write(`${kind} the computer`, `/machines/${computer}/${words[kind]}?$idType=uuid`);
  }
  const { executable } = target;
  if (executable?.sha1 === undefined)
    throw new Refusal("bad-request", "remove-needs-hash", "ESET Inspect blocks a file only by its SHA-1");
  const path = `/executables/${pathSegment(product, executable.sha1)}/block?$idType=sha1`;
  return client.write("block the executable", path, { clean: true, note: `Hikeshi ${incidentId}` });
}
