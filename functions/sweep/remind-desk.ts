// An inquiry that waits for the desk longer than was agreed: the desk is reminded, at growing intervals, until it answers.
import { changeInquiry, type InquiryRecord, readMessages } from "../../records/inquiries.ts";
import { createNotice } from "../../records/notices.ts";
import { deskNotices } from "../carrying.ts";
import { type Deps, nowAt } from "../deps.ts";
import { policyOf } from "../policy.ts";
import { deliver } from "../telling.ts";

const HOUR = 3_600_000;
const MAX_REMINDERS = 5;

export async function remindDesk(deps: Deps, inquiry: InquiryRecord): Promise<void> {
  const { waiting } = inquiry;
  if (waiting?.remindAt === undefined || waiting.remindAt > nowAt(deps)) return;
  const { answerWithinHours } = await policyOf(deps, inquiry.customerId);
  const number = waiting.reminders + 1;
  const hours = Math.floor((deps.now() - Date.parse(waiting.since)) / HOUR);
  const asked = (await readMessages(deps.table, inquiry)).findLast(({ from }) => from === "customer");
  const why = { waiting: { number, since: waiting.since, hours } };
  const part = `waiting.${waiting.since}.${number}`;
  const notices = asked === undefined ? [] : await deskNotices(deps, inquiry, asked, why, part);
  // Before it counts as reminded: a crash on the way reminds again, under the same keys.
  for (const notice of notices) await createNotice(deps.table, notice);
  const { remindAt: _r, ...rest } = waiting;
  const next = new Date(deps.now() + answerWithinHours * 2 ** number * HOUR).toISOString();
  const after = { ...rest, reminders: number, ...(number < MAX_REMINDERS ? { remindAt: next } : {}) };
  await changeInquiry(deps.table, inquiry, (now) =>
    now.waiting?.since === waiting.since && now.waiting.reminders === waiting.reminders
      ? { ...now, waiting: after }
      : undefined,
  );
  for (const notice of notices) await deliver(deps, notice);
}
