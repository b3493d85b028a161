// A mail did not come to its reader: the incident's timeline, or the inquiry's thread, says so, and whoever is next is told. Mail servers tell it at
// least once: what is on record is the same for each repeat. docs/decisions/0016-mail-events.md
import * as z from "zod";
import type { Recipient } from "../../core/customer.ts";
import { hashId } from "../../core/ids.ts";
import { isLost, isWorse, MailEvent, masked } from "../../core/mail-event.ts";
import { mailTag } from "../../core/mail-headers.ts";
import { inquiryOf, noticeKey, type Unreached } from "../../core/notice.ts";
import { readCustomer } from "../../records/customers.ts";
import { changeInquiry, messageKey, readInquiry, readMessage } from "../../records/inquiries.ts";
import { changeNotice, createNotice, type NoticeRecord, OWN_NOTICES, readNotices } from "../../records/notices.ts";
import { append } from "../../records/timeline.ts";
import { deskNotices, recipientsOf } from "../carrying.ts";
import { type Deps, nowAt } from "../deps.ts";
import { deliver, tell } from "../telling.ts";

export type MailNoted = { outcome: "not-ours" | "unknown" | "noted" };

/** `given`: a MailEvent; anything else is not ours. */
export async function noteMailEvent(deps: Deps, given?: unknown): Promise<MailNoted> {
  const { data: event } = MailEvent.safeParse(given);
  if (event === undefined) return { outcome: "not-ours" };
  const { customerId, incidentId } = event;
  for (const under of incidentId === undefined ? OWN_NOTICES : [incidentId]) {
    const notices = await readNotices(deps.table, { customerId, incidentId: under });
    const wanted = notices.find(({ noticeId }) => mailTag(noticeId) === event.notice);
    if (wanted === undefined) continue;
    await note(deps, event, wanted, notices);
    return { outcome: "noted" };
  }
  // Erased meanwhile, or another house's in the same account.
  return { outcome: "unknown" };
}

async function note(deps: Deps, event: MailEvent, wanted: NoticeRecord, notices: NoticeRecord[]): Promise<void> {
  const { fate } = event;
  const notedAt = nowAt(deps);
  const at = event.at < notedAt ? event.at : notedAt;
  const notice = await changeNotice(deps.table, wanted, (now) =>
    now.undelivered === undefined || isWorse(fate, now.undelivered.fate)
      ? { ...now, undelivered: { fate, at, notedAt } }
      : undefined,
  );
  if (notice?.undelivered === undefined) return;
  const { undelivered, noticeId } = notice;
  const line = { function: "note-mail-event", incident: notice.incidentId, notice: notice.notice.kind };
  deps.log.warn({ ...line, outcome: undelivered.fate });
  // The digest and the like: nobody acts on them at once.
  if (notice.incident === undefined && inquiryOf(notice.notice) === undefined) return;
  const side = await sideOf(deps, notice);
  const instead = isLost(undelivered.fate) ? await tellInstead(deps, notice, notices, side) : undefined;
  if (side.isHouse && isLost(undelivered.fate) && instead === undefined)
    deps.log.error({ ...line, outcome: "no-analyst-is-left" });
  // An inquiry's thread reads the notices themselves; whoever has it open sees a new version.
  if (notice.incident === undefined) {
    const { customerId, incidentId: inquiryId } = notice;
    await changeInquiry(deps.table, { customerId, inquiryId }, (inquiry) => ({ ...inquiry }));
    return;
  }
  await append(deps.table, notice, {
    fact: {
      kind: "notice-undelivered",
      notice: notice.notice.kind,
      fate: undelivered.fate,
      ...(side.isHouse ? {} : { recipient: masked(notice.recipient.address) }),
      ...(instead === undefined ? {} : { instead }),
    },
    actor: { kind: "system" },
    occurredAt: undelivered.at,
    recordedAt: undelivered.notedAt,
    cause: ["undelivered", noticeId, undelivered.fate],
  });
}

interface Side {
  /** It went to the analysts. */
  isHouse: boolean;
  recipients: readonly Recipient[];
}

