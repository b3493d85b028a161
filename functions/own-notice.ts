// The record of a notice that belongs to no incident.
import type { Recipient } from "../core/customer.ts";
import { noticeKey, type OwnNotice } from "../core/notice.ts";
import type { NoticeRecord } from "../records/notices.ts";

interface Own {
  customerId: string;
  notice: OwnNotice;
  /** Under which name the customer's notices of this kind stand together. */
  under: string;
  about: string;
  part?: string;
  /** The same for all its recipients. */
  subjectId: string;
  at: string;
}

export const ownNotice = (
  { customerId, notice, under, about, part, subjectId, at }: Own,
  { address, language }: Recipient,
): NoticeRecord => ({
  customerId,
  incidentId: under,
  noticeId: noticeKey({
    about,
    round: 1,
    kind: notice.kind,
    ...(part === undefined ? {} : { part }),
    recipient: address,
  }),
  subjectId,
  recipient: { address, language },
  notice,
  state: "pending",
  attempts: 0,
  createdAt: at,
  tryAt: at,
  recorded: false,
});
