// How the house acts through Microsoft Defender for Endpoint, and fetches the alerts that Graph pointed at.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import { answered, pathSegment, successful } from "../answers.ts";
import { asking, type HttpCall } from "../http-call.ts";
import type { ActionRequest, Connector, CreateConnector, Reference } from "../vendor.ts";
import { type Client, createClient } from "./client.ts";
import { parseFetched } from "./detections.ts";
import { createIndicators } from "./indicators.ts";
import { createMachineActions } from "./machine-actions.ts";
import { addresses, deviceLink, parseSettings, product } from "./settings.ts";

const KnownReference = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("machine-action"), id: z.string() }),
  z.strictObject({ by: z.literal("indicator") }),
]);
const referenceTo = (reference: z.infer<typeof KnownReference>): Reference => JSON.stringify(reference);

/** What is done as a machine action. A file of which only the SHA-256 is known is not. */
function machineActionOf({ kind, target }: ActionRequest): "isolate" | "release" | "remove" | undefined {
  if (kind === "isolate" || kind === "release") return kind;
  // Live response has PutFile, RunScript and GetFile (learn.microsoft.com/defender-endpoint/api/run-live-response): no kill.
  if (kind === "kill")
    throw new Refusal("bad-request", "not-supported", "Defender for Endpoint stops no process by its id");
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

  async function find(request: ActionRequest): Promise<Reference | "none"> {
    const kind = machineActionOf(request);
    if (kind === undefined) return (await indicators.isBlocked(request)) ? referenceTo({ by: "indicator" }) : "none";
    const id = await actions.find(request, kind);
    return id === undefined ? "none" : referenceTo({ by: "machine-action", id });
  }

  return {
    supports: ["remove", "isolate", "release"],
    repeatable: ["release", "remove"],
    prepare: async () => undefined,
    async request(request) {
      const kind = machineActionOf(request);
      if (kind !== undefined) return referenceTo({ by: "machine-action", id: await actions.ask(request, kind) });
      await indicators.block(request);
      return referenceTo({ by: "indicator" });
    },
    find: (request) => asking(() => find(request)),
    outcome: (request, reference) =>
      asking(async () => {
        const known = KnownReference.parse(JSON.parse(reference));
        const kind = machineActionOf(request);
        if (known.by === "machine-action" && kind !== undefined) return actions.outcome(request, kind, known.id);
        return { state: (await indicators.isBlocked(request)) ? "confirmed" : "running" };
      }),
    exempt: (computerId) => asking(() => isExempt(client, endpoint, computerId)),
    investigationLink: (computerId) => deviceLink(config, computerId),
    async fetchDetections(id) {
      const url = `${graph}/v1.0/security/alerts_v2/${pathSegment(product, id)}`;
      const call: HttpCall = { product, what: "fetch the alert", method: "GET", url, effect: "none" };
      return parseFetched(successful(call, await client.graph(call)).text);
    },
  };
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
