import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { InquiryStatus } from "../../core/inquiry.ts";
import { changeInquiry } from "../../records/inquiries.ts";
import { moved } from "../carrying.ts";
import { answered, api, checkVersion, NONE } from "./api.ts";
import { customerOf, READERS } from "./incident-of.ts";
import { InquiryView, inquiryOf, inquiryView } from "./inquiry-views.ts";
import { passedOnce } from "./passed-once.ts";

export const changeInquiryStatus = api({
  name: "change-inquiry-status",
  method: "POST",
  path: "/v1/customers/{customerId}/inquiries/{inquiryId}/status",
  summary:
    "Says whose turn it is, or that the inquiry is done. A customer may only say that it is done. Nobody is told by mail.",
  roles: READERS,
  query: NONE,
  body: z.strictObject({ status: InquiryStatus }),
  answer: InquiryView,
  async run(deps, request) {
    const { value: inquiry, version } = await inquiryOf(deps, request);
    const { status } = request.body;
    if (request.person.role === "customer" && status !== "done")
      throw new Refusal("forbidden", "status-not-allowed", "Write a message: then it is the desk's turn.");
    const place = { customerId: inquiry.customerId, incidentId: inquiry.inquiryId };
    const at = await passedOnce(deps, place, request, () => checkVersion(request.ifMatch, version));
    const { policy } = customerOf(request).settings;
    await changeInquiry(deps.table, inquiry, (now) =>
      now.status === status || now.lastAt > at ? undefined : moved(policy, now, status, at),
    );
    const after = await inquiryOf(deps, request);
    return answered(inquiryView(after.value), { etag: `"${after.version}"` });
  },
});
