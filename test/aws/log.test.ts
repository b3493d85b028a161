// Log lines on AWS, and the metrics that CloudWatch makes of them.
import { expect, test } from "vitest";
import { createLog } from "../../aws/log.ts";
import { measured, metrics } from "../../functions/metrics.ts";

const AT = Date.UTC(2026, 0, 5);
const lineOf = (line: Record<string, string | number | boolean | undefined>) => {
  const lines: string[] = [];
  createLog({ write: (text) => lines.push(text), now: () => AT, stage: "prod" }).info(line);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
};

test("a line without a metric is the line", () =>
  expect(lineOf({ function: "sweep", outcome: "ok", milliseconds: 3 })).toEqual({
    at: "2026-01-05T00:00:00.000Z",
    level: "info",
    function: "sweep",
    outcome: "ok",
    milliseconds: 3,
  }));

test("a number under a metric's name is published with its unit, by stage and nothing else", () =>
  expect(lineOf({ function: "settle", incident: "inc-1", TimeToConfirmKill: 2100, DetectionsAccepted: 2 })).toEqual({
    at: "2026-01-05T00:00:00.000Z",
    level: "info",
    function: "settle",
    incident: "inc-1",
    TimeToConfirmKill: 2100,
    DetectionsAccepted: 2,
    Stage: "prod",
    _aws: {
      Timestamp: AT,
      CloudWatchMetrics: [
        {
          Namespace: "Hikeshi",
          Dimensions: [["Stage"]],
          Metrics: [
            { Name: "DetectionsAccepted", Unit: "Count" },
            { Name: "TimeToConfirmKill", Unit: "Milliseconds" },
          ],
        },
      ],
    },
  }));

test("what is 0 is not published: an idle house pays for no metric", () =>
  expect(measured({ SweeperFoundWork: 0, NoticesUnsent: 2 })).toEqual({ NoticesUnsent: 2 }));

test("there are few metrics: each costs by the month", () =>
  expect(Object.keys(metrics).length).toBeLessThanOrEqual(15));
