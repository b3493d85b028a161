// The fields of ESET PROTECT's syslog JSON, all events in one loose schema, and the facts that every event shares.
// Source: help.eset.com/protect_cloud/en-US/events-exported-to-json-format.html, and lines that the product really sent.
import * as z from "zod";
import type { ComputerFacts } from "../../core/detection.ts";
import {
  anything,
  canonicalUuid,
  cleanText,
  defined,
  flag,
  number,
  pid,
  requiredText,
  sha1,
  sha256,
  text,
  uuid,
} from "../fields.ts";
import { instant } from "./times.ts";

const word = text(256);
const path = text(4096);

export const SyslogEvent = z
  .object({
    event_type: requiredText(128),
    source_uuid: requiredText(256).transform(canonicalUuid),
    hostname: text(253),
    ipv4: text(64),
    ipv6: text(64),
    os_name: word,
    group_name: text(1024),
    // The product writes `occured`, its documentation `occurred`.
    occured: text(64),
    occurred: text(64),
    severity: text(32),
    username: word,
    account: word,
    action_taken: word,
    action: word,
    action_error: word,
    threat_handled: flag,
    handled: flag,
    resolved: flag,
    need_restart: flag,
    threat_type: word,
    threat_name: word,
    object_uri: path,
    processname: path,
    process_name: path,
    hash: sha1,
    rulename: text(512),
    rule_name: text(512),
    rule_id: text(512),
    severity_score: number,
    detection_uuid: uuid,
    eialarmid: text(64),
    eiconsolelink: text(2048),
    command_line: text(8192),
    event: text(512),
    operation: text(512),
    application: path,
    target: path,
    source_address: text(64),
    source_port: text(16),
    target_address: text(64),
    target_port: text(16),
    cause: word,
    // Never seen from the product; read when a forwarder adds them.
    pid,
    process_id: pid,
    parent_pid: pid,
    parent_name: path,
    hash_sha256: sha256,
    signer: word,
    signature_type: text(64),
    techniques: anything,
    mitre: anything,
    mitre_techniques: anything,
  })
  .transform((event) => ({ ...event, occurredAt: instant(event.occured ?? event.occurred) }));
export type SyslogEvent = z.infer<typeof SyslogEvent>;

/** An event whose time could be read. */
export type TimedEvent = SyslogEvent & { occurredAt: string };

/** Short or full host name, as given: the uuid says which computer it is (the same on ESET Connect). */
export const computerOf = (event: SyslogEvent): ComputerFacts => ({
  id: event.source_uuid,
  name: event.hostname ?? cleanText(event.source_uuid, 253) ?? "unnamed",
  operatingSystem: event.os_name,
  group: event.group_name,
  addresses: defined([event.ipv4, event.ipv6]),
});
