// Isolation and release by people, through the whole house: API, records, workflow, product, mails.
import { afterEach, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { computersOf, type TestHouse, testHouse } from "../../house.ts";
import { COMPUTER, g2, n1, n2 } from "../../stories.ts";

let house: TestHouse;
afterEach(() => house.close());

const TEST1 = COMPUTER["test1-VM"];
const SQL = COMPUTER["SV-SQL01"];
const network = (id: string) => house.endpoints.computer(id)?.network;

/** A computer that we know of, of a finished incident. */
async function knownComputer(options: Parameters<typeof testHouse>[0] = {}): Promise<void> {
  house = await testHouse({ computers: computersOf(n1()), ...options });
  const { body } = await house.send(n1());
  await house.until(body.results[0].incidentId, "closed");
}

async function isolatedServer(): Promise<string> {
  house = await testHouse({ computers: computersOf(g2("2026-01-04")) });
  const { body } = await house.send(g2("2026-01-04"));
  const id: string = body.results[0].incidentId;
  await house.until(id, "on-hold");
  expect(network(SQL)).toBe("isolated");
  return id;
}

/** The product takes its time: the clock goes on meanwhile. */
async function meanwhile<T>(answer: Promise<T>): Promise<T> {
  let isDone = false;
  const done = answer.finally(() => {
    isDone = true;
  });
  while (!isDone) await house.clock.advance(100);
  return done;
}
const isolate = (as = "customer", id: string = TEST1) =>
  meanwhile(house.call(as, "POST", `/computers/${id}/isolation`, { reason: "looks odd" }));
const release = (id: string, as = "customer", more = {}) =>
  house.call(as, "POST", `/incidents/${id}/release`, { computerIds: [SQL, TEST1], ...more });

test("one click isolates an exempt computer without an incident at once, and it is released without a checklist", async () => {
  await knownComputer();
  await house.call("customer", "POST", `/computers/${TEST1}/exemption`, { reason: "a till" });
  const { status, body } = await isolate();
  expect([status, body.state]).toEqual([202, "accepted"]);
  await house.until(body.incidentId, "on-hold");
  expect(network(TEST1)).toBe("isolated");
  expect((await house.incident(body.incidentId)).title.en).toBe("Isolated by a person: test1-VM");
  expect(house.subjects().filter((subject) => /has been isolated/.test(subject))).toHaveLength(1);
  const answer = await release(body.incidentId);
  expect(answer).toMatchObject({
    status: 202,
    body: {
      computers: [
        { computerId: SQL, outcome: "not-held" },
        { computerId: TEST1, outcome: "requested" },
      ],
    },
  });
  await house.until(body.incidentId, "resolved");
  expect(network(TEST1)).toBe("connected");
  const timeline = await house.timeline(body.incidentId);
  expect(timeline.filter((text) => text.startsWith("Asked to end"))).toEqual([
    "Asked to end network isolation: test1-VM",
  ]);
  expect(timeline).toContain("Commented: looks odd");
});

test("isolating again while it holds gives the same answer and changes nothing, whoever asks", async () => {
  await knownComputer();
  const first = await isolate();
  await house.until(first.body.incidentId, "on-hold");
  const before = await house.timeline(first.body.incidentId);
  const again = await isolate("analyst");
  expect(again.body).toEqual({ ...first.body, state: "confirmed" });
  await house.pass(60_000);
  expect(await house.timeline(first.body.incidentId)).toEqual(before);
  expect((await house.call("analyst", "GET", "/incidents")).body.incidents).toHaveLength(2);
});

test("two people who isolate at once make one incident, and a later isolation another", async () => {
  await knownComputer();
  const [a, b] = await Promise.all([isolate(), isolate("analyst")]);
  expect([a.status, b.status]).toEqual([202, 202]);
  expect(a.body.incidentId).toBe(b.body.incidentId);
  expect(a.body.actionId).toBe(b.body.actionId);
  await house.until(a.body.incidentId, "on-hold");
  await release(a.body.incidentId);
  await house.until(a.body.incidentId, "resolved");
  const later = await isolate();
  expect(later.body.incidentId).not.toBe(a.body.incidentId);
  await house.until(later.body.incidentId, "on-hold");
  expect(network(TEST1)).toBe("isolated");
});

test("a product that does not answer delays no decision: the workflow takes it there", async () => {
  await knownComputer();
  const { connectors } = house.deps;
  house.deps.connectors = () => Promise.reject(new Unavailable("away", "none"));
  expect((await isolate()).status).toBe(503);
  let calls = 0;
  house.deps.connectors = async (...args) => {
    const connector = await connectors(...args);
    calls += 1;
    if (calls !== 2 || connector === undefined) return connector;
    return { ...connector, request: () => Promise.reject(new Unavailable("away", "none")) };
  };
  const { status, body } = await isolate();
  expect([status, body.state]).toEqual([202, "requested"]);
  await house.until(body.incidentId, "on-hold");
  expect(network(TEST1)).toBe("isolated");
});

test("a product that cannot isolate is said so, and no incident opens", async () => {
  await knownComputer({ noConnector: true });
  expect(await isolate()).toMatchObject({ status: 409, body: { code: "not-supported" } });
  expect((await house.call("analyst", "GET", "/incidents")).body.incidents).toHaveLength(1);
  expect(await isolate("customer", "nobody")).toMatchObject({ status: 404, body: { code: "computer-not-found" } });
});

test("a release waits for every recommended action, and each is attested once", async () => {
  const id = await isolatedServer();
  const { recommended, release: lacks } = (await house.call("customer", "GET", `/incidents/${id}`)).body;
  expect(lacks).toEqual({ held: [SQL], missing: recommended.map((item: any) => item.recommendedId), stillHeldBy: {} });
  const refused = await release(id);
  expect(refused).toMatchObject({ status: 409, body: { code: "recommended-actions-open" } });
  expect(refused.body.fields).toHaveLength(recommended.length);
  expect(await release(id, "customer", { override: { reason: "now" } })).toMatchObject({ status: 403 });
  for (const { recommendedId } of recommended) {
    const path = `/incidents/${id}/recommended-actions/${recommendedId}/attestation`;
    const first = await house.call("customer", "POST", path, { note: "done by me" });
    const second = await house.call("analyst", "POST", path, { note: "me too" });
    expect(second.body).toEqual(first.body);
  }
  const answer = await release(id);
  expect(answer.body.computers[0]).toEqual({ computerId: SQL, outcome: "requested" });
  expect((await release(id)).status).toBe(202);
  await house.until(id, "resolved");
  expect(network(SQL)).toBe("connected");
  const timeline = await house.timeline(id);
  expect(timeline.filter((text) => text.startsWith("Recommended action done"))).toHaveLength(recommended.length);
  expect(timeline.filter((text) => text.startsWith("Asked to end"))).toHaveLength(1);
  expect(house.subjects().filter((subject) => /back on the network/.test(subject))).toHaveLength(1);
});

test("an analyst releases before that with a reason, which stands in the timeline", async () => {
  const id = await isolatedServer();
  expect((await release(id, "analyst", { override: { reason: "business stands still" } })).status).toBe(202);
  await house.until(id, "resolved");
  expect(network(SQL)).toBe("connected");
});

test("releasing what it does not hold neither finishes the incident nor wakes its workflow", async () => {
  house = await testHouse({ computers: computersOf(n2(4)) });
  const id: string = (await house.send(n2(4))).body.results[0].incidentId;
  await house.until(id, "on-hold");
  const before = await house.timeline(id);
  const computerIds = [n2(1)[0]?.computer.id, "nobody"];
  const answer = await house.call("analyst", "POST", `/incidents/${id}/release`, {
    computerIds,
    override: { reason: "try" },
  });
  expect(answer.body.computers?.map(({ outcome }: any) => outcome)).toEqual(["not-held", "not-held"]);
  await house.pass(120_000);
  expect((await house.incident(id)).status).toBe("on-hold");
  expect(await house.timeline(id)).toEqual(before);
});

test("the product's remote investigation is linked, and opening it stands in the timeline", async () => {
  const id = await isolatedServer();
  const answer = await house.call("customer", "POST", `/incidents/${id}/investigation`, { computerId: SQL });
  expect(answer).toEqual({ status: 200, body: { link: `https://console.eset.test/${SQL}` } });
  expect(await house.timeline(id)).toContain("Remote investigation opened: SV-SQL01");
  const other = await house.call("customer", "POST", `/incidents/${id}/investigation`, { computerId: TEST1 });
  expect(other).toMatchObject({ status: 404, body: { code: "computer-not-found" } });
});
