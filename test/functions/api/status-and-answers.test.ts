// What people decide about an incident, through the whole house: status, resume, the question, comments.
import { afterEach, expect, test } from "vitest";
import { readCustomer } from "../../../records/customers.ts";
import { computersOf, type TestHouse, testHouse } from "../../house.ts";
import { COMPUTER, type GenericJson, g2, n1, n2, SHA1 } from "../../stories.ts";

let house: TestHouse;
afterEach(() => house.close());

const DAY = 86_400_000;

async function story(detections: GenericJson[], ...statuses: string[]): Promise<string> {
  house = await testHouse({ computers: computersOf(detections) });
  const { body } = await house.send(detections);
  const id: string = body.results[0].incidentId;
  await house.until(id, ...statuses);
  return id;
}
const post = (as: string, id: string, what: string, body: unknown) =>
  house.call(as, "POST", `/incidents/${id}/${what}`, body);
const setStatus = (id: string, status: string) => post("analyst", id, "status", { status, reason: "as I see it" });
const state = async (id: string) => house.deps.workflow.state(`${id}-${(await house.incident(id)).round}`);
const count = async (id: string, text: RegExp) => (await house.timeline(id)).filter((line) => text.test(line)).length;

test("an incident that holds a computer is neither resolved nor closed", async () => {
  const id = await story(g2("2026-01-04"), "on-hold");
  for (const status of ["resolved", "closed"]) {
    const answer = await setStatus(id, status);
    expect(answer).toMatchObject({ status: 409, body: { code: "still-isolated", fields: [{ message: "SV-SQL01" }] } });
  }
  expect((await house.incident(id)).status).toBe("on-hold");
});

test("invalid while isolated answers 202; the workflow releases everything, confirms it, and finishes", async () => {
  const id = await story(g2("2026-01-04"), "on-hold");
  const answer = await setStatus(id, "invalid");
  expect(answer).toEqual({ status: 202, body: { status: "on-hold", waitingFor: "customer", pending: "invalid" } });
  await house.until(id, "invalid");
  expect(house.endpoints.computer(COMPUTER["SV-SQL01"])?.network).toBe("connected");
  expect(await count(id, /as I see it/)).toBe(1);
  expect(house.subjects().filter((subject) => /back on the network/.test(subject))).toHaveLength(1);
});

test("an analyst who finishes a waiting incident ends its workflow at once: nobody is reminded", async () => {
  const id = await story(n2(4), "on-hold");
  expect(await state(id)).toBe("running");
  const answer = await setStatus(id, "closed");
  expect(answer).toEqual({ status: 200, body: { status: "closed" } });
  await house.pass(1000);
  expect(await state(id)).toBe("succeeded");
  const { finishedAt, expiresAtSeconds } = await house.incident(id);
  expect(expiresAtSeconds).toBe(Math.floor(Date.parse(finishedAt ?? "") / 1000) + 400 * 86_400);
  await house.pass(3 * DAY);
  expect(house.subjects().filter((subject) => /reminder/i.test(subject))).toEqual([]);
  expect(house.subjects().filter((subject) => /finished/i.test(subject))).toHaveLength(1);
  expect(await count(id, /Status changed to closed \(as I see it\)/)).toBe(1);
});

test("a reopened incident starts again and is assessed again, in a new episode", async () => {
  const id = await story(n1(), "closed");
  const answer = await setStatus(id, "reopened");
  expect(answer).toEqual({ status: 200, body: { status: "reopened" } });
  await house.until(id, "closed");
  expect(await house.incident(id)).toMatchObject({ round: 2, episode: 2, assessment: { count: 2 } });
  expect(await count(id, /Status changed to reopened \(as I see it\)/)).toBe(1);
  expect((await setStatus(id, "resolved")).body.code).toBe("status-change");
});

