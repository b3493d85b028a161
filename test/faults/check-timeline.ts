// The timeline: complete, in order, and nothing in it twice.
import { isFinished } from "../../core/status.ts";
import type { TimelineEntry } from "../../core/timeline.ts";
import type { Ended } from "./invariants.ts";
import type { ToldIncident } from "./told.ts";

/** What may well happen again in the same words. */
const REPEATS: readonly string[] = [
  "assessed",
  "status-changed",
  "escalated",
  "resumed",
  "notice-sent",
  "action-withheld",
  "release-requested",
];

const END: Record<string, string> = {
  confirmed: "action-confirmed",
  failed: "action-failed",
  unconfirmed: "action-unconfirmed",
};

/** More often than without faults, where several things may well be told in the same words. */
function doubles({ incident, timeline }: ToldIncident, calm: ToldIncident[]): string[] {
  const found: string[] = [];
  const usual = new Map<string, number>();
  const theirs = calm.find((one) => one.incident.incidentId === incident.incidentId)?.timeline ?? [];
  for (const { fact } of theirs) usual.set(JSON.stringify(fact), (usual.get(JSON.stringify(fact)) ?? 0) + 1);
  const seen = new Map<string, number>();
  for (const { fact, recordedAt } of timeline) {
    const text = JSON.stringify(fact);
    const key = REPEATS.includes(fact.kind) || fact.kind.startsWith("action-") ? `${text}${recordedAt}` : text;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (
      fact.kind === "comment" &&
      timeline.filter((one) => one.recordedAt === recordedAt && JSON.stringify(one.fact) === text).length > 1
    )
      found.push("timeline: one comment stands there twice");
    if (theirs.length > 0 && count > Math.max(1, usual.get(text) ?? 0))
      found.push(`timeline: "${fact.kind}" stands there ${count} times`);
  }
  return found;
}

function statuses({ incident, timeline }: ToldIncident): string[] {
  const found: string[] = [];
  let now: string = "open";
  for (const { fact } of timeline) {
    if (fact.kind !== "status-changed") continue;
    if (fact.from !== undefined && fact.from !== now)
      found.push(`timeline: ${now} became ${fact.from} without an entry`);
    if (isFinished(fact.to) && fact.to === now) found.push(`timeline: ${now} became ${fact.to}`);
    now = fact.to;
  }
  if (now !== incident.status) found.push(`timeline: it ends as ${now}, the incident as ${incident.status}`);
  return found;
}

function actions({ actions, timeline }: ToldIncident): string[] {
  const found: string[] = [];
  for (const { kind, state, target, requestedAt, endedAt, actionId, attempt } of actions) {
    const about = ({ fact }: TimelineEntry) =>
      "action" in fact && fact.action === kind && "computer" in fact && fact.computer === target.computerName;
    const label =
      target.executable?.name ??
      (target.process ? `${target.process.name} (${target.process.pid})` : target.computerName);
    const mine = timeline.filter((entry) => about(entry) && "target" in entry.fact && entry.fact.target === label);
    const asked = mine.findIndex(
      ({ fact, recordedAt }) => fact.kind === "action-requested" && recordedAt === requestedAt,
    );
    const ended = mine.findIndex(({ fact, recordedAt }) => fact.kind === END[state] && recordedAt === endedAt);
    if (asked < 0) found.push(`timeline: a ${kind} was not said to be requested`);
    else if (END[state] === undefined) found.push(`actions: a ${kind} is ${state} in the end`);
    else if (ended < 0) found.push(`timeline: a ${kind} that is ${state} was not said to be`);
    else if (ended < asked) found.push(`timeline: a ${kind} ended before it was requested`);
    if (attempt < 1 || actionId === "") found.push("actions: not counted");
  }
  return found;
}

/** The beginning of every incident, as the guide prints it. */
function beginning({ incident, timeline }: ToldIncident): string[] {
  const count = (kind: string) => timeline.filter(({ fact }) => fact.kind === kind).length;
  const found: string[] = [];
  if (count("incident-created") !== 1) found.push(`timeline: created ${count("incident-created")} times`);
  if (incident.openedBy === "detection" && count("detection-added") === 0)
    found.push("timeline: no detection was added");
  if (count("computer-added") === 0) found.push("timeline: no computer was added");
  const first = timeline.find(({ fact }) => !/^(process-started|rule-matched)$/.test(fact.kind));
  if (first !== undefined && first.fact.kind !== "incident-created")
    found.push(`timeline: begins with ${first.fact.kind}`);
  return found;
}

export const checkTimeline = ({ told, calm }: Ended): string[] =>
  told.incidents.flatMap((each) => [
    ...doubles(each, calm?.told.incidents ?? []),
    ...statuses(each),
    ...actions(each),
    ...beginning(each),
  ]);
