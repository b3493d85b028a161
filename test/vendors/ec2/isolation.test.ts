// What is EC2's own about isolation: two steps, several interfaces, groups made and healed, accounts kept apart, nothing lost.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refusal, Unavailable } from "../../../core/errors.ts";
import { createConnector } from "../../../vendors/ec2/response.ts";
import type { ActionRequest, ConnectorDeps } from "../../../vendors/vendor.ts";
import { DATABASE, EXEMPT, FOREIGN, MINER, WEB } from "./account.ts";
import { computer, secret, settings } from "./proof.ts";
import { openAws } from "./server.ts";

const deps: ConnectorDeps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
let aws: Awaited<ReturnType<typeof openAws>>;
beforeEach(async () => {
  aws = await openAws({ strict: true });
});
afterEach(() => aws.close());

const connector = (more: object = {}, keys = secret) =>
  createConnector({ ...settings(aws.baseUrl), ...more }, async () => keys, deps);
const request = (kind: ActionRequest["kind"], instance = WEB, place?: string): ActionRequest => ({
  actionId: "act-1",
  incidentId: "inc-1",
  kind,
  target: computer(instance, place),
});
const nic = (n = 0, instance = WEB) => aws.machine(instance)?.nics[n];
const named = (name: string) => aws.groups.find((one) => one.name === name);
async function isolate(kind: ActionRequest["kind"] = "isolate") {
  const ec2 = connector();
  const prepared = await ec2.prepare(request(kind));
  return { ec2, prepared, reference: await ec2.request(request(kind), prepared) };
}
const addNic = () => {
  const web = aws.machine(WEB);
  web?.nics.push({ id: "eni-0a1b2c3d4e5f60799", vpc: "vpc-0ffffff1", groups: ["sg-0a1b2c3d4e5f60003"], tracked: 2 });
};

it("makes its two groups in the instance's VPC: one lets nothing through, one lets all through both ways", async () => {
  await isolate();
  expect(named("hikeshi-quarantine")).toMatchObject({ vpc: "vpc-0a1b2c3d", ingress: [], egress: [] });
  const all = [
    { protocol: "-1", cidr: "0.0.0.0/0" },
    { protocol: "-1", cidr: "::/0" },
  ];
  expect(named("hikeshi-untrack")).toMatchObject({ ingress: all, egress: all });
});

it("ends the connections that the former groups remember, which the quarantine group alone does not", async () => {
  const one = aws.machine(WEB);
  const only = nic();
  if (one === undefined || only === undefined) throw new Error("no machine");
  const group = aws.makeGroup("hikeshi-quarantine", "vpc-0a1b2c3d");
  group.egress = [];
  aws.setGroups(one, only, [group.id]);
  expect(only.tracked).toBe(3);
  aws.setGroups(one, only, ["sg-0a1b2c3d4e5f60001"]);
  await isolate();
  expect(only.tracked).toBe(0);
});

it("swaps and restores each of several interfaces, each in its VPC", async () => {
  addNic();
  const before = aws.machine(WEB)?.nics.map(({ groups }) => groups);
  const { ec2, prepared, reference } = await isolate();
  expect(await ec2.outcome(request("isolate"), reference)).toEqual({ state: "confirmed" });
  expect(aws.groups.filter(({ name }) => name === "hikeshi-quarantine").map(({ vpc }) => vpc)).toEqual([
    "vpc-0a1b2c3d",
    "vpc-0ffffff1",
  ]);
  await ec2.request(request("release"), prepared);
  expect(aws.machine(WEB)?.nics.map(({ groups }) => groups)).toEqual(before);
});

it("is not isolated while one interface is not", async () => {
  const { ec2, reference } = await isolate();
  addNic();
  expect(await ec2.outcome(request("isolate"), reference)).toEqual({ state: "running" });
  expect(await ec2.find(request("isolate"))).toBe("none");
});

