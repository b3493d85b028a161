// How the house acts through ESET Inspect on-prem. Source: help.eset.com/ei_navigate/2.4/en-US/rest_api_response.html.
import { Refusal, Unavailable } from "../../core/errors.ts";
import { pathSegment } from "../answers.ts";
import { asking } from "../http-call.ts";
import type { ActionRequest, CreateConnector } from "../vendor.ts";
import { type Client, createClient } from "./client.ts";
import { createPolling } from "./polling.ts";
import { isExempt, isIsolated } from "./protect.ts";
import { createProtectClient } from "./protect-client.ts";
import { consoleLink, parseSettings, product } from "./settings.ts";

/**
 * Settings: see settings.ts. Secret: JSON text `{"username","password"}`.
 *
 * Its own API has no call that shows whether a computer is isolated or a file blocked. ESET PROTECT's shows isolation by a
 * dynamic group, where the settings name it; what nothing shows is never confirmed, and a person looks. Kill is not
 * supported: see docs/vendors.md.
 *
 * `repeatable`: a block and an end of isolation change nothing the second time. Not isolate: late, it would isolate again
 * what was released since.
 */
export const createConnector: CreateConnector = (settings, secret, deps) => {
  const config = parseSettings(settings);
  const { protectUrl } = config;
  const client = createClient(config, secret, deps);
  const protect = protectUrl === undefined ? undefined : createProtectClient(protectUrl, config, secret, deps);

  /** Nothing where it is not shown, or not yet. */
  async function isShown({ kind, target }: ActionRequest, since: number): Promise<boolean | undefined> {
    if (protect === undefined || config.isolatedGroup === undefined || kind === "remove") return undefined;
    const found = await isIsolated(protect, config.isolatedGroup, target.computerId, since);
    return found === undefined ? undefined : found === (kind === "isolate");
  }

  return {
    supports: ["remove", "isolate", "release"],
    repeatable: ["release", "remove"],
    prepare: async () => undefined,
    async request(request) {
      await act(client, request);
      return new Date(deps.now()).toISOString();
    },
    find: (request) =>
      asking(async () => {
        const isThere = request.kind === "isolate" && (await isShown(request, 0)) === true;
        return isThere ? new Date(deps.now()).toISOString() : "unknown";
      }),
    outcome: (request, reference) =>
      asking(async () => {
        // References of earlier releases hold no instant.
        const since = Date.parse(reference);
        const isThere = !Number.isNaN(since) && (await isShown(request, since)) === true;
        return { state: isThere ? "confirmed" : "running" };
      }),
    exempt: (computerId) =>
      asking(async () => {
        if (protect !== undefined) return isExempt(protect, computerId);
        // Groups are ESET PROTECT's. Unreadable is exempt, until the administrator says that they exempt nobody.
        if (config.exemptions !== "own-list-only")
          throw new Unavailable("ESET Inspect does not show who is exempt, and no setting says it", "none");
        return false;
      }),
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
