// ESET PROTECT's syslog JSON: which event is read by whom.
import { fieldErrors } from "../field-errors.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import { blockedFile, threat } from "./syslog-antivirus.ts";
import { SyslogEvent, type TimedEvent } from "./syslog-event.ts";
import { inspectAlert } from "./syslog-inspect.ts";
import { firewall, hips, website } from "./syslog-network.ts";

const READERS: ReadonlyMap<string, (event: TimedEvent) => Candidate> = new Map([
  ["threat_event", threat],
  ["blockedfiles_event", blockedFile],
  // The product writes the first, its documentation the second.
  ["eset inspect alert", inspectAlert],
  ["enterpriseinspectoralert_event", inspectAlert],
  ["firewallaggregated_event", firewall],
  ["hipsaggregated_event", hips],
  ["filteredwebsites_event", website],
]);

/** `value` is an object with an `event_type`. */
export function readSyslogEvent(value: Record<string, unknown>): Understanding {
  const type = typeof value.event_type === "string" ? value.event_type.trim().toLowerCase() : "";
  if (type === "audit_event") return { kind: "skipped", reason: "audit event" };
  const reader = READERS.get(type);
  if (reader === undefined) return unclear("unknown event_type");
  const parsed = SyslogEvent.safeParse(value);
  if (!parsed.success) return unclear("required fields are missing", fieldErrors(parsed.error.issues));
  const { occurredAt } = parsed.data;
  if (occurredAt === undefined) {
    return unclear("the time cannot be read", [{ path: "occured", message: "must be dd-Mon-YYYY HH:MM:SS in UTC" }]);
  }
  return { kind: "candidate", candidate: reader({ ...parsed.data, occurredAt }) };
}
