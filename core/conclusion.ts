// After the actions: finish, isolate what could not be confirmed, or wait for a person.
import type { Assessment, AssessmentInput, Conclusion, KnownAction, PlannedAction } from "./assessment-types.ts";
import { forbidden, isolation } from "./plan.ts";

const isSame = ({ kind, target }: PlannedAction, known: KnownAction): boolean => {
  if (known.kind !== kind || known.computerId !== target.computerId) return false;
  if (kind === "kill") return known.processPid === target.process?.pid;
  const { executable } = target;
  if (known.hash !== undefined && (executable?.sha1 !== undefined || executable?.sha256 !== undefined))
    return known.hash === executable.sha1 || known.hash === executable.sha256;
  return known.name === executable?.name;
};

/** Whether any attempt of it was shown to be done. */
export const isConfirmed = (planned: PlannedAction, actions: KnownAction[]): boolean =>
  actions.some((known) => known.state === "confirmed" && isSame(planned, known));

/** The last isolation or release of the computer, if any. */
export const lastOf = (computerId: string, actions: KnownAction[]): KnownAction | undefined =>
  actions.findLast(
    (known) => known.computerId === computerId && (known.kind === "isolate" || known.kind === "release"),
  );

const isReleased = (known: KnownAction | undefined): boolean =>
  known?.kind === "release" && known.state === "confirmed";

/** Computers with something left that should have been killed or removed, and was not shown to be. */
function unconfirmedComputers(assessment: Assessment, actions: KnownAction[]): Map<string, string> {
  const unsupported = assessment.withheld
    .filter(({ why }) => why === "unsupported")
    .flatMap(({ wouldHave }) => wouldHave.filter(({ kind }) => kind !== "isolate"));
  const open = [...assessment.actions.filter((planned) => !isConfirmed(planned, actions)), ...unsupported];
  return new Map(open.map(({ target }) => [target.computerId, target.computerName]));
}

const waitFor = (waitingFor: "customer" | "analyst", assessment: Assessment): Conclusion => ({
  next: "wait",
  waitingFor,
  mustAct: assessment.withheld.length > 0,
});

/**
 * Isolation that is due now because kill or remove was not confirmed. Computers that were isolated before, or that the
 * ceiling kept from being isolated at once, stay as they are.
 */
function lateIsolations(input: AssessmentInput, assessment: Assessment, actions: KnownAction[]) {
  if (!assessment.isolateIfUnconfirmed) return { isolate: [], forbidden: false };
  const due = [...unconfirmedComputers(assessment, actions)]
    .filter(([computerId]) => lastOf(computerId, actions) === undefined)
    .filter(([computerId]) => !assessment.isolateAtOnce.some(({ target }) => target.computerId === computerId))
    .map(([computerId, name]) => isolation(computerId, name));
  const isolate = due.filter((planned) => forbidden(planned, input) === undefined);
  return { isolate, forbidden: isolate.length < due.length };
}

/** Whether the ceiling cut an isolation that is due: an analyst's decision. */
const isCut = (assessment: Assessment, actions: KnownAction[]): boolean =>
  assessment.isolateAtOnce.some(({ target }) => lastOf(target.computerId, actions) === undefined);

function isHolding(actions: KnownAction[]): boolean {
  const ids = new Set(actions.map(({ computerId }) => computerId));
  return [...ids].some((computerId) => {
    const last = lastOf(computerId, actions);
    return last !== undefined && !isReleased(last);
  });
}

/** Call it when each action is confirmed, failed or out of its time: what is not confirmed by then counts as not done. */
export function conclude(input: AssessmentInput, assessment: Assessment, actions: KnownAction[]): Conclusion {
  const late = lateIsolations(input, assessment, actions);
  if (late.isolate.length > 0) return { next: "isolate", isolate: late.isolate };
  const { ask } = assessment;
  if (ask?.who === "analyst" || isCut(assessment, actions)) return waitFor("analyst", assessment);
  if (isHolding(actions) || ask !== undefined) return waitFor("customer", assessment);
  if (late.forbidden) return { next: "wait", waitingFor: "customer", mustAct: true };
  if (!assessment.isolateIfUnconfirmed && unconfirmedComputers(assessment, actions).size > 0)
    return waitFor("analyst", assessment);
  return { next: "finish", status: assessment.verdict === "no-impact" ? "closed" : "resolved" };
}
