// A thousand detections on one computer from five senders: what it costs is counted, not timed (`npm run bench -- storm` times it).
import { afterEach, expect, test } from "vitest";
import { readNotices } from "../../records/notices.ts";
import { CUSTOMER, type TestHouse, testHouse } from "../house.ts";
import type { GenericJson } from "../stories.ts";

const SENDERS = 5;
const DETECTIONS = 1000;

let house: TestHouse | undefined;
afterEach(() => house?.close());

const detection = (n: number): GenericJson => ({
  id: `storm-${n}`,
  rule: { id: `R${n % 7}`, name: "Many files rewritten by an unknown program" },
  severity: "medium",
  outcome: "allowed",
  techniques: ["T1204.002"],
  occurredAt: "2026-01-05T00:00:00Z",
  computer: { id: "pc-storm", name: "PC-STORM" },
});

test("a storm on one computer is one incident, one execution and one mail, and costs the same to its end", async () => {
  house = await testHouse({ noConnector: true });
  const { deps, send } = house;
  let writes = 0;
  let starts = 0;
  const { put, remove } = deps.table;
  deps.table.put = (...args) => {
    writes += 1;
    return put(...args);
  };
  deps.table.remove = (...args) => {
    writes += 1;
    return remove(...args);
  };
  const { start } = deps.workflow;
  deps.workflow.start = async (...args) => {
    const outcome = await start(...args);
    if (outcome === "started") starts += 1;
    return outcome;
  };
  const incidents = new Set<string>();
  const sender = async (own: number, from: number, to: number) => {
    for (let n = from + own; n < to; n += SENDERS) {
      const { status, body } = await send([detection(n)]);
      expect(status).toBe(202);
      incidents.add(body.results[0].incidentId);
    }
  };
  const part = async (from: number, to: number) => {
    const before = writes;
    await Promise.all(Array.from({ length: SENDERS }, (_, own) => sender(own, from, to)));
    await house?.clock.settle();
    return writes - before;
  };
  // What is new about it comes first: seven rules, the assessment, the mail.
  await part(0, 100);
  const early = await part(100, 200);
  await part(200, DETECTIONS - 100);
  const late = await part(DETECTIONS - 100, DETECTIONS);
  const [incidentId = ""] = incidents;
  expect(incidents.size).toBe(1);
  expect(starts).toBe(1);
  const place = { customerId: CUSTOMER, incidentId };
  const created = (await readNotices(deps.table, place)).filter(({ notice }) => notice.kind === "created");
  expect(created).toHaveLength(1);
  // Delivery, claim with its end, the detection itself, the delivery's answer.
  expect([early, late]).toEqual([400, 400]);
});
