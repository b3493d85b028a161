import * as z from "zod";
import { BilingualText } from "../../core/incident.ts";
import { readAttachment, readMessages } from "../../records/inquiries.ts";
import { readNotices } from "../../records/notices.ts";
import { answered, api, NONE } from "./api.ts";
import { READERS } from "./incident-of.ts";
import { InquiryView, inquiryOf, inquiryView, MessageView, messageView } from "./inquiry-views.ts";

export const readInquiry = api({
  name: "read-inquiry",
  method: "GET",
  path: "/v1/customers/{customerId}/inquiries/{inquiryId}",
  summary: "One inquiry with its thread, oldest first, and what was attached when it was opened. ETag: the version.",
  roles: READERS,
  conditional: true,
  query: NONE,
  body: NONE,
  answer: InquiryView.extend({
    /** Send it back in If-Match. */
    version: z.int(),
    messages: z.array(MessageView),
    /** The incident's comments, timeline and computers as they were then. */
    attachment: BilingualText.extend({ at: z.string() }).optional(),
  }),
  async run(deps, request) {
    const { value: inquiry, version } = await inquiryOf(deps, request);
    const { customerId, inquiryId } = inquiry;
    const notices = await readNotices(deps.table, { customerId, incidentId: inquiryId });
    const messages = (await readMessages(deps.table, inquiry)).map((message) =>
      messageView(message, notices, request.person.role),
    );
    const attached = await readAttachment(deps.table, inquiry);
    const attachment = attached === undefined ? {} : { attachment: { ...attached.text, at: attached.at } };
    const body = { ...inquiryView(inquiry), version, messages, ...attachment };
    // Each message changes it once it takes effect.
    return answered(body, { etag: `"${version}"` });
  },
});
