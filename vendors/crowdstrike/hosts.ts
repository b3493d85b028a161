// Falcon's hosts: their containment, which is a state and no task, and the groups that exempt them.
// Source: FalconPy src/falconpy/_endpoint/_hosts.py, _host_group.py (GetDeviceDetailsV2, PerformActionV2, getHostGroups).
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import { answered, pathSegment, successful } from "../answers.ts";
import { failure, type HttpCall, type Send } from "../http-call.ts";
import { product } from "./settings.ts";

/** Never built from input: `hide_host` would take the computer out of view, and its detections with it. */
const ACTIONS = { isolate: "contain", release: "lift_containment" } as const;
export type Kind = keyof typeof ACTIONS;

const Host = z.looseObject({
  device_id: z.string(),
  /** `normal`, `containment_pending`, `contained`, `lift_containment_pending`. */
  status: z.string(),
  tags: z.array(z.string()).nullish(),
  groups: z.array(z.string()).nullish(),
});
export type Host = z.infer<typeof Host>;

const Group = z.looseObject({ id: z.string(), name: z.string() });
/** Falcon answers what went wrong for one host below `errors`, whatever the status of the whole is. */
const Acted = z.looseObject({
  resources: z.array(z.looseObject({ id: z.string() })).nullish(),
  errors: z.array(z.looseObject({ code: z.number().nullish() })).nullish(),
});

export interface Hosts {
  read(computerId: string): Promise<Host>;
  /** Asks for it, and resolves where Falcon took it or where it is so already. */
  change(computerId: string, kind: Kind): Promise<void>;
  isExempt(computerId: string): Promise<boolean>;
}

/** What Falcon shows where it was asked for this, or has done it. */
export const asked = ({ status }: Host, kind: Kind): boolean =>
  kind === "isolate"
    ? status === "contained" || status === "containment_pending"
    : status === "normal" || status === "lift_containment_pending";
export const done = ({ status }: Host, kind: Kind): boolean => status === (kind === "isolate" ? "contained" : "normal");

export function createHosts(send: Send, api: string): Hosts {
  const get = (what: string, url: string): HttpCall => ({ product, what, method: "GET", url, effect: "none" });

  async function read(computerId: string): Promise<Host> {
    const id = pathSegment(product, computerId);
    const call = get("read the host", `${api}/devices/entities/devices/v2?ids=${id}`);
    const { resources } = await answered(send, call, z.looseObject({ resources: z.array(Host).nullish() }));
    const host = resources?.find(({ device_id }) => device_id.toLowerCase() === computerId.toLowerCase());
    if (host === undefined) throw new Unavailable(`${product.name}: read the host: it is not there`, "none");
    return host;
  }

  async function change(computerId: string, kind: Kind): Promise<void> {
    pathSegment(product, computerId);
    const call: HttpCall = {
      product,
      what: kind === "isolate" ? "contain the host" : "lift the containment",
      method: "POST",
      url: `${api}/devices/entities/devices-actions/v2?action_name=${ACTIONS[kind]}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ids: [computerId] }),
      effect: "maybe",
    };
    const answer = await send(call);
    const conflicts = answer.status === 409;
    const { resources, errors } = conflicts ? {} : (Acted.safeParse(successful(call, answer).json).data ?? {});
    const isTaken = resources?.some(({ id }) => id.toLowerCase() === computerId.toLowerCase()) === true;
    const error = isTaken ? undefined : errors?.[0];
    // Refused for this host, which may be because it is so already: the host itself says it.
    if (!conflicts && error === undefined) return;
    if (asked(await read(computerId), kind)) return;
    throw conflicts ? failure(call, answer) : failure(call, { ...answer, status: refusedWith(error?.code) });
  }

  return { read, change, isExempt: async (computerId) => isExempt(send, api, await read(computerId)) };
}

/** The code of an error below `errors` is an HTTP status; one that is none refuses the request. */
const refusedWith = (code: number | null | undefined): number =>
  code !== null && code !== undefined && code >= 400 && code < 600 ? code : 400;

const isExemptName = (name: string): boolean => name.trim().toLowerCase() === "exempt";

/** A grouping tag or a host group of the name `exempt`. Throws where a group's name cannot be read. */
async function isExempt(send: Send, api: string, { tags, groups }: Host): Promise<boolean> {
  if (tags?.some((tag) => isExemptName(tag.replace(/^(FalconGroupingTags|SensorGroupingTags)\//, ""))) === true)
    return true;
  const wanted = [...new Set(groups ?? [])];
  if (wanted.length === 0) return false;
  if (wanted.length > 100) throw new Refusal("too-large", "crowdstrike-groups", "The host stands in too many groups");
  const query = wanted.map((id) => `ids=${pathSegment(product, id)}`).join("&");
  const call: HttpCall = {
    product,
    what: "read the host groups",
    method: "GET",
    url: `${api}/devices/entities/host-groups/v1?${query}`,
    effect: "none",
  };
  const { resources } = await answered(send, call, z.looseObject({ resources: z.array(Group) }));
  if (wanted.some((id) => !resources.some((group) => group.id === id)))
    throw new Unavailable(`${product.name}: read the host groups: one is not shown`, "none");
  return resources.some(({ name }) => isExemptName(name));
}
