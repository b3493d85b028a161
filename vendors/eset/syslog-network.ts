// FirewallAggregated_Event, HipsAggregated_Event, FilteredWebsites_Event: what a protection layer saw or stopped.
import type { Executable, Process } from "../../core/detection.ts";
import { isWebAddress } from "../file-names.ts";
import { executableOf, processOf } from "../programs.ts";
import type { Candidate } from "../understanding.ts";
import { factsIdentity } from "./identity.ts";
import { outcomeOf } from "./outcome.ts";
import { threatRule } from "./rule-names.ts";
import { severityOf } from "./severity.ts";
import { computerOf, type TimedEvent } from "./syslog-event.ts";
import { toTheSecond } from "./times.ts";

interface Seen {
  rule: { id: string; name: string };
  process: Process | undefined;
  executable?: Executable | undefined;
  /** What tells this event from another of the same second. */
  facts: readonly (string | undefined)[];
}

const candidate = (event: TimedEvent, { rule, process, executable, facts }: Seen): Candidate => ({
  identity: factsIdentity(event.event_type, event.source_uuid, toTheSecond(event.occurredAt), rule.id, ...facts),
  product: "eset",
  rule,
  severity: severityOf({ words: [event.severity] }),
  outcome: outcomeOf({ action: event.action_taken ?? event.action, handled: event.handled ?? event.threat_handled }),
  occurredAt: event.occurredAt,
  computer: computerOf(event),
  account: event.account ?? event.username,
  process,
  executable,
});

export function firewall(event: TimedEvent): Candidate {
  const remote = [event.source_address, event.source_port, event.target_address, event.target_port];
  return candidate(event, {
    rule: threatRule(event.threat_name ?? event.rule_id ?? event.event ?? "Firewall", event.threat_name && event.event),
    process: processOf({ path: event.process_name ?? event.processname }),
    facts: [event.process_name, ...remote],
  });
}

export function hips(event: TimedEvent): Candidate {
  return candidate(event, {
    rule: threatRule(event.rule_id ?? event.operation ?? "HIPS", undefined),
    process: processOf({ path: event.application }),
    executable: event.target && /\.(exe|dll|sys|scr|com)$/i.test(event.target) ? fileOf(event.target) : undefined,
    facts: [event.application, event.operation, event.target],
  });
}

/** A target that is a program of the system is what was attacked, not what was detected. */
function fileOf(target: string): Executable | undefined {
  const file = executableOf({ written: target });
  return file?.signature === "os-vendor" ? undefined : file;
}

export function website(event: TimedEvent): Candidate {
  const isFile = event.object_uri !== undefined && !isWebAddress(event.object_uri);
  return candidate(event, {
    rule: threatRule(event.rule_id ?? event.event ?? "Filtered website", undefined),
    process: processOf({ path: event.processname ?? event.process_name }),
    executable: isFile ? executableOf({ written: event.object_uri, sha1: event.hash }) : undefined,
    facts: [event.hash, event.object_uri, event.target_address, event.processname],
  });
}
