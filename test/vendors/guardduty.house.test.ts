// GuardDuty live through the whole house: told by an API destination, answered on EC2 of the account, confirmed by AWS.
import { AwsV4Signer } from "aws4fetch";
import { afterEach, expect, it } from "vitest";
import { match } from "../../functions/routes.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { putSource } from "../../records/customers.ts";
import { meanwhile } from "../fetch-during.ts";
import { CUSTOMER, type TestHouse, testHouse } from "../house.ts";
import { ACCOUNT, REGION, WEB } from "./ec2/account.ts";
import { secret, settings } from "./ec2/proof.ts";
import { openAws } from "./ec2/server.ts";
import { read } from "./guardduty/proof.ts";

const envelope = JSON.parse(read("examples/payloads/mining.guardduty.json"));
const computerId = `${ACCOUNT}:${REGION}:${WEB}`;

const { sign } = AwsV4Signer.prototype;
afterEach(() => {
  AwsV4Signer.prototype.sign = sign;
});

async function open() {
  const house = await testHouse();
  // Signing is work on other threads, during which the clock of the house must not leap.
  AwsV4Signer.prototype.sign = function () {
    return house.clock.during(sign.call(this));
  };
  const aws = await openAws({ strict: true, now: house.clock.now });
  const connector = { vendor: "ec2", settings: settings(aws.baseUrl) };
  const source = {
    name: "guardduty",
    vendor: "guardduty",
    credential: "secret" as const,
    secretIds: ["one"],
    connector,
  };
  await putSource(house.deps.table, CUSTOMER, source, () => source);
  await house.deps.secrets.put(`customers/${CUSTOMER}/sources/guardduty/one`, "sender-secret");
  await house.deps.secrets.put(`customers/${CUSTOMER}/connectors/guardduty`, secret);
  return { house, aws };
}

async function tell({ deps, clock }: TestHouse, body: unknown) {
  const path = `/v1/webhooks/${CUSTOMER}/guardduty`;
  const found = match("POST", path);
  if (found === undefined || "allowed" in found) throw new Error("no webhook");
  const event = {
    rawPath: path,
    headers: { "x-api-key": "sender-secret" },
    pathParameters: found.params,
    body: JSON.stringify(body),
    requestContext: { http: { method: "POST" } },
  };
  const answer = await meanwhile(clock, found.route.create(deps)(event, lambdaContext(found.route.function)));
  return { status: answer.statusCode, result: JSON.parse(answer.body).results[0] };
}

const again = (count: number, eventLastSeen: string) => ({
  ...envelope,
  detail: { ...envelope.detail, service: { ...envelope.detail.service, count, eventLastSeen } },
});

it("is told of a miner, ends its process, isolates the instance whose file nothing removes, and restores it on release", async () => {
  const { house, aws } = await open();
  const before = aws.machine(WEB)?.nics[0]?.groups;
  const { status, result } = await tell(house, envelope);
  expect([status, result.outcome]).toEqual([202, "opened"]);
  const { incidentId } = result;
  await house.pass(20 * 60_000);
  expect(aws.journal.map(({ event }) => event)).toEqual(["killed", "opened", "isolated"]);
  const [nic] = aws.machine(WEB)?.nics ?? [];
  expect(nic?.tracked).toBe(0);
  expect(aws.groups.find(({ id }) => id === nic?.groups[0])).toMatchObject({
    name: "hikeshi-quarantine",
    ingress: [],
    egress: [],
  });
  const texts = await house.timeline(incidentId);
  expect(texts).toContain("Confirmed: stop the process: web-01 kworkerds (4711)");
  expect(texts).toContain("Confirmed: isolate from the network: web-01");

  const body = { computerIds: [computerId], override: { reason: "cleaned" } };
  const released = await house.call("analyst", "POST", `/incidents/${incidentId}/release`, body);
  expect(released.status).toBe(202);
  await house.pass(10 * 60_000);
  expect(aws.machine(WEB)?.nics[0]?.groups).toEqual(before);
  expect(aws.journal.map(({ event }) => event)).toEqual(["killed", "opened", "isolated", "released"]);
  expect(await house.timeline(incidentId)).toContain("Confirmed: end network isolation: web-01");
  await aws.close();
  await house.close();
});

it("takes a higher count as an update of the same detection, and what another account tells of it as a duplicate", async () => {
  const { house, aws } = await open();
  const { result } = await tell(house, envelope);
  const { detectionId, incidentId } = result;
  const repeat = await tell(house, again(4, "2026-01-05T00:09:00.000Z"));
  expect(repeat.result).toMatchObject({ outcome: "updated", detectionId, incidentId });
  // The delegated administrator's account, in an envelope of its own.
  const theirs = { ...again(4, "2026-01-05T00:09:00.000Z"), account: "999999999999", id: "another" };
  expect((await tell(house, theirs)).result).toMatchObject({ outcome: "duplicate", detectionId });
  await house.pass(60_000);
  await aws.close();
  await house.close();
});

it("does nothing, and says so, where the finding is of another account than the connector's", async () => {
  const { house, aws } = await open();
  const { result } = await tell(house, { ...envelope, detail: { ...envelope.detail, accountId: "444455556666" } });
  await house.pass(20 * 60_000);
  expect([aws.journal, aws.calls]).toEqual([[], []]);
  expect(["on-hold", "in-progress"]).toContain((await house.incident(result.incidentId)).status);
  await aws.close();
  await house.close();
});

it("does nothing about a sample", async () => {
  const { house, aws } = await open();
  const { result } = await tell(house, JSON.parse(read("test/fixtures/guardduty/sns-sample.json")));
  expect(result.outcome).toBe("opened");
  await house.pass(10 * 60_000);
  expect(aws.journal).toEqual([]);
  expect((await house.incident(result.incidentId)).status).toBe("closed");
  await aws.close();
  await house.close();
});
