// What the routes of inquiries share: how one looks, whose it is, and its incident's facts as text.
import * as z from "zod";
import type { Role } from "../../core/customer.ts";
import { Inquiry, InquiryMessage } from "../../core/inquiry.ts";
import { attachmentOf } from "../../core/inquiry-attachment.ts";
import type { Bilingual } from "../../core/ports.ts";
import { computersOf, readComputer } from "../../records/computers.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import { type InquiryRecord, type Message, readInquiry } from "../../records/inquiries.ts";
import { readRecommended } from "../../records/recommended.ts";
import type { Stored } from "../../records/store.ts";
import { readOccurred } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { type ApiRequest, notFound } from "./api.ts";
import { customerOf } from "./incident-of.ts";
import { computerView } from "./views.ts";

/** Those who answer, and those who ask. */
export const DESK: readonly Role[] = ["analyst", "support"];
export const sideOf = (role: Role): "customer" | "desk" => (role === "customer" ? "customer" : "desk");

export const InquiryView = z.strictObject(Inquiry.shape);
export const inquiryView = ({ expiresAtSeconds: _e, ...shown }: InquiryRecord): z.output<typeof InquiryView> => shown;

export const MessageView = z.strictObject(InquiryMessage.shape);
export const messageView = ({ messageId, at, from, actor, text, language }: Message): z.output<typeof MessageView> => ({
  messageId,
  at,
  from,
  actor,
  text,
  language,
});

export async function inquiryOf(
  deps: Deps,
  request: Pick<ApiRequest<unknown, unknown>, "params" | "customer">,
): Promise<Stored<InquiryRecord>> {
  const { customerId } = customerOf(request);
  const stored = await readInquiry(deps.table, customerId, request.params.inquiryId ?? "");
  if (stored === undefined) throw notFound("inquiry");
  return stored;
}

const MOST_COMPUTERS = 100;
const MOST_ENTRIES = 500;

/** As the incident is now. */
export async function attachmentFor(
  deps: Deps,
  incident: IncidentRecord,
  { timeZone, at }: { timeZone: string; at: string },
): Promise<Bilingual> {
  const members = await computersOf(deps.table, incident);
  const shown = members.slice(0, MOST_COMPUTERS);
  const computers = await Promise.all(
    shown.map(({ computerId }) => readComputer(deps.table, incident.customerId, computerId)),
  );
  const page = await readOccurred(deps.table, incident, { limit: MOST_ENTRIES, descending: true });
  return attachmentOf({
    incident,
    timeZone,
    computers: computers.flatMap((computer) => (computer === undefined ? [] : [computerView(computer, at)])),
    moreComputers: members.length - shown.length,
    recommended: (await readRecommended(deps.table, incident)).map(({ text, done }) => ({
      text,
      isDone: done !== undefined,
    })),
    entries: page.values,
    moreEntries: page.next !== undefined,
  });
}
