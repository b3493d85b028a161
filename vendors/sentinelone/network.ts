// Isolate and release: the agent is disconnected from the network and connected again, and shows by its own status how far it is.
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import { pathSegment } from "../answers.ts";
import { asking } from "../http-call.ts";
import type { ActionRequest } from "../vendor.ts";
import type { Client } from "./client.ts";
import type { Procedure } from "./reference.ts";
import { product } from "./settings.ts";

const Agent = z.looseObject({
  id: z.string(),
  /** `connected`, `disconnecting`, `disconnected`, `connecting`. */
  networkStatus: z.string().nullish(),
  isDecommissioned: z.boolean().nullish(),
  groupName: z.string().nullish(),
  tags: z.looseObject({ sentinelone: z.array(z.unknown()).nullish() }).nullish(),
});
type Agent = z.infer<typeof Agent>;

/** Throws Unavailable where the product shows no such computer. */
async function readAgent(client: Client, computerId: string): Promise<Agent> {
  const ids = pathSegment(product, computerId);
  const agents = await client.list("read the computer", "/agents", { ids }, Agent);
  const agent = agents.find(({ id }) => id === computerId);
  if (agent === undefined) throw new Unavailable("SentinelOne: read the computer: it is not known there", "none");
  return agent;
}

const wanted = ({ kind }: ActionRequest) =>
  kind === "isolate"
    ? { path: "/agents/actions/disconnect", done: "disconnected", underWay: "disconnecting" }
    : { path: "/agents/actions/connect", done: "connected", underWay: "connecting" };

export function createNetwork(client: Client): Procedure {
  const isAsked = async (request: ActionRequest): Promise<boolean> => {
    const { done, underWay } = wanted(request);
    const { networkStatus } = await readAgent(client, request.target.computerId);
    return networkStatus === done || networkStatus === underWay;
  };
  return {
    async request(request) {
      const what = request.kind === "isolate" ? "disconnect the computer" : "connect the computer";
      // Asked of a computer that is there already, the product affects none, which would look like a failure.
      if (!(await asking(() => isAsked(request))))
        await client.act(what, wanted(request).path, [request.target.computerId]);
      return { kind: "network" };
    },
    async find(request) {
      return (await isAsked(request)) ? { kind: "network" } : "unknown";
    },
    async outcome(request) {
      const { networkStatus, isDecommissioned } = await readAgent(client, request.target.computerId);
      if (networkStatus === wanted(request).done) return { state: "confirmed" };
      return isDecommissioned === true ? { state: "failed", reason: "decommissioned" } : { state: "running" };
    },
  };
}

/** A group or an endpoint tag of the name `exempt`: an agent stands in one group only, and may have many tags. */
export async function isExempt(client: Client, computerId: string): Promise<boolean> {
  const { groupName, tags } = await readAgent(client, computerId);
  const named = [groupName, ...(tags?.sentinelone ?? []).flatMap(tagTexts)];
  return named.some((name) => typeof name === "string" && name.trim().toLowerCase() === "exempt");
}

const tagTexts = (tag: unknown): unknown[] => {
  const read = z.looseObject({ key: z.unknown(), value: z.unknown() }).safeParse(tag);
  return read.success ? [read.data.key, read.data.value] : [];
};
