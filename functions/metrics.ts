// What the house measures of itself: the names under which CloudWatch knows the numbers of a log line. A number that
// stands in a line under one of these names becomes a metric of namespace `Hikeshi`, dimension `Stage` (aws/log.ts).
import type { LogLine } from "../core/ports.ts";

export const NAMESPACE = "Hikeshi";
/** The only dimension; its value is the stage's name. Each name and stage is one metric, which CloudWatch sells by the month. */
export const DIMENSION = "Stage";

/**
 * Name → unit. None is published while nothing happens, so an idle house pays for none: a dashboard fills with 0.
 * - Sum: Deliveries*, Detections*, SweeperFoundWork, SweeperFailed.
 * - Average or percentile: TimeToConfirm*, from an action's request to the product's proof.
 * - Maximum: IncidentsOpen and IncidentsWaiting (for the customer), counted every 15 minutes; NoticesUnsent, every minute.
 */
export const metrics = {
  /** Joined an incident, or opened one. */
  DetectionsAccepted: "Count",
  DetectionsDuplicate: "Count",
  DetectionsQuarantined: "Count",
  /** Deliveries answered 4xx. */
  DeliveriesRejected: "Count",
  /** Deliveries answered 5xx: their sender may not send them again. */
  DeliveriesFailed: "Count",
  TimeToConfirmKill: "Milliseconds",
  TimeToConfirmRemove: "Milliseconds",
  TimeToConfirmIsolate: "Milliseconds",
  TimeToConfirmRelease: "Milliseconds",
  IncidentsOpen: "Count",
  IncidentsWaiting: "Count",
  /** Deliveries, actions and notices that the normal way had left. */
  SweeperFoundWork: "Count",
  SweeperFailed: "Count",
  /** Past their time and not sent. */
  NoticesUnsent: "Count",
} as const satisfies Record<string, "Count" | "Milliseconds">;
export type MetricName = keyof typeof metrics;

/** For a log line: what was measured, without what is 0. */
export const measured = (counts: Partial<Record<MetricName, number>>): LogLine =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
