// The workflow is about to wait for a person: says so on the incident, and tells whoever must act.
import * as z from "zod";
import type { Withheld } from "../../core/assessment-types.ts";
import type { ActionCount, NotActedReason, Notice } from "../../core/notice.ts";
import type { Bilingual } from "../../core/ports.ts";
import { readActions } from "../../records/actions.ts";
import { type AssessmentRecord, readAssessment } from "../../records/assessments.ts";
import { readComputer } from "../../records/computers.ts";
import { changeIncident, type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { momentOf } from "../../records/moments.ts";
import { append } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import { remindAfter } from "../policy.ts";
import { setStatus } from "../status.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { tell } from "../telling.ts";
import { announce } from "./announce-incident.ts";
import { findingsOf } from "./views.ts";

const Input = StepInput.extend({
  loops: z.int(),
  assessmentId: z.string(),
  waitingFor: z.enum(["customer", "analyst"]),
  mustAct: z.boolean(),
  /** The ceiling of automatic isolations was reached. */
  ceiling: z.boolean().default(false),
});

export const tellCustomer: CreateStep = step("tell-customer", Input, async (deps, input) => {
  const { customerId, incidentId, round, loops, assessmentId, waitingFor } = input;
  const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
  const record = await readAssessment(deps.table, { customerId, incidentId }, assessmentId);
  const remindAfterSeconds = await remindAfter(deps, customerId);
  const state = { customerId, incidentId, round, loops, assessmentId, reminders: 0, remindAfterSeconds };
  if (incident === undefined) return state;
  const at = await momentOf(deps.table, incident, `wait-${round}-${loops}`, nowAt(deps));
  await setStatus(deps, incident, "on-hold", { at, cause: `wait-${round}-${loops}`, waitingFor });
  await announce(deps, incident, { again: true });
  if (record === undefined) return state;
  const firstReminderAt = new Date(Date.parse(at) + remindAfterSeconds * 1000).toISOString();
  const { ask } = record.assessment;
  if (ask?.question === "known-work") await tellQuestion(deps, incident, firstReminderAt);
  else if (input.mustAct) await tellMustAct(deps, incident, record, firstReminderAt);
  const why = input.ceiling ? CEILING : ask?.why;
  if (why !== undefined && (waitingFor === "analyst" || ask?.question !== undefined))
    await tellAnalysts(deps, incident, why, { at, assessmentId });
  return state;
});

const CEILING: Bilingual = {
  ja: "自動隔離の上限に達したため、残りのコンピューターを隔離していません。判断をお願いします。",
  en: "The ceiling of automatic isolations is reached: the remaining computers are not isolated. Please decide.",
};

export async function tellAnalysts(
  deps: Deps,
  incident: IncidentRecord,
  what: Bilingual,
  { at, assessmentId }: { at: string; assessmentId: string },
): Promise<void> {
  // Before the entry, upon which the screens read the incident again.
  await changeIncident(deps.table, incident.customerId, incident.incidentId, (now) =>
    now.waitingFor !== "analyst" || (now.escalation?.at === at && now.escalation.what.en === what.en)
      ? undefined
      : { ...now, escalation: { what, at } },
  );
  await append(deps.table, incident, {
    fact: { kind: "escalated", what },
    recordedAt: at,
    cause: ["escalated", assessmentId, what.en],
  });
  await tell(deps, incident, { notice: { kind: "escalated", what }, to: "analysts", part: assessmentId });
}

async function tellQuestion(deps: Deps, incident: IncidentRecord, firstReminderAt: string): Promise<void> {
  const { findings } = await findingsOf(deps, incident);
  const names = [...new Set(findings.map(({ computer }) => computer.name))];
  const accounts = [...new Set(findings.flatMap(({ account }) => account ?? []))];
  const account = accounts.length === 1 && accounts[0] !== undefined ? { account: accounts[0] } : {};
  const notice: Notice = {
    kind: "question",
    count: names.length,
    names: names.slice(0, 10),
    ...account,
    firstReminderAt,
  };
  await tell(deps, incident, { notice, to: "customer" });
}

async function tellMustAct(
  deps: Deps,
  incident: IncidentRecord,
  record: AssessmentRecord,
  firstReminderAt: string,
): Promise<void> {
  const actions = await readActions(deps.table, incident);
  for (const withheld of record.assessment.withheld) {
    const computer = await readComputer(deps.table, incident.customerId, withheld.computerId);
    const { exemption } = computer ?? {};
    const done = countKinds(
      actions.filter(({ target, state }) => target.computerId === withheld.computerId && state === "confirmed"),
    );
    const notice: Notice = {
      kind: "must-act",
      computer: computer?.name ?? withheld.computerId,
      why: WHY[withheld.why],
      ...(exemption === undefined ? {} : { exemptReason: exemption.reason }),
      ...(exemption?.until === undefined ? {} : { exemptUntil: exemption.until }),
      wouldHave: countKinds(withheld.wouldHave),
      ...(done.length === 0 ? {} : { done }),
      firstReminderAt,
    };
    await tell(deps, incident, { notice, to: "customer", part: `${withheld.computerId}.${withheld.why}` });
  }
}

const WHY: Record<Withheld["why"], NotActedReason> = {
  exempt: "exempt",
  unreadable: "unreadable",
  "policy-remediation": "policy",
  "policy-isolation": "policy",
  unsupported: "unsupported",
};

function countKinds(actions: readonly { kind: ActionCount["kind"] }[]): ActionCount[] {
  const counts = new Map<ActionCount["kind"], number>();
  for (const { kind } of actions) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count }));
}