it.each([
  [403, "UnauthorizedOperation", "ec2-unauthorized-operation"],
  [400, "InvalidGroup.NotFound", "ec2-invalid-group-not-found"],
])("puts the groups back where the second step is refused (%d %s)", async (status, code, expected) => {
  const before = nic()?.groups;
  const ec2 = connector();
  const prepared = await ec2.prepare(request("isolate"));
  const quarantine = aws.makeGroup("hikeshi-quarantine", "vpc-0a1b2c3d");
  aws.refuseGroup(quarantine.id, status, code);
  await expect(ec2.request(request("isolate"), prepared)).rejects.toMatchObject({ name: "Refusal", code: expected });
  expect(nic()?.groups).toEqual(before);
});

it("says that it may be under way, and is taken up again, where the groups could not be put back either", async () => {
  const ec2 = connector();
  const prepared = await ec2.prepare(request("isolate"));
  aws.refuseAfter("ModifyNetworkInterfaceAttribute", 1, 403, "UnauthorizedOperation");
  await expect(ec2.request(request("isolate"), prepared)).rejects.toMatchObject({
    name: "Unavailable",
    effect: "maybe",
  });
  aws.heal();
  expect(await ec2.find(request("isolate"))).toBe("none");
  await ec2.request(request("isolate"), prepared);
  expect(aws.journal.map(({ event }) => event)).toEqual(["opened", "isolated"]);
});

it("never keeps its own group as what was before, and releases nothing without what was", async () => {
  const { ec2 } = await isolate();
  await expect(ec2.prepare(request("isolate"))).rejects.toMatchObject({ code: "ec2-already-swapped" });
  await expect(ec2.request(request("release"))).rejects.toMatchObject({ code: "ec2-nothing-saved" });
});

it("refuses an interface that came after the groups were kept, before anything is swapped", async () => {
  const ec2 = connector();
  const prepared = await ec2.prepare(request("isolate"));
  addNic();
  await expect(ec2.request(request("isolate"), prepared)).rejects.toMatchObject({ code: "ec2-interfaces-changed" });
  expect(aws.journal).toEqual([]);
});

it("leaves groups that somebody has set by hand since", async () => {
  const { ec2, prepared } = await isolate();
  const [one, only] = [aws.machine(WEB), nic()];
  if (one === undefined || only === undefined) throw new Error("no machine");
  aws.setGroups(one, only, ["sg-0a1b2c3d4e5f60003"]);
  const reference = await ec2.request(request("release"), prepared);
  expect(only.groups).toEqual(["sg-0a1b2c3d4e5f60003"]);
  expect(await ec2.outcome(request("release"), reference)).toEqual({ state: "confirmed" });
});

it("keeps little of a big instance, and refuses one with more groups than it can keep", async () => {
  const many = Array.from({ length: 15 }, (_one, n) => `sg-0a1b2c3d4e5f7${n.toString().padStart(4, "0")}`);
  const nics = (count: number, groups: string[]) =>
    Array.from({ length: count }, (_one, n) => ({
      id: `eni-0a1b2c3d4e5f8${n.toString().padStart(4, "0")}`,
      vpc: "v",
      groups,
      tracked: 0,
    }));
  const web = aws.machine(WEB);
  if (web === undefined) throw new Error("no machine");
  web.nics = nics(10, many.slice(0, 5));
  expect((await connector().prepare(request("isolate")))?.length).toBeLessThan(2000);
  web.nics = nics(15, many);
  await expect(connector().prepare(request("isolate"))).rejects.toMatchObject({ code: "ec2-too-many-groups" });
});

it("does not use a quarantine group that lets something in", async () => {
  aws.makeGroup("hikeshi-quarantine", "vpc-0a1b2c3d").ingress.push({ protocol: "tcp", cidr: "10.0.0.0/8" });
  await expect(isolate()).rejects.toMatchObject({ code: "ec2-quarantine-open" });
  expect(aws.journal).toEqual([]);
});

it("keeps what an administrator let out of the quarantine group, but not everything", async () => {
  const group = aws.makeGroup("hikeshi-quarantine", "vpc-0a1b2c3d");
  group.egress.push({ protocol: "tcp", cidr: "10.1.2.3/32" });
  await isolate();
  expect(group.egress).toEqual([{ protocol: "tcp", cidr: "10.1.2.3/32" }]);
});