async function sideOf(deps: Deps, { customerId, notice, recipient }: NoticeRecord): Promise<Side> {
  const { table, house } = deps;
  if (notice.kind === "inquiry-received")
    return { isHouse: true, recipients: await recipientsOf(deps, customerId, notice.kind) };
  const customers = (await readCustomer(table, customerId))?.value.settings.recipients ?? [];
  const has = (recipients: readonly Recipient[]) => recipients.some(({ address }) => same(address, recipient.address));
  const isTheirs = notice.kind === "escalated" || notice.kind === "undelivered";
  const isHouse = isTheirs || (has(house.analysts) && !has(customers));
  return { isHouse, recipients: isHouse ? house.analysts : customers };
}

/** The first recipient in the order of the settings who was not told of this yet, whatever it asked to be told of. */
async function tellInstead(
  deps: Deps,
  notice: NoticeRecord,
  notices: readonly NoticeRecord[],
  { isHouse, recipients }: Side,
): Promise<"contact" | "analysts" | undefined> {
  const subject = subjectOf(notice);
  const begun = notices.find(({ insteadOf }) => insteadOf === notice.noticeId);
  const tried = notices.filter((one) => isDead(one) || sameSubject(subjectOf(one), subject));
  const next = recipients.find(({ address }) => !tried.some(({ recipient }) => same(recipient.address, address)));
  const substitute = begun ?? (next === undefined ? undefined : substituteFor(deps, notice, subject, next));
  if (substitute !== undefined) {
    await createNotice(deps.table, substitute);
    await deliver(deps, substitute);
    return "contact";
  }
  if (isHouse || notice.undelivered === undefined) return undefined;
  const { address } = notice.recipient;
  const unreached = { address, fate: notice.undelivered.fate };
  // Once for each address and episode, or inquiry: whatever else is sent there does not arrive either.
  const part = hashId(12, "undelivered", address.trim().toLowerCase());
  if (notice.incident === undefined) await tellDesk(deps, notice, unreached, part);
  else
    await tell(deps, notice, {
      notice: { kind: "undelivered", notice: notice.notice.kind, ...unreached },
      to: "analysts",
      part,
    });
  return "analysts";
}

/** About an answer of the desk's. */
async function tellDesk(
  deps: Deps,
  { customerId, notice, subjectId }: NoticeRecord,
  unreached: Unreached,
  part: string,
): Promise<void> {
  const inquiry = (await readInquiry(deps.table, customerId, inquiryOf(notice) ?? ""))?.value;
  const message = inquiry && (await readMessage(deps.table, messageKey(inquiry, subjectId)));
  if (inquiry === undefined || message === undefined) return;
  const notices = await deskNotices(deps, inquiry, message, { unreached }, part);
  for (const one of notices) await createNotice(deps.table, one);
  for (const one of notices) await deliver(deps, one);
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();
const isDead = ({ undelivered }: NoticeRecord): boolean => undelivered !== undefined && isLost(undelivered.fate);

/** As functions/telling.ts makes it: episode, kind, part; and instead of which notice. */
const Subject = z.tuple([z.int(), z.string(), z.string()]).rest(z.string());
type Subject = readonly [number, string, string];
function subjectOf({ subjectId, incident, notice }: NoticeRecord): Subject {
  // Of an inquiry: functions/carrying.ts.
  if (incident === undefined) return [1, notice.kind, subjectId];
  const [episode, kind, part] = Subject.parse(JSON.parse(subjectId));
  return [episode, kind, part];
}
const sameSubject = (one: Subject, other: Subject): boolean => JSON.stringify(one) === JSON.stringify(other);

function substituteFor(
  deps: Deps,
  notice: NoticeRecord,
  subject: Subject,
  { address, language }: Recipient,
): NoticeRecord {
  const { endedAt: _e, undelivered: _u, ...same } = notice;
  const [episode, , part] = subject;
  const about = { about: notice.incidentId, round: episode, kind: notice.notice.kind };
  const at = nowAt(deps);
  return {
    ...same,
    noticeId: noticeKey({ ...about, ...(part === "" ? {} : { part }), recipient: address }),
    // Of its own, so that the timeline says whether this one was sent.
    subjectId: notice.incident === undefined ? notice.subjectId : JSON.stringify([...subject, notice.noticeId]),
    insteadOf: notice.noticeId,
    recipient: { address, language },
    state: "pending",
    attempts: 0,
    createdAt: at,
    tryAt: at,
    recorded: false,
  };
}
