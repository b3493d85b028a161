// The Log port on AWS: one line of JSON a call on standard output, which Lambda hands to CloudWatch Logs as it is. What
// was measured stands in the line itself, and CloudWatch makes metrics of it (embedded metric format).
import type { Log, LogLine } from "../core/ports.ts";
import { DIMENSION, metrics, NAMESPACE } from "../functions/metrics.ts";

export interface LogOptions {
  write(line: string): unknown;
  now(): number;
  stage: string;
}

export function createLog({ write, now, stage }: LogOptions): Log {
  // Answers nothing, whatever `write` does: middy takes what a middleware returns for the function's answer.
  const at = (level: string) => (line: LogLine) => {
    const instant = now();
    write(JSON.stringify({ at: new Date(instant).toISOString(), level, ...line, ...measuredIn(line, instant, stage) }));
  };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function measuredIn(line: LogLine, Timestamp: number, stage: string): object {
  const Metrics = Object.entries(metrics)
    .filter(([name]) => typeof line[name] === "number")
    .map(([Name, Unit]) => ({ Name, Unit }));
  if (Metrics.length === 0) return {};
  const CloudWatchMetrics = [{ Namespace: NAMESPACE, Dimensions: [[DIMENSION]], Metrics }];
  return { [DIMENSION]: stage, _aws: { Timestamp, CloudWatchMetrics } };
}
