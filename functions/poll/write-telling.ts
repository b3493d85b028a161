// Writes one thing to the product's own incident, at most once: that it is asked is on record before, what was accepted is
// only ever followed by its reference, and after a lost answer the product is asked whether it took.
import { Refusal, Unavailable } from "../../core/errors.ts";
import { changeTelling, type Telling } from "../../records/cases.ts";
import type { CaseAnswer, CaseUpdate, CaseWriting } from "../../vendors/vendor.ts";
import { type Deps, nowAt } from "../deps.ts";

const MINUTE = 60_000;

/** Resolves to how many milliseconds to wait before the next look; nothing where it has ended. */
export async function writeTelling(deps: Deps, cases: CaseWriting, telling: Telling): Promise<number | undefined> {
  const update = updateOf(telling);
  if (telling.reference !== undefined) {
    return answered(deps, telling, await cases.resume(update, telling.reference).catch(waiting));
  }
  if (telling.askedAt !== undefined) {
    const left = Date.parse(telling.askedAt) + cases.settlesWithinMilliseconds - deps.now();
    if (left > 0) return left;
    if (await cases.took(update)) return ended(deps, telling, "told");
    if (telling.accepted === true) return ended(deps, telling, "failed", "lost");
  }
  return ask(deps, cases, telling);
}

const updateOf = ({ updateId, caseId, kind, text, endedAs }: Telling): CaseUpdate => ({
  updateId,
  caseId,
  kind,
  text,
  ...(endedAs === undefined ? {} : { endedAs }),
});

/** Nobody answered, or not yet. */
function waiting(error: unknown): undefined {
  if (!(error instanceof Unavailable)) throw error;
}

async function ask(deps: Deps, cases: CaseWriting, telling: Telling): Promise<number | undefined> {
  const askedAt = nowAt(deps);
  let mine = false;
  await changeTelling(deps.table, telling, (now) => {
    mine = now.state === "wanted" && now.askedAt === telling.askedAt && now.attempts === telling.attempts;
    return mine ? { ...now, askedAt, attempts: now.attempts + 1 } : undefined;
  });
  // Another copy asks.
  if (!mine) return MINUTE;
  try {
    return await answered(deps, telling, await cases.write(updateOf(telling)));
  } catch (error) {
    return afterFailure(deps, telling, error);
  }
}

async function answered(deps: Deps, telling: Telling, answer: CaseAnswer | undefined): Promise<number | undefined> {
  if (answer === undefined) return MINUTE;
  if (answer.state === "done") return ended(deps, telling, "told");
  const { state } = answer;
  await changeTelling(deps.table, telling, ({ reference: _r, ...now }) =>
    state === "pending" ? { ...now, reference: answer.reference } : { ...now, accepted: true },
  );
  return MINUTE;
}

/** What the product refuses has failed, unless it may let us in later; what it did not take is tried again. */
async function afterFailure(deps: Deps, telling: Telling, error: unknown): Promise<number | undefined> {
  const mayLater = error instanceof Refusal && (error.kind === "forbidden" || error.kind === "unauthenticated");
  if (error instanceof Refusal && !mayLater) return ended(deps, telling, "failed", error.code);
  const isTurnedAway = mayLater || (error instanceof Unavailable && error.effect === "none");
  if (isTurnedAway) await changeTelling(deps.table, telling, ({ askedAt: _a, ...now }) => now);
  if (!isTurnedAway && !(error instanceof Unavailable)) throw error;
  return MINUTE * Math.min(60, 2 ** Math.min(telling.attempts, 6));
}

async function ended(deps: Deps, telling: Telling, state: "told" | "failed", reason?: string): Promise<undefined> {
  await changeTelling(deps.table, telling, (now) =>
    now.state === "wanted" ? { ...now, state, ...(reason === undefined ? {} : { reason }) } : undefined,
  );
  if (state === "failed")
    deps.log.warn({ function: "poll", incident: telling.incidentId, outcome: "not-told", kind: telling.kind, reason });
  return undefined;
}
