// What a month costs in which nothing happens: what the template makes to stand, and the sweeper and the poller that look every minute.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import * as z from "zod";
import { forEachKind } from "../../infra/bundle.ts";
import { readConfiguration } from "../../infra/configuration.ts";
import { createApp } from "../../infra/stack.ts";
import type { Amounts, Prices } from "./price.ts";

const MINUTES = 30 * 24 * 60;
const RUNS = 2 * MINUTES;
/** Of the index of what is due, each eventually consistent and with nothing in it; every 15 minutes once more, to count what is open. */
const SHARDS = 8;
const QUERIES = SHARDS * (RUNS + MINUTES / 15);
/** Its own line of the log, with CloudWatch's 26 bytes. */
const LINE_BYTES = 170;

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.looseObject({ Metrics: z.array(z.unknown()).optional() }).default({}) }),
  ),
});

/** Of the stack as `npm run synth` makes it, without its bundles. */
function standing(): { alarmMetrics: number; dashboards: number } {
  const outdir = mkdtempSync(join(tmpdir(), "hikeshi-bill-"));
  try {
    const example = new URL("../../examples/deployment.json", import.meta.url).pathname;
    const none = Code.fromInline("export const handler = 0;");
    createApp(
      readConfiguration(example),
      forEachKind(() => none),
      outdir,
    ).synth();
    const { Resources } = Template.parse(JSON.parse(readFileSync(join(outdir, "Hikeshi.template.json"), "utf8")));
    const of = (type: string) => Object.values(Resources).filter(({ Type }) => Type === `AWS::CloudWatch::${type}`);
    const stated = z.object({ MetricStat: z.unknown().optional() });
    const metricsOf = (all: readonly unknown[] = [{ MetricStat: {} }]) =>
      all.filter((one) => stated.parse(one).MetricStat !== undefined).length;
    return {
      alarmMetrics: of("Alarm").reduce((sum, { Properties }) => sum + metricsOf(Properties.Metrics), 0),
      dashboards: of("Dashboard").length,
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** What stands there, whatever happens. */
export function standingAmounts(): Amounts {
  const { alarmMetrics, dashboards } = standing();
  return { alarm: alarmMetrics, dashboard: dashboards };
}

/** The schedule of a month, as if nothing of it were free. */
export function scheduleAmounts({ assumed }: Prices): Amounts {
  const seconds = (RUNS * assumed.ownWork + QUERIES * assumed.tableCall) / 1000;
  return {
    event: RUNS,
    invocation: RUNS,
    readUnit: QUERIES / 2,
    compute: seconds * assumed.memoryGb,
    logs: (RUNS * (assumed.platformLogBytes + LINE_BYTES)) / 1024 ** 3,
  };
}
