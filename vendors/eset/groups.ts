// Whether a computer stands in the customer's static group "exempt", or below it (初動対応からの除外).
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import { isBelowExempt, isExemptName, type TreeGroup } from "../group-tree.ts";
import { type ConnectClient, isSameId, segment } from "./connect-client.ts";

const Device = z.looseObject({
  device: z.looseObject({ uuid: z.string(), parentGroupUuid: z.string().min(1) }),
});

const Group = z.looseObject({
  uuid: z.string().min(1),
  displayName: z.string().nullish(),
  parentGroupUuid: z.string().nullish(),
  /** true: a static group. Dynamic groups hold by rule and do not exempt. */
  isSecurityGroup: z.boolean().nullish(),
});

/** Throws whenever the way up to the top cannot be read whole: the caller reads that as exempt. */
export async function isExempt(client: ConnectClient, computerId: string): Promise<boolean> {
  const service = "device-management";
  const path = `/v1/devices/${segment(computerId)}`;
  const read = await client.read({ what: "read the device", service, path }, Device);
  if (read === undefined || !isSameId(read.device.uuid, computerId))
    throw unreadableGroups("does not know the computer");
  const groups = new Map<string, TreeGroup>();
  const place = {
    what: "list the device groups",
    service,
    path: "/v1/device_groups",
    key: "deviceGroups",
    pageSize: 500,
  } as const;
  for await (const { uuid, parentGroupUuid, displayName, isSecurityGroup } of client.list(place, Group))
    groups.set(uuid, { parent: parentGroupUuid ?? "", exempts: isSecurityGroup === true && isExemptName(displayName) });
  return isBelowExempt(groups, read.device.parentGroupUuid, unreadableGroups);
}

const unreadableGroups = (why: string): Unavailable => new Unavailable(`ESET Connect ${why}`, "none");
