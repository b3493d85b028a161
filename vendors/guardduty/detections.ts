// GuardDuty's findings: EventBridge's envelope (by an API destination or SNS), or the findings themselves.
import type { Severity } from "../../core/severity.ts";
import { type Envelope, unwrapped, type Wrapped } from "../aws-envelopes.ts";
import { type AwsPlace, awsConsole } from "../aws-places.ts";
import { instantOf } from "../instants.ts";
import { isObject } from "../json-text.ts";
import { parsePiece } from "../parsing.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import type { ParseDetections, ParsedItem } from "../vendor.ts";
import { Finding, looksLikeFinding } from "./finding.ts";
import { computerOf } from "./places.ts";
import { programsOf } from "./runtime.ts";

/** GuardDuty user guide, "Severity levels of GuardDuty findings": 1.0-3.9, 4.0-6.9, 7.0-8.9, 9.0-10.0. */
function severityOf(severity: number): Severity {
  if (severity >= 9) return "critical";
  if (severity >= 7) return "high";
  return severity >= 4 ? "medium" : "low";
}

/** `create-sample-findings` marks what it makes, and writes it into the title too. */
const isSample = ({ title, service }: Finding): boolean =>
  service.additionalInfo.sample || /^\[?SAMPLE\]?\b/.test(title ?? "");

/** GuardDuty only detects; but a connection that a security group or network ACL turned away did no harm. */
function isBlocked({ service: { action } }: Finding): boolean {
  const { networkConnectionAction, portProbeAction, dnsRequestAction } = action;
  return [networkConnectionAction, portProbeAction, dnsRequestAction].some(({ blocked }) => blocked === true);
}

/**
 * The finding's own account: a delegated administrator's account tells the same finding once more, in an envelope of its
 * own. In the ARN where a shortened finding has no other.
 */
function placeOf({ accountId, region, arn }: Finding, envelope: Envelope | undefined) {
  const [, , , arnRegion, arnAccount] = arn?.split(":") ?? [];
  return {
    account: accountId ?? (arnAccount || undefined) ?? envelope?.account,
    region: region ?? (arnRegion || undefined) ?? envelope?.region,
  };
}

/** The page that the product's own notices link to. */
function linkOf(region: string, id: string): string | undefined {
  const console = awsConsole(region);
  if (console === undefined || !/^[\w-]{1,128}$/.test(id)) return undefined;
  return `${console}/guardduty/home?region=${region}#/findings?macros=current&fId=${id}`;
}

const missing = (path: string): Understanding =>
  unclear("lacks a fact that a finding has", [{ path, message: "is missing or empty" }]);

function candidateOf(
  finding: Finding,
  facts: { id: string; type: string; severity: number; occurredAt: string; place: AwsPlace },
): Candidate {
  const { id, type, severity, occurredAt, place } = facts;
  const { count } = finding.service;
  return {
    // One finding is told by several accounts, and an id is one region's: so these three.
    identity: `${place.account}:${place.region}:${id}`,
    revision: count !== undefined && Number.isSafeInteger(count) ? count : undefined,
    product: "guardduty",
    rule: { id: type, name: finding.title ?? type },
    severity: severityOf(severity),
    outcome: isBlocked(finding) ? "blocked" : "allowed",
    neverAct: isSample(finding) ? "sample" : undefined,
    occurredAt,
    computer: computerOf(finding, place),
    ...programsOf(finding),
    link: linkOf(place.region, id),
  };
}

function occurredAtOf({ service, updatedAt, createdAt }: Finding, envelope: Envelope | undefined): string | undefined {
  const written = [service.eventLastSeen, updatedAt, createdAt, envelope?.time];
  return written.map(instantOf).find((at) => at !== undefined);
}

function understand(value: unknown, envelope: Envelope | undefined): Understanding {
  const told = envelope?.detailType;
  if (told !== undefined && told !== "GuardDuty Finding")
    return unclear("an event of another kind than GuardDuty Finding");
  if (!isObject(value) || (told === undefined && !looksLikeFinding(value))) return unclear("not a GuardDuty finding");
  const finding = Finding.parse(value);
  const { account, region } = placeOf(finding, envelope);
  const { id, type, severity } = finding;
  const occurredAt = occurredAtOf(finding, envelope);
  if (id === undefined) return missing("id");
  if (type === undefined) return missing("type");
  if (severity === undefined) return missing("severity");
  if (account === undefined) return missing("accountId");
  if (region === undefined) return missing("region");
  if (occurredAt === undefined) return missing("service.eventLastSeen");
  return {
    kind: "candidate",
    candidate: candidateOf(finding, { id, type, severity, occurredAt, place: { account, region } }),
  };
}

function parseWrapped({ piece, envelope, subscription }: Wrapped): ParsedItem {
  if (subscription === true) {
    return parsePiece(piece, () => unclear("SNS asks to confirm the subscription: open its SubscribeURL"));
  }
  return parsePiece(piece, (value) => understand(value, envelope));
}

export const parseGuardDuty: ParseDetections = (body) => {
  const items = unwrapped(body).map(parseWrapped);
  return items.length > 0 || body.trim() !== "" ? items : [{ kind: "skipped", reason: "empty delivery" }];
};
