import * as z from "zod";
import { Language } from "../../core/customer.ts";
import { messageKey, readMessage } from "../../records/inquiries.ts";
import { translated } from "../translating.ts";
import { api, NONE, notFound } from "./api.ts";
import { READERS } from "./incident-of.ts";
import { inquiryOf } from "./inquiry-views.ts";
import { MachineTranslation, machineTranslation } from "./machine-translation.ts";

export const readMessageTranslation = api({
  name: "read-message-translation",
  method: "GET",
  path: "/v1/customers/{customerId}/inquiries/{inquiryId}/messages/{messageId}/translation",
  summary:
    "A message of an inquiry in the other language, by machine: made when first asked for, then kept. No `text`: there is " +
    "none; show the original.",
  roles: READERS,
  query: z.strictObject({ to: Language }),
  body: NONE,
  answer: MachineTranslation,
  async run(deps, request) {
    const { value: inquiry } = await inquiryOf(deps, request);
    const { to } = request.query;
    const { messageId = "" } = request.params;
    const message = await readMessage(deps.table, messageKey(inquiry, messageId));
    if (message === undefined) throw notFound("message");
    if (message.language === to) return machineTranslation(to, undefined);
    const { customerId, inquiryId } = inquiry;
    const wanted = { customerId, incidentId: inquiryId, textId: messageId, to };
    return machineTranslation(to, await translated(deps, wanted, message));
  },
});