describe("another account or region", () => {
  it.each([
    ["account", "999999999999:ap-northeast-1"],
    ["region", "111122223333:us-east-1"],
  ])("by the %s of the computer's id: nothing is asked of AWS", async (_what, place) => {
    const ec2 = connector();
    for (const kind of ["kill", "isolate", "release"] as const) {
      const target = { ...computer(WEB, place), process: { pid: 4711, name: "x", sha256: MINER } };
      await expect(ec2.request({ ...request(kind), target }, "{}")).rejects.toMatchObject({
        code: "ec2-other-account",
      });
    }
    await expect(ec2.exempt(`${place}:${WEB}`)).rejects.toBeInstanceOf(Unavailable);
    expect(aws.calls).toEqual([]);
  });

  it("by the owner that EC2 itself names", async () => {
    await expect(connector().prepare(request("isolate", FOREIGN))).rejects.toMatchObject({ code: "ec2-other-account" });
    const target = { ...computer(FOREIGN), process: { pid: 4711, name: "x", sha256: MINER } };
    await expect(connector().request({ ...request("kill"), target })).rejects.toMatchObject({
      code: "ec2-other-account",
    });
    expect(aws.journal).toEqual([]);
  });

  it("of the role: refused as a setting", () => {
    const roleArn = "arn:aws:iam::999999999999:role/hikeshi-response";
    expect(() => connector({ roleArn })).toThrow(Refusal);
  });

  it("is no instance at all", async () => {
    const target = { computerId: "111122223333:ap-northeast-1:iam:deploy", computerName: "IAM deploy" };
    await expect(connector().prepare({ ...request("isolate"), target })).rejects.toMatchObject({
      code: "ec2-no-instance",
    });
  });
});

it("exempts an instance by its tag, whatever its case, and one that cannot be read throws", async () => {
  const ec2 = connector();
  const exempt = (instance: string, one = ec2) => one.exempt(computer(instance).computerId);
  expect([await exempt(EXEMPT), await exempt(WEB)]).toEqual([true, false]);
  expect(await exempt(WEB, connector({ exemptTag: "name" }))).toBe(true);
  await expect(exempt("i-0a1b2c3d4e5f60777")).rejects.toBeInstanceOf(Unavailable);
});

describe("keys", () => {
  it("act themselves where no role is named, and are signed right (checked without aws4fetch)", async () => {
    const { roleArn: _r, ...own } = settings(aws.baseUrl);
    const ec2 = createConnector(own, async () => secret, deps);
    expect(await ec2.exempt(computer(DATABASE).computerId)).toBe(false);
    expect(aws.calls).toEqual(["DescribeInstances"]);
    const wrong = JSON.stringify({ ...JSON.parse(secret), secretAccessKey: "wrong" });
    const other = createConnector(own, async () => wrong, deps);
    await expect(other.prepare(request("isolate"))).rejects.toMatchObject({ kind: "unauthenticated" });
  });

  it("assume the role once for many calls, and again where AWS says that they have expired", async () => {
    const ec2 = connector();
    await ec2.exempt(computer(WEB).computerId);
    aws.refuse("DescribeInstances", 400, "ExpiredToken", 1);
    expect(await ec2.exempt(computer(WEB).computerId)).toBe(false);
    expect(aws.calls.filter((action) => action === "AssumeRole")).toHaveLength(2);
  });

  it("that the role does not trust are refused as credentials", async () => {
    const keys = JSON.stringify({ ...JSON.parse(secret), externalId: "somebody-else" });
    await expect(connector({}, keys).prepare(request("isolate"))).rejects.toMatchObject({ code: "ec2-credentials" });
  });
});

it("takes AWS's throttling for a call that was turned away", async () => {
  aws.refuse("ModifyNetworkInterfaceAttribute", 400, "Throttling");
  await expect(isolate()).rejects.toMatchObject({ name: "Unavailable" });
  expect(aws.journal).toEqual([]);
});
