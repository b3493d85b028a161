// How the house acts through Wazuh: the customer's own scripts as active responses on one agent, confirmed by their receipts.
import * as z from "zod";
import type { ActionKind } from "../../core/action.ts";
import { Refusal, Unavailable } from "../../core/errors.ts";
import { asking } from "../http-call.ts";
import type { ActionRequest, ConnectorDeps, CreateConnector } from "../vendor.ts";
import { isManager, oneAgent } from "./agents.ts";
import { type Client, createClient } from "./client.ts";
import { type Receipt, readReceipt, receiptName } from "./receipts.ts";
import { consoleLink, parseSettings, type Settings } from "./settings.ts";

const kinds: readonly ActionKind[] = ["kill", "remove", "isolate", "release"];
/** There is nothing to remember: the receipt's name is the action's id. */
const sent = JSON.stringify({ kind: "sent" });
/** A receipt takes a moment to reach the manager. */
const looks = 3;
const pauseMilliseconds = 2000;

const Agent = z.looseObject({
  id: z.string(),
  group: z.union([z.array(z.string()), z.string()]).nullish(),
  os: z.looseObject({ platform: z.string().nullish() }).nullish(),
});
type Agent = z.infer<typeof Agent>;

/**
 * Settings: see settings.ts. Secret: JSON text `{"username","password"}` of an API user.
 *
 * `repeatable`: release and remove. Not isolate and kill: where the first order is only late, a second may run after a release, or
 * meet another process under the same pid.
 */
export const createConnector: CreateConnector = (settings, secret, deps) => {
  const config = parseSettings(settings);
  const client = createClient(config, secret, deps);
  const supports = kinds.filter((kind) => config.commands[kind] !== undefined);
  const receiptOf = (request: ActionRequest): Promise<Receipt> =>
    config.receipts === undefined ? Promise.resolve("none") : readReceipt(client, config.receipts, request);
  return {
    supports,
    repeatable: supports.filter((kind) => kind === "release" || kind === "remove"),
    // A script that undoes knows what it did.
    prepare: async () => undefined,
    async request(request) {
      const commands = await commandsFor(client, config, request.target.computerId);
      await client.run(request.target.computerId, `${request.kind} by active response`, orderOf(commands, request));
      return sent;
    },
    find: (request) => asking(() => find(receiptOf, request, deps)),
    outcome: (request) =>
      asking(async () => {
        const receipt = await receiptOf(request);
        if (receipt === "failed") return { state: "failed", reason: "script-failed" };
        return receipt === "done" ? { state: "confirmed" } : { state: "running" };
      }),
    exempt: (computerId) => asking(() => isExempt(client, computerId)),
    investigationLink: (computerId) => consoleLink(config, computerId),
  };
};

/** No receipt means nothing: the order may still be on its way. */
async function find(
  receiptOf: (request: ActionRequest) => Promise<Receipt>,
  request: ActionRequest,
  deps: ConnectorDeps,
) {
  for (let look = 1; ; look += 1) {
    if ((await receiptOf(request)) !== "none") return sent;
    if (look === looks) return "unknown";
    await deps.sleep(pauseMilliseconds);
  }
}

/** The script gets this on its standard input, below `parameters.alert.data.hikeshi`. */
function orderOf(commands: Settings["commands"], request: ActionRequest): { command: string; alert: unknown } {
  const { kind, actionId, incidentId, target } = request;
  const command = commands[kind];
  if (command === undefined) throw new Refusal("bad-request", "wazuh-unsupported", `No script is set up to ${kind}`);
  const order = { kind, actionId, incidentId, receipt: receiptName(request), ...objectOf(request) };
  oneAgent(target.computerId);
  return { command, alert: { data: { hikeshi: order } } };
}

function objectOf({ kind, target }: ActionRequest): object {
  const { process, executable } = target;
  if (kind === "kill") {
    if (process === undefined) throw new Refusal("bad-request", "kill-needs-process", "No process to stop is named");
    if (process.sha1 === undefined && process.sha256 === undefined)
      throw new Refusal(
        "bad-request",
        "kill-needs-hash",
        "A pid may be another program's by now: its file's hash is needed",
      );
    return { process };
  }
  if (kind !== "remove") return {};
  if (executable?.path === undefined)
    throw new Refusal("bad-request", "remove-needs-path", "Wazuh finds a file only by its path");
  if (executable.sha1 === undefined && executable.sha256 === undefined)
    throw new Refusal("bad-request", "remove-needs-hash", "A path may hold another file by now: its hash is needed");
  return { executable };
}

async function readAgent(client: Client, computerId: string, select: string): Promise<Agent> {
  const query = { agents_list: oneAgent(computerId), select };
  const agents = await client.list("read the agent", "/agents", query, Agent);
  const agent = agents.find(({ id }) => id === computerId);
  if (agent === undefined) throw new Unavailable("Wazuh: read the agent: it is not known there", "none");
  return agent;
}

/** Asked for only where it makes a difference. */
async function commandsFor(client: Client, { commands, windowsCommands }: Settings, computerId: string) {
  if (windowsCommands === undefined) return commands;
  const { os } = await readAgent(client, computerId, "id,os.platform");
  return os?.platform === "windows" ? windowsCommands : commands;
}

/** A group of agents of the name `exempt` (an agent may stand in several), and the manager in any case. */
async function isExempt(client: Client, computerId: string): Promise<boolean> {
  if (isManager(computerId)) return true;
  const agent = await readAgent(client, computerId, "id,group");
  return [agent.group ?? []].flat().some((name) => name.trim().toLowerCase() === "exempt");
}
