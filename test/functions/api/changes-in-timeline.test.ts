// Entries of the timeline that change a value say which one stood before.
import { afterEach, expect, test } from "vitest";
import { readRecorded } from "../../../records/timeline.ts";
import { computersOf, type TestHouse, testHouse } from "../../house.ts";
import { COMPUTER, type GenericJson, g2, n2 } from "../../stories.ts";

let house: TestHouse;
afterEach(() => house.close());

async function story(detections: GenericJson[], ...statuses: string[]): Promise<string> {
  house = await testHouse({ computers: computersOf(detections) });
  const { body } = await house.send(detections);
  const id: string = body.results[0].incidentId;
  await house.until(id, ...statuses);
  return id;
}
const facts = async (incidentId: string, wanted: string): Promise<any[]> => {
  const { values } = await readRecorded(house.deps.table, { customerId: "acme", incidentId }, undefined, 1000);
  return values.map(({ fact }) => fact).filter(({ kind }) => kind === wanted);
};

test("of the verdict, the severity, and for whom it waits", async () => {
  const work = n2(4);
  const id = await story(work, "on-hold");
  const [first] = await facts(id, "assessed");
  expect(first).not.toHaveProperty("from");
  expect(first).not.toHaveProperty("severity");
  expect(await facts(id, "status-changed")).toEqual([
    { kind: "status-changed", from: "open", to: "on-hold", waitingFor: { to: "customer" } },
  ]);
  const attack = g2("2026-01-04").map((one) => ({
    ...one,
    severity: "critical" as const,
    computer: work[0]?.computer ?? one.computer,
  }));
  const joined: string[] = (await house.send(attack)).body.results.map(({ incidentId }: any) => incidentId);
  expect(new Set(joined)).toEqual(new Set([id]));
  await house.pass(10 * 60_000);
  const assessed = await facts(id, "assessed");
  expect(assessed.find(({ verdict }) => verdict === "malicious")).toMatchObject({
    from: "needs-a-person",
    severity: { from: "high", to: "critical" },
  });
  const begun = (await facts(id, "status-changed")).find(({ to }) => to === "in-progress");
  expect(begun).toMatchObject({ from: "on-hold", waitingFor: { from: "customer" } });
});

test("of a postponed date and its person, and of what was answered until when", async () => {
  const id = await story(n2(4), "on-hold");
  const post = (what: string, body: unknown) => house.call("customer", "POST", `/incidents/${id}/${what}`, body);
  const at = (days: number) => new Date(house.clock.now() + days * 86_400_000).toISOString();
  const [sato, suzuki] = [
    { until: at(1), by: "Sato" },
    { until: at(2), by: "Suzuki" },
  ];
  await post("postponement", sato);
  await house.pass(1000);
  await post("postponement", suzuki);
  const kind = "postponed";
  expect(await facts(id, kind)).toEqual([
    { kind, ...sato },
    { kind, ...suzuki, from: sato },
  ]);
  const answer = { known: true, until: at(30), note: "roll-out" };
  await post("answer", answer);
  expect(await facts(id, "question-answered")).toEqual([{ kind: "question-answered", ...answer }]);
});

test("of an exemption that is changed, and of one that ends", async () => {
  const id = await story(g2("2026-01-04"), "on-hold");
  const path = `/computers/${COMPUTER["SV-SQL01"]}/exemption`;
  await house.call("analyst", "POST", path, { reason: "a server" });
  await house.pass(1000);
  await house.call("analyst", "POST", path, { reason: "a till", until: "2026-02-01T00:00:00.000Z" });
  await house.call("analyst", "DELETE", path);
  const [first, second] = await facts(id, "exempted");
  expect(first).toEqual({ kind: "exempted", computer: "SV-SQL01", reason: "a server" });
  expect(second.from).toEqual({ reason: "a server" });
  expect(await facts(id, "exemption-ended")).toMatchObject([
    { from: { reason: "a till", until: "2026-02-01T00:00:00.000Z" } },
  ]);
});
