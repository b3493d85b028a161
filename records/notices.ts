// Notices to send: the record comes before the mail, so that a crash between them sends it later, with the same content and id.
import * as z from "zod";
import { Language } from "../core/customer.ts";
import { MailFate } from "../core/mail-event.ts";
import type { Notice, NoticeIncident } from "../core/notice.ts";
import type { Key, Table } from "../core/ports.ts";
import { incidentPk, under } from "./keys.ts";
import { change, create, type RecordKind, read, readAll, type Stored } from "./store.ts";
import type { Place } from "./timeline.ts";

/** In the place of an incident's id, for notices that belong to none. */
export const OWN_NOTICES = ["digest", "source", "test"] as const;

const NoticeRecord = z.object({
  customerId: z.string(),
  /** One of OWN_NOTICES, or an inquiry's id, for those that belong to no incident. */
  incidentId: z.string(),
  noticeId: z.string(),
  /** The same for all recipients of one notice. */
  subjectId: z.string(),
  recipient: z.object({ address: z.string(), language: Language }),
  notice: z.custom<Notice>((value) => typeof value === "object"),
  incident: z.custom<NoticeIncident>((value) => typeof value === "object").optional(),
  state: z.enum(["pending", "sent", "failed"]),
  attempts: z.int(),
  createdAt: z.string(),
  tryAt: z.string(),
  endedAt: z.string().optional(),
  /** What the mail server said of it after it took it; `notedAt`: when we heard. */
  undelivered: z.object({ fate: MailFate, at: z.string(), notedAt: z.string() }).optional(),
  /** The notice that did not arrive, where this is sent to the next contact. */
  insteadOf: z.string().optional(),
  /** Whether the timeline says how it ended. */
  recorded: z.boolean(),
  /** Of a test only: everything else goes with what it hangs under. */
  expiresAtSeconds: z.int().optional(),
});
export type NoticeRecord = z.infer<typeof NoticeRecord>;

const NOTICE: RecordKind<NoticeRecord> = {
  schema: NoticeRecord,
  versions: new WeakMap(),
  key: ({ customerId, incidentId, noticeId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.notice}${noticeId}`,
  }),
  dueAt: ({ recorded, tryAt }) => (recorded ? undefined : tryAt),
  expiresAtSeconds: ({ expiresAtSeconds }) => expiresAtSeconds,
};

export const createNotice = (table: Table, notice: NoticeRecord): Promise<"done" | "refused"> =>
  create(table, NOTICE, notice);

export const readNotice = (table: Table, key: Key): Promise<Stored<NoticeRecord> | undefined> =>
  read(table, NOTICE, key);

/** Whether that notice was sent, or failed, and the timeline says so. */
export const isRecorded = async (table: Table, notice: NoticeRecord): Promise<boolean> =>
  (await read(table, NOTICE, NOTICE.key(notice)))?.value.recorded === true;

export const changeNotice = (
  table: Table,
  record: NoticeRecord,
  apply: (n: NoticeRecord) => NoticeRecord | undefined,
) => change(table, NOTICE, NOTICE.key(record), apply, record);

export const readNotices = (table: Table, { customerId, incidentId }: Place): Promise<NoticeRecord[]> =>
  readAll(table, NOTICE, { pk: incidentPk(customerId, incidentId), prefix: under.notice });
