// One page of CloudWatch on which an operator sees how the house does.
import { Dashboard, GraphWidget, type IMetric, PeriodOverride, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Metrics } from "./metrics.ts";

const MINUTE = 60_000;

export const createDashboard = (scope: Construct, stage: string, metrics: Metrics): Dashboard =>
  new Dashboard(scope, "Dashboard", {
    dashboardName: `hikeshi-${stage}`,
    periodOverride: PeriodOverride.AUTO,
    widgets: rowsOf(metrics),
  });

function rowsOf({ own, ...metrics }: Metrics): GraphWidget[][] {
  const took = (what: "Kill" | "Remove" | "Isolate" | "Release") => own(`TimeToConfirm${what}`, "p90", what);
  return [
    [
      graph("Intake: detections", [
        own("DetectionsAccepted", Stats.SUM, "Accepted"),
        own("DetectionsDuplicate", Stats.SUM, "Seen before"),
        own("DetectionsQuarantined", Stats.SUM, "Not understood"),
      ]),
      graph("Intake: deliveries that were not taken", [
        own("DeliveriesRejected", Stats.SUM, "Refused (4xx)"),
        own("DeliveriesFailed", Stats.SUM, "Failed (5xx)"),
      ]),
    ],
    [
      graph(
        "Time to confirm an action (90 of 100, ms)",
        (["Kill", "Remove", "Isolate", "Release"] as const).map(took),
        [{ value: 10 * MINUTE, label: "10 minutes" }],
      ),
      graph("Incidents", [
        own("IncidentsOpen", Stats.MAXIMUM, "Unfinished"),
        own("IncidentsWaiting", Stats.MAXIMUM, "Waiting for the customer"),
      ]),
    ],
    [
      graph("Left to the sweeper", [
        own("SweeperFoundWork", Stats.SUM, "Work that it found"),
        own("SweeperFailed", Stats.SUM, "Work that failed"),
        own("NoticesUnsent", Stats.MAXIMUM, "Notices past their time"),
      ]),
      graph("What died, what is left over", [metrics.executionsDied, metrics.leftOver]),
    ],
    [
      graph("Calls", [metrics.calls, metrics.apiFailed]),
      graph("Turned away (throttled)", [metrics.functionsThrottled, metrics.tableThrottled]),
    ],
    [
      graph("Mails of the account", [metrics.mails]),
      // SES reviews an account from these on.
      graph(
        "Mails that bounce, complaints (share)",
        [metrics.bounceRate, metrics.complaintRate],
        [
          { value: 0.05, label: "bounces: SES reviews" },
          { value: 0.001, label: "complaints: SES reviews" },
        ],
      ),
    ],
  ];
}

const graph = (title: string, left: IMetric[], leftAnnotations: { value: number; label: string }[] = []): GraphWidget =>
  new GraphWidget({ title, left, leftAnnotations, width: 12, leftYAxis: { min: 0 } });
