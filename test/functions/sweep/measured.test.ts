// What the house measures of itself: the numbers stand in its log lines under the names of functions/metrics.ts.
import { afterEach, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import type { LogLine } from "../../../core/ports.ts";
import { type MetricName, metrics } from "../../../functions/metrics.ts";
import { g2, n1 } from "../../stories.ts";
import { closeAll, HOUR, houseFor, send } from "../../workflows/play.ts";

afterEach(closeAll);

async function measuring(detections: Parameters<typeof send>[1]) {
  const lines: LogLine[] = [];
  const keep = (line: LogLine) => void lines.push(line);
  const house = await houseFor(detections, {
    around: (ports) => ({ ...ports, log: { info: keep, warn: keep, error: keep } }),
  });
  const values = (name: MetricName) => lines.flatMap((line) => (line[name] === undefined ? [] : [line[name]]));
  return { house, values };
}

test("an isolated incident: what came in, how long each action took, and that it waits for its customer", async () => {
  const { house, values } = await measuring(g2("2026-01-04"));
  const id = await send(house, g2("2026-01-04"));
  await house.until(id, "on-hold");
  await house.pass(HOUR);
  expect(values("DetectionsAccepted")).toEqual([g2().length]);
  expect(values("TimeToConfirmKill")).toHaveLength(1);
  expect(values("TimeToConfirmRemove")).toHaveLength(2);
  expect(values("TimeToConfirmIsolate")).toEqual([expect.any(Number)]);
  expect(Number(values("TimeToConfirmIsolate")[0])).toBeGreaterThan(0);
  expect(values("IncidentsOpen")).toEqual([1, 1, 1, 1]);
  expect(values("IncidentsWaiting")).toEqual([1, 1, 1, 1]);
});

test("what was told twice or was turned away counts as such, and an idle house measures nothing", async () => {
  const { house, values } = await measuring(n1());
  const id = await send(house, n1());
  await house.send(n1(), { "webhook-id": "again" });
  await house.send(n1(), { authorization: "Bearer wrong" });
  await house.until(id, "closed");
  expect([values("DetectionsAccepted"), values("DetectionsDuplicate"), values("DeliveriesRejected")]).toEqual([
    [1],
    [1],
    [1],
  ]);
  const all = () => Object.keys(metrics).flatMap((name) => values(name as MetricName)).length;
  const before = all();
  await house.pass(HOUR);
  expect(all()).toBe(before);
});

test("what the alarms wait for is told: mails that do not go out, work that was left, a delivery that failed", async () => {
  const lines: LogLine[] = [];
  const keep = (line: LogLine) => void lines.push(line);
  let isBroken = false;
  const house = await houseFor(g2("2026-01-04"), {
    around: (ports) => ({
      ...ports,
      log: { info: keep, warn: keep, error: keep },
      mailer: { send: () => Promise.reject(new Unavailable("SES does not answer.", "none")) },
      table: {
        ...ports.table,
        put: (item, when) => (isBroken ? Promise.reject(new Error("a defect")) : ports.table.put(item, when)),
        query: (asked) => (isBroken ? Promise.reject(new Error("a defect")) : ports.table.query(asked)),
      },
    }),
  });
  const values = (name: MetricName) => lines.flatMap((line) => (line[name] === undefined ? [] : [line[name]]));
  const id = await send(house, g2("2026-01-04"));
  await house.until(id, "on-hold");
  await house.pass(HOUR / 4);
  for (const name of ["NoticesUnsent", "SweeperFoundWork"] as const) {
    expect(values(name).length, name).toBeGreaterThan(0);
    expect(Math.max(...values(name).map(Number)), name).toBeGreaterThanOrEqual(1);
  }
  expect([values("DeliveriesFailed"), values("SweeperFailed")]).toEqual([[], []]);
  isBroken = true;
  expect((await house.send(n1())).status).toBe(500);
  expect(values("DeliveriesFailed")).toEqual([1]);
  await house.pass(HOUR / 30);
  expect(Math.max(...values("SweeperFailed").map(Number))).toBeGreaterThanOrEqual(1);
});
