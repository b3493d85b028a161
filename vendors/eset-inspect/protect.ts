// What ESET PROTECT On-Prem shows of a computer: whether its static groups exempt it, and whether it stands in the dynamic
// group of those that are isolated.
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import { pathSegment } from "../answers.ts";
import { isBelowExempt, isExemptName } from "../group-tree.ts";
import type { ProtectClient } from "./protect-client.ts";
import { product } from "./settings.ts";

const Device = z.looseObject({
  device: z.looseObject({
    uuid: z.string(),
    parentGroupUuid: z.string().min(1),
    /** "When the device was synchronized for the last time." */
    lastSyncTime: z.string().nullish(),
  }),
});
const Group = z.looseObject({
  uuid: z.string().min(1),
  displayName: z.string().nullish(),
  parentGroupUuid: z.string().nullish(),
  /** true: a static group. */
  isSecurityGroup: z.boolean().nullish(),
});
type Group = z.infer<typeof Group>;
const Member = z.looseObject({ uuid: z.string() });

const unreadable = (why: string): Unavailable => new Unavailable(`ESET PROTECT ${why}`, "none");
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

async function deviceOf(client: ProtectClient, computerId: string) {
  const path = `/devices/${pathSegment(product, computerId)}`;
  const { device } = await client.read("read the device", path, Device);
  if (!isSame(device.uuid, computerId)) throw unreadable("does not know the computer");
  return device;
}

const groupsOf = (client: ProtectClient): Promise<Group[]> =>
  client.list("list the device groups", "/device_groups", "deviceGroups", Group);

/** Throws whenever the way up to the top cannot be read whole: the caller reads that as exempt. */
export async function isExempt(client: ProtectClient, computerId: string): Promise<boolean> {
  const { parentGroupUuid: first } = await deviceOf(client, computerId);
  const groups = (await groupsOf(client)).map(
    ({ uuid, parentGroupUuid, displayName, isSecurityGroup }) =>
      [
        uuid,
        { parent: parentGroupUuid ?? "", exempts: isSecurityGroup === true && isExemptName(displayName) },
      ] as const,
  );
  return isBelowExempt(new Map(groups), first, unreadable);
}

/**
 * Whether it stands in the dynamic group of this name. A group is as old as the computer's last connection: nothing where
 * that was not after `since` (epoch milliseconds).
 */
export async function isIsolated(
  client: ProtectClient,
  groupName: string,
  computerId: string,
  since: number,
): Promise<boolean | undefined> {
  // Before the members are listed: what is shown is then at least as new.
  const { lastSyncTime } = await deviceOf(client, computerId);
  if (!(Date.parse(lastSyncTime ?? "") > since)) return undefined;
  const named = (await groupsOf(client)).filter(
    ({ displayName, isSecurityGroup }) => isSecurityGroup !== true && displayName?.trim() === groupName.trim(),
  );
  const [group] = named;
  if (group === undefined || named.length > 1) throw unreadable("has not one dynamic group of the configured name");
  const path = `/device_groups/${pathSegment(product, group.uuid)}/devices`;
  const members = await client.list("list the isolated computers", path, "devices", Member);
  return members.some(({ uuid }) => isSame(uuid, computerId));
}
