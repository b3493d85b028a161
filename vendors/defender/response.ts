// How the house acts through Microsoft Defender for Endpoint, and fetches the alerts that Graph pointed at.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import { answered, pathSegment, successful } from "../answers.ts";
import { asking, type HttpCall } from "../http-call.ts";
import type { ActionOutcome, ActionRequest, Connector, CreateConnector, FetchedItem, Reference } from "../vendor.ts";
import { type Client, createClient } from "./client.ts";
import { parseFetched } from "./detections.ts";
import { createIndicators } from "./indicators.ts";
import { createKeeping } from "./keeping.ts";
import { handleLifecycle, type LifecycleDeps } from "./lifecycle.ts";
import { readLifecycle } from "./lifecycle-events.ts";
import { killCommands, readKill } from "./live-response.ts";
import type { Kind } from "./machine-action.ts";
import { createMachineActions } from "./machine-actions.ts";
import { addresses, deviceLink, parseSettings, product } from "./settings.ts";
import { createSubscriptions } from "./subscriptions.ts";

const KnownReference = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("machine-action"), id: z.string() }),
  z.strictObject({ by: z.literal("indicator") }),
]);
const referenceTo = (reference: z.infer<typeof KnownReference>): Reference => JSON.stringify(reference);

/** What is done as a machine action. A file of which only the SHA-256 is known is not. */
function machineActionOf({ kind, target }: ActionRequest): Kind | undefined {
  if (kind !== "remove") return kind;
  return target.executable?.sha1 === undefined ? undefined : "remove";
}

/**
 * Settings: see settings.ts. Secret: JSON text `{"clientId","clientSecret"}` of an app registration with the application
 * permissions that docs/vendors.md names.
 *
 * `repeatable`: release and remove. Not isolate: an action that a computer picks up after its release would isolate it again.
 */
export const createConnector: CreateConnector = (settings, secret, deps): Connector => {
  const config = parseSettings(settings);
  const client = createClient(config, secret, deps);
  const { endpoint, graph } = addresses(config);
  const actions = createMachineActions(client, endpoint);
  const indicators = createIndicators(client, endpoint);
  const { notificationUrl, killScript } = config;
  const subscriptions = createSubscriptions(client, graph, deps.now);
  const keeping =
    notificationUrl === undefined ? undefined : { client, graph, subscriptions, notificationUrl, now: deps.now };

  // Live response itself has PutFile, RunScript and GetFile, and no kill.
  function commandsFor(request: ActionRequest): object {
    if (killScript === undefined)
      throw new Refusal(
        "bad-request",
        "not-supported",
        "The settings name no script by which Defender stops a process",
      );
    return killCommands(killScript, request, deps.now());
  }

  /** That the script ran is not that the process is gone: it says so itself. */
  async function outcomeOf(request: ActionRequest, kind: Kind, id: string): Promise<ActionOutcome> {
    const outcome = await actions.outcome(request, kind, id);
    return kind === "kill" && outcome.state === "confirmed"
      ? readKill(client, `${endpoint}/api`, request, id)
      : outcome;
  }

  async function find(request: ActionRequest): Promise<Reference | "none"> {
    const kind = machineActionOf(request);
    if (kind === undefined) return (await indicators.isBlocked(request)) ? referenceTo({ by: "indicator" }) : "none";
    const id = await actions.find(request, kind);
    return id === undefined ? "none" : referenceTo({ by: "machine-action", id });
  }

  return {
    supports: [...(killScript === undefined ? [] : (["kill"] as const)), "remove", "isolate", "release"],
    repeatable: ["release", "remove"],
    prepare: async () => undefined,
    async request(request) {
      const kind = machineActionOf(request);
      const more = kind === "kill" ? commandsFor(request) : {};
      if (kind !== undefined) return referenceTo({ by: "machine-action", id: await actions.ask(request, kind, more) });
      await indicators.block(request);
      return referenceTo({ by: "indicator" });
    },
    find: (request) => asking(() => find(request)),
    outcome: (request, reference) =>
      asking(async () => {
        const known = KnownReference.parse(JSON.parse(reference));
        const kind = machineActionOf(request);
        if (known.by === "machine-action" && kind !== undefined) return outcomeOf(request, kind, known.id);
        return { state: (await indicators.isBlocked(request)) ? "confirmed" : "running" };
      }),
    exempt: (computerId) => asking(() => isExempt(client, endpoint, computerId)),
    investigationLink: (computerId) => deviceLink(config, computerId),
    ...(keeping === undefined ? {} : { polling: createKeeping(keeping) }),
    fetchDetections: createFetching({ client, graph, subscriptions: keeping?.subscriptions }),
  };
};

/** An alert by its id; or what Graph told of the subscription, done. */
const createFetching =
  (deps: LifecycleDeps) =>
  async (id: string, receivedAt: string): Promise<FetchedItem[]> => {
    const event = readLifecycle(id);
    if (event !== undefined) return handleLifecycle(deps, event, receivedAt);
    const url = `${deps.graph}/v1.0/security/alerts_v2/${pathSegment(product, id)}`;
    const call: HttpCall = { product, what: "fetch the alert", method: "GET", url, effect: "none" };
    return parseFetched(successful(call, await deps.client.graph(call)).text);
  };

const Machine = z.looseObject({
  id: z.string(),
  machineTags: z.array(z.string()).nullish(),
  rbacGroupName: z.string().nullish(),
});

/** A tag or the device group of the name `exempt` (learn.microsoft.com/defender-endpoint/api/machine). */
async function isExempt({ endpoint: send }: Client, base: string, computerId: string): Promise<boolean> {
  const url = `${base}/api/machines/${pathSegment(product, computerId)}`;
  const call: HttpCall = { product, what: "read the computer", method: "GET", url, effect: "none" };
  const machine = await answered(send, call, Machine);
  if (machine.id.toLowerCase() !== computerId.toLowerCase())
    throw new Unavailable(`${product.name}: read the computer: it is another one`, "none");
  return [...(machine.machineTags ?? []), machine.rbacGroupName ?? ""].some(
    (name) => name.trim().toLowerCase() === "exempt",
  );
}
