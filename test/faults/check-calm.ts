// Against the same path without faults: nothing is missing, and what failed has delayed nothing that does not hang on it.
import type { Ended } from "./invariants.ts";
import type { Task } from "./product.ts";
import type { Told, ToldIncident } from "./told.ts";

/** What happened is on record however often it was begun. */
const FACTS: readonly string[] = [
  ...["process-started", "rule-matched", "module-added", "detection-added", "computer-added", "process-added"],
  ...["recommended-completed", "recommended-added", "comment", "question-answered"],
];

const outcomes = ({ incidents }: Told): string =>
  JSON.stringify(
    incidents
      .flatMap(({ incident, actions }) => [
        `${incident.incidentId} ${incident.status} ${incident.episode} ${incident.assessment?.reason.en}`,
        ...actions.map(({ actionId, state }) => `${actionId} ${state}`),
      ])
      .sort(),
  );

const factsOf = ({ timeline }: ToldIncident): string[] =>
  timeline
    .filter(({ fact }) => FACTS.includes(fact.kind))
    .map(({ fact }) => JSON.stringify(fact))
    .sort();

function sameFacts(told: Told, calm: Told): string[] {
  const found: string[] = [];
  for (const mine of told.incidents) {
    const theirs = calm.incidents.find(({ incident }) => incident.incidentId === mine.incident.incidentId);
    if (theirs === undefined) continue;
    const [here, there] = [factsOf(mine), factsOf(theirs)];
    for (const fact of there) if (!here.includes(fact)) found.push(`timeline: missing ${fact.slice(0, 120)}`);
    const kinds = new Set(mine.notices.map(({ notice, recipient }) => `${notice.kind} ${recipient.address}`));
    for (const { notice, recipient } of theirs.notices)
      if (notice.kind !== "escalated" && !kinds.has(`${notice.kind} ${recipient.address}`))
        found.push(`notices: nobody was told of "${notice.kind}" that is told of without faults`);
  }
  return found;
}

const firstAsked = (tasks: readonly Task[]): Map<string, number> => {
  const first = new Map<string, number>();
  for (const { computerId, kind, pid, hash, createdAt } of tasks) {
    const key = JSON.stringify([computerId, kind, pid, hash]);
    first.set(key, Math.min(first.get(key) ?? Number.POSITIVE_INFINITY, createdAt));
  }
  return first;
};

export function checkCalm({ told, injected, calm, house }: Ended): string[] {
  if (calm === undefined) return [];
  const found: string[] = [];
  if (outcomes(told) === outcomes(calm.told)) found.push(...sameFacts(told, calm.told));
  const asked = firstAsked(house.world.product.state.tasks);
  const onlyMails = injected.every(({ port, kind }) => port === "mailer" && !kind.startsWith("crash"));
  const failing = new Set(injected.map(({ computerId }) => computerId));
  const onlyComputers = injected.every(
    ({ port, kind }) => port === "product" && /^(before|after|late|twice)$/.test(kind),
  );
  if (injected.length === 0 || !(onlyMails || onlyComputers)) return found;
  for (const [key, at] of firstAsked(calm.tasks)) {
    const [computerId, kind] = JSON.parse(key);
    if (kind === "release" || (onlyComputers && failing.has(computerId))) continue;
    const now = asked.get(key);
    const bound = onlyMails ? 0 : BOUND_MILLISECONDS[kind === "isolate" ? "isolate" : "remediate"];
    if (now === undefined || now > at + bound)
      found.push(`${onlyMails ? "mails" : "computers"}: a failure delayed a ${kind} that has nothing to do with it`);
  }
  return found;
}

/**
 * All isolations leave side by side, after the assessment that looks up each exemption (at most three times, within 3 s).
 * The Map that isolates at once retries six times (1 s doubling, at most 20 s, full jitter) before anything is remediated.
 */
const BOUND_MILLISECONDS = { isolate: 5_000, remediate: 60_000 } as const;
