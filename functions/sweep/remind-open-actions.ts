// A finished incident whose recommended actions are still open: reminded at growing intervals until they are done.
import { isFinished } from "../../core/status.ts";
import { readIncident } from "../../records/incidents.ts";
import { changeFollowUp, readFollowUp, readRecommended } from "../../records/recommended.ts";
import type { Place } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import { remindAfter } from "../policy.ts";
import { tell } from "../telling.ts";

const HOUR = 3_600_000;
const MAX_REMINDERS = 5;

export async function remindOpenActions(deps: Deps, place: Place): Promise<void> {
  const followUp = await readFollowUp(deps.table, place);
  const incident = (await readIncident(deps.table, place.customerId, place.incidentId))?.value;
  if (followUp?.remindAt === undefined || followUp.remindAt > nowAt(deps)) return;
  const open = (await readRecommended(deps.table, place)).filter(({ done }) => done === undefined);
  const isOver =
    incident === undefined ||
    !isFinished(incident.status) ||
    incident.episode !== followUp.episode ||
    open.length === 0;
  const number = followUp.reminders + 1;
  if (!isOver) {
    const elapsedHours = Math.floor((deps.now() - Date.parse(incident.finishedAt ?? incident.createdAt)) / HOUR);
    const computers = incident.computers.map(({ name }) => ({ name }));
    const openActions = open.map(({ text }) => text);
    await tell(deps, place, {
      notice: { kind: "reminder", number, waitingFor: "actions", computers, elapsedHours, openActions },
      to: "customer",
      part: `follow-up.${number}`,
    });
  }
  const seconds = (await remindAfter(deps, place.customerId)) * 2 ** number;
  const next =
    isOver || number >= MAX_REMINDERS ? {} : { remindAt: new Date(deps.now() + seconds * 1000).toISOString() };
  const { remindAt: _r, ...rest } = followUp;
  await changeFollowUp(deps.table, followUp, (standing) =>
    standing.reminders === followUp.reminders && standing.remindAt === followUp.remindAt
      ? { ...rest, reminders: isOver ? rest.reminders : number, ...next }
      : undefined,
  );
}
