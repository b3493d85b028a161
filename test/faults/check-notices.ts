// Mails: each at least once to each recipient, twice only where the mailer's own answer was lost (to the network, or to a
// crash before it was written down), the same mail then.
import type { Notice } from "../../core/notice.ts";
import type { NoticeRecord } from "../../records/notices.ts";
import type { Ended } from "./invariants.ts";
import type { ToldIncident } from "./told.ts";

const LOST: readonly string[] = ["after", "twice", "late"];

/** How often it may have gone: once more for each lost answer of the mailer, and for each crash between its answer and our record. */
function allowed({ house: { world }, injected }: Ended, noticeId: string): number {
  const lost = injected.filter(
    ({ port, kind, mailId }) => port === "mailer" && mailId === noticeId && LOST.includes(kind),
  );
  const unknown = world.unknown.filter((id) => id === noticeId);
  return 1 + lost.length + unknown.length;
}

function sentRight(ended: Ended): string[] {
  const found: string[] = [];
  const { house, told } = ended;
  for (const { notices } of told.incidents) {
    for (const { noticeId, state, recipient } of notices) {
      const mails = house.world.mails.filter(({ mail }) => mail.id === noticeId);
      if (state !== "sent") found.push(`notices: a notice is ${state}`);
      if (mails.length === 0) found.push("notices: a notice was never sent");
      if (new Set(mails.map(({ mail }) => JSON.stringify(mail))).size > 1)
        found.push("notices: a mail was repeated with other content");
      if (mails.some(({ mail }) => mail.to !== recipient.address)) found.push("notices: a mail went to somebody else");
      if (mails.length > allowed(ended, noticeId)) found.push(`notices: a mail went ${mails.length} times`);
    }
  }
  return found;
}

interface Due {
  kind: Notice["kind"];
  part?: string;
}

/** What must have been told, from what the records say happened. */
function dueOf({ incident, actions, timeline }: ToldIncident): Due[] {
  const due: Due[] = [];
  const digest = incident.assessment?.digestOnly === true;
  if (incident.openedBy === "detection" && !digest) due.push({ kind: "created" });
  for (const { kind, state, target, generation, reason } of actions) {
    const part = `${target.computerId}.${generation ?? 0}`;
    if (kind === "isolate" && state === "confirmed") due.push({ kind: "isolated", part });
    if (kind === "isolate" && (state === "failed" || state === "unconfirmed") && reason !== "superseded")
      due.push({ kind: "isolation-unconfirmed", part });
    if (kind === "release" && state === "confirmed") due.push({ kind: "recovered", part });
  }
  const released = actions.some(
    ({ kind, state, requestedAt }) =>
      kind === "release" && state === "confirmed" && requestedAt >= incident.episodeStartedAt,
  );
  if (incident.finishedAt !== undefined && !digest && !released) due.push({ kind: "finished" });
  if (timeline.some(({ fact }) => fact.kind === "escalated")) due.push({ kind: "escalated" });
  return due;
}

function allTold({ path, told }: Ended): string[] {
  const found: string[] = [];
  const customers = path.registered?.recipients?.length ?? 1;
  for (const each of told.incidents) {
    for (const { kind, part } of dueOf(each)) {
      const mine = (notice: NoticeRecord) =>
        notice.notice.kind === kind && (part === undefined || JSON.parse(notice.subjectId)[2] === part);
      const wanted = kind === "escalated" ? 1 : customers;
      if (each.notices.filter(mine).length < wanted) found.push(`notices: nobody was told of "${kind}"`);
    }
  }
  return found;
}

export const checkNotices = (ended: Ended): string[] => [...sentRight(ended), ...allTold(ended)];
