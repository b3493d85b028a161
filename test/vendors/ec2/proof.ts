// EC2 for the conformance kit: an account on loopback. It tells no detections, so there are no payloads.
import { ec2 } from "../../../vendors/ec2/index.ts";
import type { LoopbackProduct, Proof, SeenCall } from "../proof.ts";
import { ACCOUNT, DATABASE, MINER, REGION, ROLE, WEB } from "./account.ts";
import { EXTERNAL_ID, KEYS, openAws } from "./server.ts";

export const computer = (instance: string, place = `${ACCOUNT}:${REGION}`) => ({
  computerId: `${place}:${instance}`,
  computerName: "web-01",
});
export const secret = JSON.stringify({ ...KEYS, externalId: EXTERNAL_ID });
export const settings = (baseUrl: string) => ({
  accountId: ACCOUNT,
  region: REGION,
  roleArn: ROLE,
  baseUrl,
  timeoutSeconds: 1,
});

const events = { kill: "killed", isolate: "isolated", release: "released", remove: "removed" } as const;

async function open(): Promise<LoopbackProduct> {
  const aws = await openAws();
  // Made in this order, so that the kit knows which of the two a call sets.
  aws.makeGroup("hikeshi-quarantine", "vpc-0a1b2c3d");
  return {
    baseUrl: aws.baseUrl,
    close: aws.close,
    done: ({ kind }) => aws.journal.filter(({ event }) => event === events[kind]).length,
    lies: { kill: aws.lieAboutCommands, isolate: aws.lieAboutGroups, release: aws.lieAboutGroups },
  };
}

/** The step that shuts the door, or opens it again; not the one between, nor the groups and their rules. */
function isWrite({ headers, body }: SeenCall): boolean {
  if (headers["x-amz-target"] === "AmazonSSM.SendCommand") return true;
  const form = new URLSearchParams(body);
  if (form.get("Action") !== "ModifyNetworkInterfaceAttribute") return false;
  const group = form.get("SecurityGroupId.1");
  return group === "sg-0fffffffffff00003" || group === "sg-0a1b2c3d4e5f60003";
}

export const ec2Proof: Proof = {
  vendor: ec2,
  payloads: {},
  connector: {
    open,
    settings,
    secret,
    targets: {
      kill: { ...computer(WEB), process: { pid: 4711, name: "kworkerds", sha256: MINER } },
      isolate: computer(WEB),
      release: computer(DATABASE),
    },
    isWrite,
    isToken: ({ body }) => body.includes("Action=AssumeRole"),
  },
};
