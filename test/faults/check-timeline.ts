// The timeline: complete, in order, and nothing in it twice.
import { isFinished } from "../../core/status.ts";
import type { TimelineEntry } from "../../core/timeline.ts";
import type { Ended } from "./invariants.ts";
import type { ToldIncident } from "./told.ts";

/** What may well happen again in the same words. */
const REPEATS: readonly string[] = ["assessed", "status-changed", "escalated", "resumed", "notice-sent", "action-withheld", "release-requested"];

const END: Record<string, string> = {
  confirmed: "action-confirmed",
  failed: "action-failed",
  unconfirmed: "action-unconfirmed",
};

function doubles({ timeline }: ToldIncident): string[] {
  const found: string[] = [];
  const seen = new Map<string, number>();
  for (const { fact, recordedAt } of timeline) {
    const repeats = REPEATS.includes(fact.kind) || fact.kind.startsWith("action-");
    const key = `${JSON.stringify(fact)}${repeats ? recordedAt : ""}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    if (seen.get(key) === 2) found.push(`timeline: "${fact.kind}" stands there twice`);
  }
  return found;
}

function statuses({ incident, timeline }: ToldIncident): string[] {
  const found: string[] = [];
  let now: string = "open";
  for (const { fact } of timeline) {
    if (fact.kind !== "status-changed") continue;
    if (fact.from !== undefined && fact.from !== now) found.push(`timeline: ${now} became ${fact.from} without an entry`);
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
    const label = target.executable?.name ?? (target.process ? `${target.process.name} (${target.process.pid})` : target.computerName);
    const mine = timeline.filter((entry) => about(entry) && "target" in entry.fact && entry.fact.target === label);
    const asked = mine.findIndex(({ fact, recordedAt }) => fact.kind === "action-requested" && recordedAt === requestedAt);
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
  if (incident.openedBy === "detection" && count("detection-added") === 0) found.push("timeline: no detection was added");
  if (count("computer-added") === 0) found.push("timeline: no computer was added");
  const first = timeline.find(({ fact }) => !/^(process-started|rule-matched)$/.test(fact.kind));
  if (first !== undefined && first.fact.kind !== "incident-created") found.push(`timeline: begins with ${first.fact.kind}`);
  return found;
}

export const checkTimeline = ({ told }: Ended): string[] =>
  told.incidents.flatMap((each) => [...doubles(each), ...statuses(each), ...actions(each), ...beginning(each)]);
