// Inquiries: each has a partition of its own under its customer, with its messages, what was attached to it, and its notices.
import * as z from "zod";
import { BilingualText } from "../core/incident.ts";
import { Inquiry, InquiryMessage, type InquiryStatus } from "../core/inquiry.ts";
import type { Key, Table } from "../core/ports.ts";
import { customerPk, incidentPk } from "./keys.ts";
import { change, create, type RecordKind, read, readAll, readListPage, type Stored, type ValuePage } from "./store.ts";

interface At {
  customerId: string;
  inquiryId: string;
}

/** Where incidents stand, too: their notices and moments hang under them in the same way. */
const pkOf = ({ customerId, inquiryId }: At): string => incidentPk(customerId, inquiryId);

/** Finished ones stand in a list of their own, so that the desk's list reads none of them. */
export const SECTIONS = ["OPEN", "DONE"] as const;
export type Section = (typeof SECTIONS)[number];
const sectionOf = (status: InquiryStatus): Section => (status === "done" ? "DONE" : "OPEN");
export const inquiriesListPk = (customerId: string, section: Section): string =>
  `${customerPk(customerId)}#INQUIRIES#${section}`;
export const inquiryPosition = ({ lastAt, inquiryId }: Inquiry): string => `${lastAt}#${inquiryId}`;

/** Of an inquiry that waits for the desk. Without `remindAt` it was reminded often enough. */
const Waiting = z.object({ since: z.string(), reminders: z.int(), remindAt: z.string().optional() });
export type Waiting = z.infer<typeof Waiting>;

/** `expiresAtSeconds`: the customer's retention after the last change; the sweeper erases it then. */
const InquiryRecord = Inquiry.extend({ expiresAtSeconds: z.int(), waiting: Waiting.optional() });
export type InquiryRecord = z.infer<typeof InquiryRecord>;

const INQUIRY: RecordKind<InquiryRecord> = {
  schema: InquiryRecord,
  key: (inquiry) => ({ pk: pkOf(inquiry), sk: "INQUIRY" }),
  list: (inquiry) => ({
    pk: inquiriesListPk(inquiry.customerId, sectionOf(inquiry.status)),
    sk: inquiryPosition(inquiry),
  }),
  dueAt: ({ expiresAtSeconds, waiting }) => waiting?.remindAt ?? new Date(expiresAtSeconds * 1000).toISOString(),
};

/** Resolves to what stands there: the first one stays. */
export async function createInquiry(table: Table, inquiry: InquiryRecord): Promise<InquiryRecord> {
  if ((await create(table, INQUIRY, inquiry)) === "done") return inquiry;
  return (await readInquiry(table, inquiry.customerId, inquiry.inquiryId))?.value ?? inquiry;
}

export const readInquiry = (
  table: Table,
  customerId: string,
  inquiryId: string,
): Promise<Stored<InquiryRecord> | undefined> => read(table, INQUIRY, INQUIRY_KEY({ customerId, inquiryId }));

const INQUIRY_KEY = (at: At): Key => ({ pk: pkOf(at), sk: "INQUIRY" });

export const changeInquiry = (
  table: Table,
  at: At,
  apply: (inquiry: InquiryRecord) => InquiryRecord | undefined,
): Promise<InquiryRecord | undefined> => change(table, INQUIRY, INQUIRY_KEY(at), apply);

/** The last changed first. Lags behind on AWS. */
export const listInquiries = (
  table: Table,
  customerId: string,
  section: Section,
  query: { after?: string; limit: number },
): Promise<ValuePage<InquiryRecord>> =>
  readListPage(table, INQUIRY, { pk: inquiriesListPk(customerId, section), descending: true, ...query });

/** `carried`: the thread's status shows it, and the other side's notices are on record; until then the sweeper looks. */
const Message = InquiryMessage.extend({
  customerId: z.string(),
  inquiryId: z.string(),
  /** The desk said that the inquiry is done with it. */
  isDone: z.boolean(),
  carried: z.boolean(),
});
export type Message = z.infer<typeof Message>;

export const MESSAGE = "MESSAGE#";
const CARRY_AFTER_MILLISECONDS = 60_000;
const MESSAGES: RecordKind<Message> = {
  schema: Message,
  key: (message) => ({ pk: pkOf(message), sk: `${MESSAGE}${message.messageId}` }),
  dueAt: ({ at, carried }) => (carried ? undefined : new Date(Date.parse(at) + CARRY_AFTER_MILLISECONDS).toISOString()),
};

/** Append-only; its id is the request's, so that a repeat writes none. Resolves to what stands there. */
export async function createMessage(table: Table, message: Message): Promise<Message> {
  if ((await create(table, MESSAGES, message)) === "done") return message;
  return (await read(table, MESSAGES, MESSAGES.key(message)))?.value ?? message;
}

export const readMessage = async (table: Table, key: Key): Promise<Message | undefined> =>
  (await read(table, MESSAGES, key))?.value;

export const messageKey = (at: At, messageId: string): Key => ({ pk: pkOf(at), sk: `${MESSAGE}${messageId}` });

export const markCarried = (table: Table, message: Message): Promise<Message | undefined> =>
  change(table, MESSAGES, MESSAGES.key(message), (now) => (now.carried ? undefined : { ...now, carried: true }));

/** As they were written, oldest first. */
export async function readMessages(table: Table, at: At): Promise<Message[]> {
  const all = await readAll(table, MESSAGES, { pk: pkOf(at), prefix: MESSAGE });
  return all.sort((a, b) => a.at.localeCompare(b.at) || a.messageId.localeCompare(b.messageId));
}

/** What the inquiry held when it was opened: the incident's comments, timeline and computers as they were then. */
const Attachment = z.object({ customerId: z.string(), inquiryId: z.string(), at: z.string(), text: BilingualText });
export type Attachment = z.infer<typeof Attachment>;
const ATTACHMENT: RecordKind<Attachment> = {
  schema: Attachment,
  key: (attachment) => ({ pk: pkOf(attachment), sk: "ATTACHMENT" }),
};

export const createAttachment = (table: Table, attachment: Attachment): Promise<"done" | "refused"> =>
  create(table, ATTACHMENT, attachment);

export const readAttachment = async (table: Table, at: At): Promise<Attachment | undefined> =>
  (await read(table, ATTACHMENT, { pk: pkOf(at), sk: "ATTACHMENT" }))?.value;
