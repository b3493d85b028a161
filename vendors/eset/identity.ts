// Which facts make an ESET event this very event, on whichever channel it comes.
import { hashId } from "../../core/ids.ts";
import { toTheSecond } from "./times.ts";

/*
 * One antivirus event was captured on both channels, by syslog and by GET /v1/detections: they share the computer
 * (source_uuid = context.deviceUuid), the object's SHA-1 (hash = objectHashSha1) and the second (occured = occurTime), and
 * only Connect has a uuid (test files of elastic/integrations, packages/eset_protect). So:
 *   antivirus         threat:<computer>|<sha1>|<second>; Connect's uuid is the alias
 *   Inspect           uuid:<detection_uuid>; the console's alarm number is the alias, and the identity of older versions
 *                     without a uuid (eialarmid, else the number at the end of eiconsolelink)
 *   all the others    facts:<hash of type, computer, second and what the event names>: ESET documents no event id
 * An EDR rule may hit twice in one second on one process image, so Inspect has no identity made of facts.
 */
export const uuidIdentity = (uuid: string): string => `uuid:${uuid}`;

export const alarmIdentity = (computerId: string, alarm: string): string => `alarm:${computerId}|${alarm}`;

/** `facts`: undefined counts as absent, and order matters. */
export const factsIdentity = (...facts: readonly (string | undefined)[]): string =>
  `facts:${hashId(40, ...facts.map((fact) => fact ?? ""))}`;

export interface ThreatFacts {
  computerId: string;
  occurredAt: string;
  sha1: string | undefined;
  object: string | undefined;
  threat: string;
}

/** With a hash the shared identity of an antivirus event; without one the documented facts. */
export function threatIdentity({ computerId, occurredAt, sha1, object, threat }: ThreatFacts): string {
  const second = toTheSecond(occurredAt);
  return sha1 === undefined
    ? factsIdentity("threat", computerId, second, object, threat)
    : `threat:${computerId}|${sha1}|${second}`;
}
