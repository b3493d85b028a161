// OCSF findings, as Amazon Security Lake, Security Hub and others tell them: Detection Finding 2004, Security Finding 2001.
import type { Outcome } from "../../core/detection.ts";
import type { Severity } from "../../core/severity.ts";
import { unwrapped } from "../aws-envelopes.ts";
import { instantOf } from "../instants.ts";
import { isObject } from "../json-text.ts";
import { parsePiece } from "../parsing.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import type { ParseDetections } from "../vendor.ts";
import { OcsfFinding } from "./finding.ts";
import { computerOf } from "./places.ts";
import { programsOf } from "./programs.ts";

/** severity_id: 0 Unknown, 1 Informational, 2 Low, 3 Medium, 4 High, 5 Critical, 6 Fatal, 99 Other. */
const SEVERITIES: readonly (Severity | undefined)[] = [
  undefined,
  "low",
  "low",
  "medium",
  "high",
  "critical",
  "critical",
];
const LABELS = ["unknown", "informational", "low", "medium", "high", "critical", "fatal"];

/** Where the product does not say, `medium`: nothing is done because of it, and a person looks. */
function severityOf({ severity_id = 0, severity = "" }: OcsfFinding): Severity {
  return SEVERITIES[severity_id] ?? SEVERITIES[LABELS.indexOf(severity.toLowerCase())] ?? "medium";
}

const CONFIDENCES = [undefined, "low", "medium", "high"] as const;

/**
 * disposition_id: 2 Blocked, 6 Dropped, 25 Rejected, 26 Unauthorized · 3 Quarantined, 5 Deleted, 11 Corrected; action_id 2 is
 * Denied. Isolated (4) speaks of a session, Detected, Logged and Alert (15, 17, 19) of nothing done.
 */
function outcomeOf({ disposition_id = 0, action_id }: OcsfFinding): Outcome {
  if ([2, 6, 25, 26].includes(disposition_id)) return "blocked";
  if ([3, 5, 11].includes(disposition_id)) return "removed";
  return action_id === 2 && disposition_id === 0 ? "blocked" : "allowed";
}

/**
 * activity_id 3 is Close; status_id 3 Suppressed, 4 Resolved, 5 Archived, 6 Deleted. What a product had resolved by itself when
 * it first told is a detection all the same.
 */
function hasEnded({ activity_id, status_id = 0 }: OcsfFinding): boolean {
  if (activity_id === 3 || [3, 5, 6].includes(status_id)) return true;
  return status_id === 4 && activity_id === 2;
}

/** Security Hub keeps GuardDuty's mark below `unmapped`, its own beside it. */
function isSample({ unmapped }: OcsfFinding, title: string): boolean {
  const marks = isObject(unmapped) ? unmapped : {};
  const names = ["Sample", "ProductFields.aws/guardduty/service/additionalInfo/sample"];
  return (
    /^\[SAMPLE\]/.test(title) || names.some((name) => Object.hasOwn(marks, name) && String(marks[name]) === "true")
  );
}

function techniquesOf({ finding_info, finding, attacks }: OcsfFinding): string[] {
  const all = [...finding_info.attacks, ...finding.attacks, ...attacks];
  const ids = all.flatMap((one) => [
    ...[one.technique, one.sub_technique, ...one.techniques, ...one.sub_techniques].map(({ uid }) => uid ?? ""),
  ]);
  return [...new Set(ids.filter((id) => /^T\d{4}(\.\d{3})?$/.test(id)))].slice(0, 64);
}

function linkOf(address: string | undefined): string | undefined {
  const url = URL.parse(address ?? "");
  return url?.protocol === "https:" && url.username === "" && url.href.length <= 2048 ? url.href : undefined;
}

const milliseconds = (...written: unknown[]): number | undefined => {
  const at = written.map(instantOf).find((one) => one !== undefined);
  return at === undefined ? undefined : Date.parse(at);
};

function understandFinding(event: OcsfFinding): Understanding {
  const isOld = event.class_uid === 2001;
  const info = isOld && event.finding.uid !== undefined ? event.finding : event.finding_info;
  const uid = info.uid ?? event.metadata.uid;
  if (uid === undefined) return unclear("has no id", [{ path: "finding_info.uid", message: "is missing or empty" }]);
  if (hasEnded(event)) return { kind: "skipped", reason: "the finding has ended there" };
  const occurredAt = instantOf(event.time_dt) ?? instantOf(event.time);
  if (occurredAt === undefined)
    return unclear("the time cannot be read", [{ path: "time", message: "must be an instant" }]);
  const computer = computerOf(event);
  if (computer === undefined)
    return unclear("names no computer", [{ path: "device.uid", message: "is missing or empty" }]);
  const { name, vendor_name } = event.metadata.product;
  const title = info.title ?? info.types[0] ?? "unnamed finding";
  const candidate: Candidate = {
    identity: [vendor_name ?? "", name ?? "", uid].join("|"),
    revision: milliseconds(info.last_seen_time_dt, info.last_seen_time) ?? wholeCount(event.count),
    product: "ocsf",
    rule: { id: info.types[0] ?? title.slice(0, 256).toWellFormed(), name: title },
    severity: severityOf(event),
    outcome: outcomeOf(event),
    confidence: CONFIDENCES[event.confidence_id ?? 0],
    neverAct: isSample(event, title) ? "sample" : undefined,
    techniques: techniquesOf(event),
    occurredAt,
    computer,
    ...programsOf(event),
    link: linkOf(info.src_url),
  };
  return { kind: "candidate", candidate };
}

const wholeCount = (count: number | undefined): number | undefined =>
  count !== undefined && Number.isSafeInteger(count) ? count : undefined;

function understand(value: unknown): Understanding {
  if (!isObject(value)) return unclear("not a JSON object");
  if (!Object.hasOwn(value, "class_uid")) return unclear("not an OCSF event: it has no class_uid");
  const event = OcsfFinding.parse(value);
  if (event.class_uid !== 2004 && event.class_uid !== 2001) {
    return unclear("an OCSF event of another class than Detection Finding (2004) or Security Finding (2001)");
  }
  return understandFinding(event);
}

export const parseOcsf: ParseDetections = (body) => {
  const items = unwrapped(body).map(({ piece, subscription }) =>
    parsePiece(piece, (value) =>
      subscription === true
        ? unclear("SNS asks to confirm the subscription: open its SubscribeURL")
        : understand(value),
    ),
  );
  return items.length > 0 || body.trim() !== "" ? items : [{ kind: "skipped", reason: "empty delivery" }];
};
