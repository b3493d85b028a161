// What was done to computers: by a decision on record, once, and said to be done only where it was.
import type { Action } from "../../records/actions.ts";
import type { Ended } from "./invariants.ts";
import type { Effect, Task } from "./product.ts";
import type { ToldIncident } from "./told.ts";

const REPEATABLE = ["release", "remove"];

/** Each task has its decision: an action on record before it, named in the timeline. */
function decided({ house: { world }, told }: Ended): string[] {
  const found: string[] = [];
  for (const task of world.product.state.tasks) {
    const owner = told.incidents.find(({ actions }) => actions.some(({ actionId }) => actionId === task.actionId));
    const action = owner?.actions.find(({ actionId }) => actionId === task.actionId);
    if (owner === undefined || action === undefined) found.push(`decided: a ${task.kind} without an action on record`);
    else if (Date.parse(action.requestedAt) > task.createdAt) found.push(`decided: a ${task.kind} before its decision`);
    else if (!isNamed(owner, action)) found.push(`decided: a ${task.kind} whose request is not in the timeline`);
  }
  return found;
}

const isNamed = ({ timeline }: ToldIncident, { kind, requestedAt, target }: Action): boolean =>
  timeline.some(
    ({ fact, recordedAt }) =>
      fact.kind === "action-requested" &&
      fact.action === kind &&
      recordedAt === requestedAt &&
      fact.computer === target.computerName,
  );

/**
 * How many tasks beyond the first the faults explain: one for each request that the network doubled, and one for each
 * request whose effect came only after the product had said that there was none.
 */
function explained({ injected }: Ended, { kind, computerId }: Task): number {
  const mine = injected.filter((fault) => fault.what === `request ${kind}` && fault.computerId === computerId);
  return mine.filter((fault) => fault.kind === "twice" || fault.kind === "late").length;
}

/** Repeating a release or a removal does no harm; a kill or an isolation is asked for once. */
function once(ended: Ended): string[] {
  const found: string[] = [];
  const byAction = Map.groupBy(ended.house.world.product.state.tasks, ({ actionId }) => actionId);
  for (const [, tasks] of byAction) {
    const [first] = tasks;
    if (first === undefined || REPEATABLE.includes(first.kind)) continue;
    if (tasks.length > 1 + explained(ended, first)) found.push(`once: ${tasks.length} tasks for one ${first.kind}`);
  }
  return found;
}

/** One generation is isolated or released by one action, whatever incidents ask for it. */
function oncePerGeneration({ told }: Ended): string[] {
  const found: string[] = [];
  const all = told.incidents.flatMap(({ actions }) => actions).filter(({ generation }) => generation !== undefined);
  const asked = all.filter(({ follows, reference }) => follows === undefined && reference !== undefined);
  const groups = Map.groupBy(asked, ({ target, generation }) => `${target.computerId} ${generation}`);
  for (const [, actions] of groups)
    if (actions.length > 1) found.push("generation: two actions of one generation were taken");
  return found;
}

export const checkActions = (ended: Ended): string[] => [
  ...decided(ended),
  ...once(ended),
  ...oncePerGeneration(ended),
];

const whatOf = ({ target }: Action): string => String(target.process?.pid ?? target.executable?.sha1 ?? "");

const shown = (effects: readonly Effect[], action: Action, until: number): boolean =>
  effects.some(
    ({ kind, computerId, what, at, customerId }) =>
      customerId === action.customerId &&
      kind === action.kind &&
      computerId === action.target.computerId &&
      what === whatOf(action) &&
      at <= until,
  );

/** Confirmed in the record, in the timeline and in mails: only what the computer had shown by then. */
export function checkSaid({ house: { world }, told }: Ended): string[] {
  const found: string[] = [];
  const { effects } = world.product.state;
  for (const { actions, timeline, notices } of told.incidents) {
    for (const action of actions) {
      if (action.state === "confirmed" && !shown(effects, action, Date.parse(action.endedAt ?? "")))
        found.push(`said: a ${action.kind} is confirmed on record and was not done`);
    }
    const said = (kind: string, computer: string, until: number) =>
      actions.some(
        (action) => action.kind === kind && action.target.computerName === computer && shown(effects, action, until),
      );
    for (const { fact, recordedAt } of timeline) {
      if (fact.kind === "action-confirmed" && !said(fact.action, fact.computer, Date.parse(recordedAt)))
        found.push(`said: the timeline confirms a ${fact.action} that was not done`);
    }
    for (const { noticeId, notice } of notices) {
      const sentAt = world.mails.find(({ mail }) => mail.id === noticeId)?.at;
      if (sentAt === undefined) continue;
      if (notice.kind === "isolated" && !said("isolate", notice.computer, sentAt))
        found.push("said: a mail tells of an isolation that was not done");
      if (notice.kind === "recovered" && !said("release", notice.computer, sentAt))
        found.push("said: a mail tells of a release that was not done");
      if (
        notice.kind === "finished" &&
        notice.actions.some(({ kind }) => !actions.some((a) => a.kind === kind && shown(effects, a, sentAt)))
      )
        found.push("said: the last mail lists an action that was not done");
    }
  }
  return found;
}
