// What EC2 shows of an instance and its network interfaces; an instance of another account is refused.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import type { Ec2Instance } from "../aws-places.ts";
import type { Client } from "./client.ts";

/** An empty list is an empty element, which reads as an empty text. */
export const items = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" || value === undefined ? [] : value), z.array(schema));

const Instance = z.looseObject({
  instanceId: z.string(),
  instanceState: z.looseObject({ name: z.string() }),
  /** `windows`, and absent for all others. */
  platform: z.string().optional(),
  tagSet: items(z.looseObject({ key: z.string(), value: z.string() })),
});
export type Instance = z.infer<typeof Instance>;

const Instances = z.looseObject({
  reservationSet: items(z.looseObject({ ownerId: z.string(), instancesSet: items(Instance) })),
});

const Interface = z.looseObject({
  networkInterfaceId: z.string().regex(/^eni-[0-9a-f]{8,17}$/),
  vpcId: z.string(),
  ownerId: z.string(),
  groupSet: items(z.looseObject({ groupId: z.string(), groupName: z.string() })),
});
export type Interface = z.infer<typeof Interface>;

const Interfaces = z.looseObject({ networkInterfaceSet: items(Interface) });

const otherAccount = () =>
  new Refusal(
    "forbidden",
    "ec2-other-account",
    "Amazon EC2: the instance belongs to another account than the connector's",
  );

export async function readInstance(client: Client, { instanceId, account }: Ec2Instance): Promise<Instance> {
  const question = {
    what: "describe the instance",
    action: "DescribeInstances",
    parameters: { "InstanceId.1": instanceId },
    effect: "none",
  } as const;
  const { reservationSet } = await client.ec2(question, Instances);
  for (const { ownerId, instancesSet } of reservationSet) {
    const found = instancesSet.find((one) => one.instanceId === instanceId);
    if (found === undefined) continue;
    if (ownerId !== account) throw otherAccount();
    return found;
  }
  throw new Unavailable("Amazon EC2: describe the instance: it is not in the answer", "none");
}

/** At least one. Read from EC2 itself each time: what an action did is seen here alone. */
export async function readInterfaces(client: Client, { instanceId, account }: Ec2Instance): Promise<Interface[]> {
  const question = {
    what: "describe the network interfaces",
    action: "DescribeNetworkInterfaces",
    parameters: { "Filter.1.Name": "attachment.instance-id", "Filter.1.Value.1": instanceId },
    effect: "none",
  } as const;
  const { networkInterfaceSet } = await client.ec2(question, Interfaces);
  if (networkInterfaceSet.length === 0) {
    throw new Unavailable("Amazon EC2: describe the network interfaces: the instance has none", "none");
  }
  if (networkInterfaceSet.some(({ ownerId }) => ownerId !== account)) throw otherAccount();
  return networkInterfaceSet;
}

/** Any value of the tag but a plain no. */
export const bearsTag = ({ tagSet }: Instance, key: string): boolean =>
  tagSet.some((tag) => tag.key.toLowerCase() === key.toLowerCase() && !/^(false|no|0)$/i.test(tag.value));
