// Threat_Event and BlockedFiles_Event: a file was recognised, or is on the administrator's list.

import { executableOf, processOf } from "../programs.ts";
import type { Candidate } from "../understanding.ts";
import { factsIdentity, threatIdentity, uuidIdentity } from "./identity.ts";
import { outcomeOf } from "./outcome.ts";
import { threatRule } from "./rule-names.ts";
import { severityOf, threatConfidence } from "./severity.ts";
import { computerOf, type TimedEvent } from "./syslog-event.ts";
import { techniquesOf } from "./techniques.ts";
import { toTheSecond } from "./times.ts";

const base = (event: TimedEvent) => ({
  product: "eset",
  severity: severityOf({ words: [event.severity] }),
  occurredAt: event.occurredAt,
  computer: computerOf(event),
  account: event.username ?? event.account,
  process: processOf({ path: event.processname, pid: event.process_id ?? event.pid }),
  executable: executableOf({ written: event.object_uri, sha1: event.hash, sha256: event.hash_sha256 }),
});

export function threat(event: TimedEvent): Candidate {
  const name = event.threat_name ?? event.threat_type ?? "unnamed threat";
  const rule = threatRule(name, name === event.threat_type ? undefined : event.threat_type);
  return {
    ...base(event),
    identity: threatIdentity({
      computerId: event.source_uuid,
      occurredAt: event.occurredAt,
      sha1: event.hash,
      object: event.object_uri,
      threat: name,
    }),
    // LEEF's examples carry it; Connect knows the same event by it.
    aliases: event.detection_uuid === undefined ? [] : [uuidIdentity(event.detection_uuid)],
    rule,
    outcome: outcomeOf({
      action: event.action_taken ?? event.action,
      actionError: event.action_error,
      handled: event.threat_handled ?? event.handled,
      restartNeeded: event.need_restart,
    }),
    confidence: threatConfidence(event.threat_type),
    techniques: techniquesOf(rule.id, event.techniques, event.mitre, event.mitre_techniques),
  };
}

export function blockedFile(event: TimedEvent): Candidate {
  const second = toTheSecond(event.occurredAt);
  const cause = event.cause ?? "Blocked file";
  return {
    ...base(event),
    identity: factsIdentity(
      event.event_type,
      event.source_uuid,
      second,
      event.hash,
      event.object_uri,
      event.processname,
    ),
    rule: { id: cause, name: cause },
    outcome: outcomeOf({ action: event.action ?? event.action_taken, handled: event.handled }),
  };
}
