// The two security groups of our own in each VPC, found by name or made: one lets nothing in, one lets all through.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import type { Client } from "./client.ts";
import { type Interface, items } from "./instances.ts";

export const QUARANTINE = "hikeshi-quarantine";
/**
 * A security group remembers the connections that it let through, and swapping groups does not end those. Where all is let
 * through both ways none is remembered, so this one stands between (EC2 user guide, "Security group connection tracking":
 * "Untracked connections").
 */
export const UNTRACK = "hikeshi-untrack";

const descriptions = {
  [QUARANTINE]: "Hikeshi MDR: isolated instances",
  [UNTRACK]: "Hikeshi MDR: for a moment, while an instance is being isolated",
};
type Own = keyof typeof descriptions;

export const isQuarantined = ({ groupSet }: Interface): boolean =>
  groupSet.length === 1 && groupSet[0]?.groupName === QUARANTINE;

/** Left between the two steps, by a crash or while another copy is at it: its connections are not remembered already. */
export const isUntracked = ({ groupSet }: Interface): boolean =>
  groupSet.some(({ groupName }) => groupName === UNTRACK);

export const bearsOwnGroup = ({ groupSet }: Interface): boolean =>
  groupSet.some(({ groupName }) => groupName === QUARANTINE || groupName === UNTRACK);

const Permission = z.looseObject({
  ipProtocol: z.string(),
  ipRanges: items(z.looseObject({ cidrIp: z.string() })),
  ipv6Ranges: items(z.looseObject({ cidrIpv6: z.string() })),
});
const Group = z.looseObject({
  groupId: z.string().regex(/^sg-[0-9a-f]{8,17}$/),
  groupName: z.string(),
  vpcId: z.string(),
  ipPermissions: items(Permission),
  ipPermissionsEgress: items(Permission),
});
type Group = z.infer<typeof Group>;
const Groups = z.looseObject({ securityGroupInfo: items(Group) });
const Done = z.looseObject({ return: z.literal("true") });

type Permissions = z.infer<typeof Permission>[];
const opensAll = (permissions: Permissions, family: 4 | 6): boolean =>
  permissions.some(
    ({ ipProtocol, ipRanges, ipv6Ranges }) =>
      ipProtocol === "-1" &&
      (family === 4
        ? ipRanges.some(({ cidrIp }) => cidrIp === "0.0.0.0/0")
        : ipv6Ranges.some(({ cidrIpv6 }) => cidrIpv6 === "::/0")),
  );

const everything = (family: 4 | 6): Record<string, string> => ({
  "IpPermissions.1.IpProtocol": "-1",
  ...(family === 4
    ? { "IpPermissions.1.IpRanges.1.CidrIp": "0.0.0.0/0" }
    : { "IpPermissions.1.Ipv6Ranges.1.CidrIpv6": "::/0" }),
});

/** Making a group and its rules changes no computer: their effect is "none", and doing it again is harmless. */
export function createGroups(client: Client) {
  const call = <T>(
    what: string,
    action: string,
    parameters: Record<string, string>,
    schema: z.ZodType<T>,
  ): Promise<T> => client.ec2({ what, action, parameters, effect: "none" }, schema);

  async function find(vpcId: string, name: Own): Promise<Group | undefined> {
    const filters = {
      "Filter.1.Name": "vpc-id",
      "Filter.1.Value.1": vpcId,
      "Filter.2.Name": "group-name",
      "Filter.2.Value.1": name,
    };
    const { securityGroupInfo } = await call("find our security group", "DescribeSecurityGroups", filters, Groups);
    return securityGroupInfo.find((one) => one.vpcId === vpcId && one.groupName === name);
  }

  async function findOrMake(vpcId: string, name: Own): Promise<Group> {
    const found = await find(vpcId, name);
    if (found !== undefined) return found;
    const parameters = { GroupName: name, GroupDescription: descriptions[name], VpcId: vpcId };
    await call("make our security group", "CreateSecurityGroup", parameters, Done).catch(
      unless("ec2-invalid-group-duplicate"),
    );
    const made = await find(vpcId, name);
    if (made === undefined) throw new Unavailable("Amazon EC2: our security group is not shown yet", "none", 5);
    return made;
  }

  const change = (action: string, groupId: string, family: 4 | 6) =>
    call("set the rules of our security group", action, { GroupId: groupId, ...everything(family) }, Done).catch(
      unless("ec2-invalid-permission-duplicate", "ec2-invalid-permission-not-found"),
    );

  return {
    /** Lets nothing in; out only what the customer's administrators wrote into it (endpoints of Systems Manager). */
    async quarantine(vpcId: string): Promise<string> {
      const group = await findOrMake(vpcId, QUARANTINE);
      if (group.ipPermissions.length > 0) {
        throw new Refusal("conflict", "ec2-quarantine-open", "Amazon EC2: the quarantine group lets something in");
      }
      // Each new group begins with a rule that lets everything out.
      for (const family of [4, 6] as const) {
        if (opensAll(group.ipPermissionsEgress, family))
          await change("RevokeSecurityGroupEgress", group.groupId, family);
      }
      return group.groupId;
    },
    async untrack(vpcId: string): Promise<string> {
      const { groupId, ipPermissions, ipPermissionsEgress } = await findOrMake(vpcId, UNTRACK);
      for (const family of [4, 6] as const) {
        if (!opensAll(ipPermissions, family)) await change("AuthorizeSecurityGroupIngress", groupId, family);
        if (!opensAll(ipPermissionsEgress, family)) await change("AuthorizeSecurityGroupEgress", groupId, family);
      }
      return groupId;
    },
  };
}

/** Another copy did it meanwhile. */
const unless =
  (...codes: string[]) =>
  (error: unknown): void => {
    if (!(error instanceof Refusal) || !codes.includes(error.code)) throw error;
  };
