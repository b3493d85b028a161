// "ESET Inspect Alert" (documented as EnterpriseInspectorAlert_Event): a rule of the EDR product was hit.

import { objectOfRuleHit, processOf } from "../programs.ts";
import type { Candidate } from "../understanding.ts";
import { alarmIdentity, factsIdentity, uuidIdentity } from "./identity.ts";
import { outcomeOf } from "./outcome.ts";
import { inspectRule } from "./rule-names.ts";
import { ruleConfidence, severityOf } from "./severity.ts";
import { computerOf, type TimedEvent } from "./syslog-event.ts";
import { techniquesOf } from "./techniques.ts";
import { toTheSecond } from "./times.ts";

/** The console's own page, when it is one a browser may open. */
export function webLink(written: string | undefined): string | undefined {
  if (written === undefined || !/^https?:\/\//i.test(written) || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  return url.username === "" && url.password === "" && url.href.length <= 2048 ? url.href : undefined;
}

const alarmNumber = (event: TimedEvent): string | undefined =>
  event.eialarmid ?? /\/(\d{1,20})\/?$/.exec(event.eiconsolelink ?? "")?.[1];

function identities(event: TimedEvent, ruleId: string): { identity: string; aliases: string[] } {
  const alarm = alarmNumber(event);
  const byAlarm = alarm === undefined ? undefined : alarmIdentity(event.source_uuid, alarm);
  if (event.detection_uuid !== undefined) {
    return { identity: uuidIdentity(event.detection_uuid), aliases: byAlarm === undefined ? [] : [byAlarm] };
  }
  const second = toTheSecond(event.occurredAt);
  const facts = [event.source_uuid, second, ruleId, event.hash, event.processname, event.command_line];
  return { identity: byAlarm ?? factsIdentity("inspect", ...facts), aliases: [] };
}

/** A rule hit stays `allowed` unless the product says blocked, handled or resolved. */
function outcomeOfHit(event: TimedEvent) {
  const action = event.action_taken ?? event.action;
  const handled = event.handled ?? event.threat_handled;
  const outcome = outcomeOf({ action, actionError: event.action_error, handled, restartNeeded: event.need_restart });
  return outcome === "allowed" && event.resolved === true ? "removed" : outcome;
}

export function inspectAlert(event: TimedEvent): Candidate {
  const written = event.rulename ?? event.rule_name ?? event.rule_id ?? "unnamed rule";
  const { id, name, techniques } = inspectRule(written);
  const ruleId = id ?? name.slice(0, 256).toWellFormed();
  // `hash` is the SHA-1 of the process's own module: it goes to the process, not to the detected object.
  const process = processOf({
    path: event.processname ?? event.process_name,
    sha1: event.hash,
    sha256: event.hash_sha256,
    pid: event.process_id ?? event.pid,
    commandLine: event.command_line,
    parentPid: event.parent_pid,
    parentName: event.parent_name,
    signer: event.signer,
    signatureType: event.signature_type,
  });
  return {
    ...identities(event, ruleId),
    product: "eset",
    rule: { id: ruleId, name },
    severity: severityOf({ words: [event.severity], score: event.severity_score, inspect: true }),
    outcome: outcomeOfHit(event),
    confidence: ruleConfidence(event.severity_score),
    techniques: techniquesOf(ruleId, techniques, event.techniques, event.mitre, event.mitre_techniques),
    occurredAt: event.occurredAt,
    computer: computerOf(event),
    account: event.username,
    process,
    executable: objectOfRuleHit(undefined, process),
    link: webLink(event.eiconsolelink),
  };
}
