// Tells people: one record per recipient before the mail, so that a mail is sent at least once and never delays a response.
import type { Recipient } from "../core/customer.ts";
import { Refusal, Unavailable } from "../core/errors.ts";
import { mailOf } from "../core/mails/index.ts";
import { type Notice, type NoticeContext, type NoticeIncident, noticeKey } from "../core/notice.ts";
import { readCustomer } from "../records/customers.ts";
import { type IncidentRecord, readIncident } from "../records/incidents.ts";
import { changeNotice, createNotice, type NoticeRecord, readNotices } from "../records/notices.ts";
import { append, type Place } from "../records/timeline.ts";
import { type Deps, nowAt } from "./deps.ts";

const FIRST_RETRY_MILLISECONDS = 60_000;
const MAX_ATTEMPTS = 30;
/** With doubling pauses 6 s: within a step's time, and within a request's. */
const RECORD_ATTEMPTS = 7;

export interface Telling {
  notice: Notice;
  to: "customer" | "analysts";
  /** What tells two notices of one kind apart: a computer and its generation, a reminder's number, a comment's id. */
  part?: string;
}

/** Never throws because of a mail: what cannot be sent now, the sweeper sends later. */
export async function tell(deps: Deps, place: Place, { notice, to, part }: Telling): Promise<void> {
  const incident = (await readIncident(deps.table, place.customerId, place.incidentId))?.value;
  const customer = (await readCustomer(deps.table, place.customerId))?.value;
  if (incident === undefined || customer === undefined) return;
  const all = to === "customer" ? customer.settings.recipients : deps.house.analysts;
  const recipients = all.filter(({ kinds }) => kinds.includes(notice.kind));
  const records = recipients.map((recipient) => record(deps, incident, recipient, notice, part));
  for (const each of records) await createNotice(deps.table, each);
  for (const each of records) await deliver(deps, each);
}

function record(
  deps: Deps,
  incident: IncidentRecord,
  recipient: Recipient,
  notice: Notice,
  part: string | undefined,
): NoticeRecord {
  const about = {
    about: incident.incidentId,
    round: incident.episode,
    kind: notice.kind,
    ...(part === undefined ? {} : { part }),
  };
  const createdAt = nowAt(deps);
  return {
    customerId: incident.customerId,
    incidentId: incident.incidentId,
    noticeId: noticeKey({ ...about, recipient: recipient.address }),
    subjectId: JSON.stringify([incident.episode, notice.kind, part ?? ""]),
    recipient: { address: recipient.address, language: recipient.language },
    notice,
    incident: noticeIncident(incident),
    state: "pending",
    attempts: 0,
    createdAt,
    tryAt: new Date(Date.parse(createdAt) + FIRST_RETRY_MILLISECONDS).toISOString(),
    recorded: false,
  };
}

const noticeIncident = (incident: IncidentRecord): NoticeIncident => ({
  id: incident.incidentId,
  round: incident.episode,
  title: incident.title,
  severity: incident.severity,
  status: incident.status,
  createdAt: incident.createdAt,
  computers: incident.computers.map(({ name }) => name),
});

/** Sends a pending notice once, and records how that went. A lost answer leaves it pending; a crash on the way is done again. */
export async function deliver(deps: Deps, wanted: NoticeRecord): Promise<void> {
  let mine = false;
  const notice = await changeNotice(deps.table, wanted, (n) => {
    mine = isDue(deps, n);
    return mine ? { ...n, attempts: n.attempts + 1, tryAt: nextTry(deps, n.attempts + 1) } : undefined;
  });
  if (notice === undefined || notice.recorded) return;
  if (notice.state !== "pending") return recordEnd(deps, notice);
  const state = mine ? await sendOnce(deps, notice) : "pending";
  if (state === "pending") return;
  const ended = await recordState(deps, notice, state);
  if (ended !== undefined) await recordEnd(deps, ended);
}

/** Tries again by itself: a mail that nobody knows of is sent a second time, and here only a crash may cause that. */
async function recordState(
  deps: Deps,
  notice: NoticeRecord,
  state: NoticeRecord["state"],
): Promise<NoticeRecord | undefined> {
  const endedAt = nowAt(deps);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await changeNotice(deps.table, notice, (n) =>
        n.state === "pending" ? { ...n, state, endedAt } : undefined,
      );
    } catch (error) {
      if (!(error instanceof Unavailable) || attempt === RECORD_ATTEMPTS) throw error;
      await deps.sleep(50 * 2 ** attempt);
    }
  }
}

async function recordEnd(deps: Deps, notice: NoticeRecord): Promise<void> {
  if (notice.incident !== undefined) await recordOnTimeline(deps, notice);
  await changeNotice(deps.table, notice, (n) => (n.recorded ? undefined : { ...n, recorded: true }));
}

/** A copy that was begun a moment ago may still be on its way. */
const isDue = (deps: Deps, { state, attempts, tryAt }: NoticeRecord): boolean =>
  state === "pending" && (attempts === 0 || tryAt <= nowAt(deps));

const nextTry = (deps: Deps, attempts: number): string =>
  new Date(deps.now() + FIRST_RETRY_MILLISECONDS * Math.min(60, 2 ** Math.min(attempts, 6))).toISOString();

async function sendOnce(deps: Deps, notice: NoticeRecord): Promise<NoticeRecord["state"]> {
  try {
    const context = await contextOf(deps, notice);
    if (context === undefined) return "failed";
    await deps.mailer.send(mailOf(notice.notice, context, notice.recipient, notice.noticeId));
    return "sent";
  } catch (error) {
    const final = error instanceof Refusal || notice.attempts >= MAX_ATTEMPTS;
    deps.log.warn({
      function: "tell",
      incident: notice.incidentId,
      notice: notice.notice.kind,
      outcome: final ? "failed" : "later",
    });
    return final ? "failed" : "pending";
  }
}

async function contextOf(deps: Deps, notice: NoticeRecord): Promise<NoticeContext | undefined> {
  const customer = (await readCustomer(deps.table, notice.customerId))?.value;
  if (customer === undefined) return undefined;
  const { name, timeZone, supportPhone, supportUrl, csirt } = customer.settings;
  return {
    serviceName: deps.house.serviceName,
    from: deps.house.from,
    consoleUrl: deps.house.consoleUrl,
    customer: {
      id: customer.customerId,
      name,
      timeZone,
      ...(supportPhone === undefined ? {} : { supportPhone }),
      ...(supportUrl === undefined ? {} : { supportUrl }),
      ...(csirt === undefined ? {} : { csirt }),
    },
    ...(notice.incident === undefined ? {} : { incident: notice.incident }),
  };
}

/** One entry for all recipients of a notice, once the last of them was tried. */
async function recordOnTimeline(deps: Deps, notice: NoticeRecord): Promise<void> {
  const all = (await readNotices(deps.table, notice)).filter(({ subjectId }) => subjectId === notice.subjectId);
  if (all.some(({ state }) => state === "pending")) return;
  const sent = all.filter(({ state }) => state === "sent").length;
  const kind = notice.notice.kind;
  const recordedAt =
    all
      .map(({ endedAt, createdAt }) => endedAt ?? createdAt)
      .sort()
      .at(-1) ?? notice.createdAt;
  const fact =
    sent > 0
      ? ({ kind: "notice-sent", notice: kind, recipients: sent } as const)
      : ({ kind: "notice-failed", notice: kind } as const);
  await append(deps.table, notice, { fact, actor: { kind: "system" }, recordedAt, cause: [notice.subjectId] });
}
