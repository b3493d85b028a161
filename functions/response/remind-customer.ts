// A wait ran out: says again what is still open, unless somebody recorded when they will act.
import * as z from "zod";
import type { Notice } from "../../core/notice.ts";
import { readActions } from "../../records/actions.ts";
import { type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { readRecommended } from "../../records/recommended.ts";
import type { Deps } from "../deps.ts";
import { questionOf } from "../open-question.ts";
import { remindAfter } from "../policy.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { tell } from "../telling.ts";
import { heldBy } from "./holds.ts";

const Input = StepInput.extend({ loops: z.int(), reminders: z.int().default(0) });
const HOUR = 3_600_000;

export const remindCustomer: CreateStep = step("remind-customer", Input, async (deps, input) => {
  const { customerId, incidentId, round, loops } = input;
  const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
  const again = await remindAfter(deps, customerId);
  if (incident === undefined) return { ...input, remindAfterSeconds: again };
  const postponedFor =
    incident.postponed === undefined ? 0 : Math.ceil((Date.parse(incident.postponed.until) - deps.now()) / 1000);
  if (postponedFor > 0) return { ...input, remindAfterSeconds: postponedFor };
  const number = input.reminders + 1;
  const part = `${round}.${loops}.${number}`;
  if (incident.waitingFor === "analyst") {
    const what = {
      ja: `判断をお待ちしています（再通知 ${number}）。`,
      en: `Still waiting for your decision (reminder ${number}).`,
    };
    await tell(deps, incident, { notice: { kind: "escalated", what }, to: "analysts", part });
  } else {
    await tell(deps, incident, { notice: await reminder(deps, incident, number), to: "customer", part });
  }
  return { ...input, reminders: number, remindAfterSeconds: again };
});

async function reminder(deps: Deps, incident: IncidentRecord, number: number): Promise<Notice> {
  const held = await heldBy(deps, incident);
  const actions = await readActions(deps.table, incident);
  const computers = held.map(({ computerId, name }) => {
    const isolated = actions.findLast(
      ({ kind, state, target }) => kind === "isolate" && state === "confirmed" && target.computerId === computerId,
    );
    return { name, ...(isolated?.endedAt === undefined ? {} : { isolatedAt: isolated.endedAt }) };
  });
  const open = (await readRecommended(deps.table, incident)).filter(({ done }) => done === undefined);
  const question = await questionOf(deps, incident);
  const isAsked = question !== undefined && question.answer === undefined;
  const elapsedHours = Math.floor((deps.now() - Date.parse(incident.createdAt)) / HOUR);
  return {
    kind: "reminder",
    number,
    waitingFor: held.length > 0 ? "release" : isAsked ? "answer" : "response",
    computers: computers.length > 0 ? computers : incident.computers.map(({ name }) => ({ name })),
    elapsedHours,
    openActions: open.map(({ text }) => text),
  };
}
