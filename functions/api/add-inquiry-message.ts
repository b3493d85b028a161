import * as z from "zod";
import { Language } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { InquiryStatus, MAX_MESSAGES, MessageText } from "../../core/inquiry.ts";
import { createMessage, readMessages } from "../../records/inquiries.ts";
import { carry } from "../carrying.ts";
import { api, NONE } from "./api.ts";
import { READERS } from "./incident-of.ts";
import { inquiryOf, sideOf } from "./inquiry-views.ts";

export const addInquiryMessage = api({
  name: "add-inquiry-message",
  method: "POST",
  path: "/v1/customers/{customerId}/inquiries/{inquiryId}/messages",
  summary:
    "Writes to an inquiry; a finished one is open again. The other side is told by mail, and it is then the other side's turn.",
  roles: READERS,
  query: NONE,
  body: z.strictObject({
    text: MessageText,
    /** Of the text, which stays as written. */
    language: Language,
    /** The desk's: nothing is left to do. */
    done: z.boolean().default(false),
  }),
  status: 201,
  answer: z.strictObject({ messageId: z.string(), at: z.string(), status: InquiryStatus }),
  async run(deps, request) {
    const { value: inquiry } = await inquiryOf(deps, request);
    const { customerId, inquiryId } = inquiry;
    const { actor, at, body, person, requestId } = request;
    const from = sideOf(person.role);
    if (body.done && from === "customer")
      throw new Refusal("forbidden", "done-not-allowed", "Say that it is done by its status.");
    const before = await readMessages(deps.table, inquiry);
    if (before.length >= MAX_MESSAGES && !before.some(({ messageId }) => messageId === requestId))
      throw new Refusal("conflict", "inquiry-full", `An inquiry has at most ${MAX_MESSAGES} messages: open a new one.`);
    const message = await createMessage(deps.table, {
      customerId,
      inquiryId,
      messageId: requestId,
      at: after(inquiry.lastAt, at),
      from,
      actor,
      text: body.text,
      language: body.language,
      isDone: body.done,
      carried: false,
    });
    await carry(deps, message);
    const { status } = (await inquiryOf(deps, request)).value;
    return { messageId: message.messageId, at: message.at, status };
  },
});

/** A thread is sorted by its instants, and clocks stand still or go back. */
const after = (lastAt: string, at: string): string =>
  at > lastAt ? at : new Date(Date.parse(lastAt) + 1).toISOString();
