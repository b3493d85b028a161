// Tells people: one record per recipient before the mail, so that a mail is sent at least once and never delays a response.
import type { Customer, Recipient, Settings } from "../core/customer.ts";
import { Refusal, Unavailable } from "../core/errors.ts";
import type { House } from "../core/house.ts";
import { mailOf } from "../core/mails/index.ts";
import { type Notice, type NoticeContext, type NoticeIncident, noticeKey } from "../core/notice.ts";
import { readCustomer } from "../records/customers.ts";
import { type IncidentRecord, readIncident } from "../records/incidents.ts";
import { changeNotice, createNotice, isRecorded, type NoticeRecord, readNotices } from "../records/notices.ts";
import { append, type Place } from "../records/timeline.ts";
import { type Deps, nowAt } from "./deps.ts";

const FIRST_RETRY_MILLISECONDS = 60_000;
/** Of the two minutes before its next try, which is the sweeper's. */
const OWN_MILLISECONDS = 60_000;
const MAX_ATTEMPTS = 30;
/** With doubling pauses 6 s: within a step's time, and within a request's. */
const RECORD_ATTEMPTS = 7;

export interface Telling {
  notice: Notice;
  to: "customer" | "analysts";
  /** What tells two notices of one kind apart: a computer and its generation, a reminder's number, a comment's id. */
  part?: string;
  /** Most likely told before: it is looked up, which costs less than a refused write. */
  again?: boolean;
  /** The incident as it stands, where it was just read. */
  standing?: IncidentRecord;
  /** Nobody is told of an incident for which this is true. */
  unless?(incident: IncidentRecord): boolean;
}

/**
 * Never throws because of a mail: what cannot be sent now, the sweeper sends later. Of one incident the mails go in the order
 * in which they are told here: "isolated" does not overtake "created". Nothing but other mails waits for one.
 */
export function tell(deps: Deps, place: Place, telling: Telling): Promise<void> {
  const key = `${place.customerId}/${place.incidentId}`;
  const before = deps.telling.get(key);
  const work = () => tellNow(deps, place, telling);
  const mine = (before === undefined ? work() : before.then(work, work)).finally(() => {
    if (deps.telling.get(key) === mine) deps.telling.delete(key);
  });
  deps.telling.set(key, mine);
  return mine;
}

async function tellNow(deps: Deps, place: Place, telling: Telling): Promise<void> {
  const { notice, to, part, again, standing, unless } = telling;
  const incident = standing ?? (await readIncident(deps.table, place.customerId, place.incidentId))?.value;
  if (incident === undefined || unless?.(incident) === true) return;
  const customer = (await readCustomer(deps.table, place.customerId))?.value;
  if (customer === undefined) return;
  const all = to === "customer" ? customer.settings.recipients : deps.house.analysts;
  const recipients = all.filter(({ kinds }) => kinds.includes(notice.kind));
  const records = recipients.map((recipient) => record(deps, incident, recipient, notice, part));
  const mine = new Set<NoticeRecord>();
  for (const each of records) {
    if (again === true && (await isRecorded(deps.table, each))) continue;
    if ((await createNotice(deps.table, each)) === "done") mine.add(each);
    else await deliver(deps, each);
  }
  // Where those before it took so long that the sweeper may come for it, it is the sweeper's.
  for (const each of mine)
    if (deps.now() - Date.parse(each.createdAt) < OWN_MILLISECONDS) await sendAndRecord(deps, each, customer);
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
    // Whoever creates it sends it: the first attempt needs no write of its own.
    attempts: 1,
    createdAt,
    tryAt: nextTry(deps, 1),
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
  if (mine) await sendAndRecord(deps, notice);
}

async function sendAndRecord(deps: Deps, notice: NoticeRecord, customer?: Customer): Promise<void> {
  const state = await sendOnce(deps, notice, customer);
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

async function sendOnce(deps: Deps, notice: NoticeRecord, known?: Customer): Promise<NoticeRecord["state"]> {
  try {
    const customer = known ?? (await readCustomer(deps.table, notice.customerId))?.value;
    if (customer === undefined) return "failed";
    const context = contextOf(deps, notice, customer);
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

function contextOf(deps: Deps, notice: NoticeRecord, customer: Customer): NoticeContext {
  const context = contextFor(deps.house, customer.customerId, customer.settings);
  return notice.incident === undefined ? context : { ...context, incident: notice.incident };
}

/** What the house and a customer's settings give to every mail. */
export function contextFor(
  { serviceName, from, consoleUrl }: House,
  customerId: string,
  { name, timeZone, supportPhone, supportUrl, csirt }: Settings,
): NoticeContext {
  return {
    serviceName,
    from,
    consoleUrl,
    customer: {
      id: customerId,
      name,
      timeZone,
      ...(supportPhone === undefined ? {} : { supportPhone }),
      ...(supportUrl === undefined ? {} : { supportUrl }),
      ...(csirt === undefined ? {} : { csirt }),
    },
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