test("an incident whose execution died is resumed in a new round", async () => {
  const id = await story(n2(4), "on-hold");
  await house.deps.workflow.stop(`${id}-1`, "broken");
  const { status, body } = await post("analyst", id, "resume", { reason: "the product is back" });
  expect([status, body]).toEqual([202, { execution: `${id}-2`, round: 2 }]);
  await house.pass(60_000);
  expect((await house.incident(id)).assessment?.count).toBe(2);
  expect(await count(id, /Response resumed: the product is back/)).toBe(1);
});

test("“We know this work” puts its files on the allow-list until a date, and the incident becomes invalid", async () => {
  const id = await story(n2(180), "on-hold");
  const until = "2026-03-01T00:00:00Z";
  expect(await post("customer", id, "answer", { known: true })).toMatchObject({ status: 400 });
  const late = await post("customer", id, "answer", { known: true, until: "2030-01-01T00:00:00Z" });
  expect(late).toMatchObject({ status: 400, body: { fields: [{ path: "until" }] } });
  const answer = await post("customer", id, "answer", { known: true, until, note: "roll-out of the agent" });
  expect(answer).toEqual({ status: 202, body: { known: true, allowListed: 1 } });
  await house.until(id, "invalid");
  const policy = (await readCustomer(house.deps.table, "acme"))?.value.settings.policy;
  expect(policy?.allowList).toEqual([
    {
      sha1: SHA1.agent,
      name: expect.stringMatching(/\.exe$/),
      until,
      reason: `${id}: roll-out of the agent`,
      addedAt: expect.stringMatching(/Z$/),
      addedBy: "Yamada",
    },
  ]);
  const audits = (await house.call("admin", "GET", "/audit")).body;
  expect(JSON.stringify(audits)).toContain("files-allowed");
  const again = await post("customer", id, "answer", { known: true, until });
  expect(again).toMatchObject({ status: 409, body: { code: "finished" } });
});

test("“We do not know it” hands over to the analysts, who are told", async () => {
  const id = await story(n2(4), "on-hold");
  const mails = house.mails.filter(({ to }) => to === "analysts@hikeshi.test").length;
  expect((await post("customer", id, "answer", { known: false })).status).toBe(202);
  await house.pass(60_000);
  expect(await house.incident(id)).toMatchObject({ status: "on-hold", waitingFor: "analyst" });
  expect(house.mails.filter(({ to }) => to === "analysts@hikeshi.test")).toHaveLength(mails + 1);
  expect(await count(id, /Answered: this work is not known/)).toBe(1);
});

test("what was not asked cannot be answered: nobody vouches a malicious file away", async () => {
  const id = await story(g2("2026-01-04"), "on-hold");
  const answer = await post("customer", id, "answer", { known: true, until: "2026-02-01T00:00:00Z" });
  expect(answer).toMatchObject({ status: 409, body: { code: "no-question" } });
  expect((await readCustomer(house.deps.table, "acme"))?.value.settings.policy.allowList).toEqual([]);
});

test("a finished incident is commented and stays finished; the comment is mailed to the other side", async () => {
  const id = await story(n1(), "closed");
  const before = house.mails.length;
  const recommended = [{ ja: "確認してください", en: "Please check" }];
  const answer = await post("analyst", id, "comments", { text: "All quiet", language: "en", recommended });
  expect(answer.status).toBe(201);
  expect(house.mails.slice(before).map(({ to }) => to)).toEqual(["it@acme.test"]);
  await post("customer", id, "comments", { text: "承知しました", language: "ja" });
  expect(house.mails.slice(before).map(({ to }) => to)).toEqual(["it@acme.test", "analysts@hikeshi.test"]);
  await house.pass(120_000);
  expect(await house.incident(id)).toMatchObject({ status: "closed", round: 1 });
  const shown = (await house.call("customer", "GET", `/incidents/${id}`)).body;
  expect(shown.release.missing).toEqual(answer.body.recommendedIds);
  const refused = await post("customer", id, "comments", { text: "x", language: "en", recommended });
  expect(refused).toMatchObject({ status: 403, body: { code: "recommended-not-allowed" } });
});
