// Isolate and release on EC2: each network interface's security groups are swapped for the quarantine group, and put back.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import type { Ec2Instance } from "../aws-places.ts";
import type { Reference } from "../vendor.ts";
import type { Client } from "./client.ts";
import { bearsOwnGroup, createGroups, isQuarantined, isUntracked } from "./groups.ts";
import { type Interface, readInterfaces } from "./instances.ts";

/** `eni-…` to its groups, separated by blanks: short, since what is stored is at most 2 kB. */
const Saved = z.strictObject({ groups: z.record(z.string(), z.string()) });
type Saved = z.infer<typeof Saved>;

const longestSaved = 2000;
const Done = z.looseObject({ return: z.literal("true") });
const swapped: Reference = JSON.stringify({ kind: "groups" });

/** The writes: each sets all groups of one network interface. */
function createSwapping(client: Client) {
  async function set({ networkInterfaceId }: Interface, ids: readonly string[], what: string): Promise<void> {
    const numbered = Object.fromEntries(ids.map((id, index) => [`SecurityGroupId.${index + 1}`, id]));
    const parameters = { NetworkInterfaceId: networkInterfaceId, ...numbered };
    await client.ec2({ what, action: "ModifyNetworkInterfaceAttribute", parameters, effect: "maybe" }, Done);
  }

  /** Between the two steps the interface lets everything through, so a lost answer of the second is tried again at once. */
  async function swap(one: Interface, untrack: string, quarantine: string): Promise<void> {
    if (!isUntracked(one)) await set(one, [untrack], "end the tracking of connections");
    const close = () => set(one, [quarantine], "set the quarantine group");
    await close().catch((error: unknown) => {
      if (error instanceof Unavailable && error.effect === "maybe") return close();
      throw error;
    });
  }

  /** On a failure the groups are put back as they were; where that fails too, the action is asked after and done again. */
  async function undo(touched: readonly Interface[], saved: Saved, error: unknown): Promise<never> {
    if (error instanceof Unavailable && error.effect === "maybe") throw error;
    for (const one of touched) {
      await set(one, savedOf(saved, one), "put the security groups back").catch(() => {
        throw new Unavailable("Amazon EC2: the security groups could be neither swapped nor put back", "maybe");
      });
    }
    throw error;
  }

  return { set, swap, undo };
}

/** What release puts back. Throws Refusal where our own group stands there already: what was before it is not known. */
async function save(client: Client, instance: Ec2Instance): Promise<Reference> {
  const interfaces = await readInterfaces(client, instance);
  if (interfaces.some(bearsOwnGroup)) {
    const message = "Amazon EC2: the instance has our security group, and what it had before is not known";
    throw new Refusal("conflict", "ec2-already-swapped", message);
  }
  const each = interfaces.map((one) => [one.networkInterfaceId, one.groupSet.map(({ groupId }) => groupId).join(" ")]);
  const text = JSON.stringify({ groups: Object.fromEntries(each) } satisfies Saved);
  if (text.length <= longestSaved) return text;
  throw new Refusal("conflict", "ec2-too-many-groups", "Amazon EC2: the instance has too many security groups to keep");
}

export function createIsolation(client: Client) {
  const groups = createGroups(client);
  const { set, swap, undo } = createSwapping(client);
  return {
    save: (instance: Ec2Instance) => save(client, instance),

    async isolate(instance: Ec2Instance, prepared: Reference | undefined): Promise<Reference> {
      const saved = readSaved(prepared);
      const interfaces = await readInterfaces(client, instance);
      for (const one of interfaces) savedOf(saved, one);
      const touched: Interface[] = [];
      try {
        for (const one of interfaces.filter((each) => !isQuarantined(each))) {
          const [untrack, quarantine] = [await groups.untrack(one.vpcId), await groups.quarantine(one.vpcId)];
          touched.push(one);
          await swap(one, untrack, quarantine);
        }
      } catch (error) {
        await undo(touched, saved, error);
      }
      return swapped;
    },

    /** Only what bears our group: groups that somebody set by hand since then stay. */
    async release(instance: Ec2Instance, prepared: Reference | undefined): Promise<Reference> {
      const saved = readSaved(prepared);
      const interfaces = (await readInterfaces(client, instance)).filter(bearsOwnGroup);
      for (const one of interfaces) await set(one, savedOf(saved, one), "put the security groups back");
      return swapped;
    },

    isIsolated: async (instance: Ec2Instance) => (await readInterfaces(client, instance)).every(isQuarantined),
    isReleased: async (instance: Ec2Instance) =>
      (await readInterfaces(client, instance)).every((one) => one.groupSet.length > 0 && !bearsOwnGroup(one)),
    reference: swapped,
  };
}

function readSaved(prepared: Reference | undefined): Saved {
  if (prepared !== undefined) return Saved.parse(JSON.parse(prepared));
  const message = "Amazon EC2: the security groups from before the isolation were not kept";
  throw new Refusal("conflict", "ec2-nothing-saved", message);
}

function savedOf({ groups }: Saved, { networkInterfaceId }: Interface): string[] {
  const ids = groups[networkInterfaceId];
  if (ids !== undefined && ids !== "") return ids.split(" ");
  const message = "Amazon EC2: the instance has another network interface than when its security groups were kept";
  throw new Refusal("conflict", "ec2-interfaces-changed", message);
}
