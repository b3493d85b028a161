// The desk's list: the unfinished inquiries of all customers, by way of the registry of customers.
import * as z from "zod";
import { InquiryStatus } from "../../core/inquiry.ts";
import { listCustomers } from "../../records/customers.ts";
import { listInquiries } from "../../records/inquiries.ts";
import { api, NONE } from "./api.ts";
import { DESK, InquiryView, inquiryView } from "./inquiry-views.ts";

/** Of one customer, and in all: who has more asks that customer's own list. */
const MOST_OF_ONE = 50;
const MOST = 500;
const AT_ONCE = 20;

const DeskInquiry = InquiryView.extend({ customerName: z.string() });

export const listDeskInquiries = api({
  name: "list-desk-inquiries",
  method: "GET",
  path: "/v1/inquiries",
  summary:
    "The desk's list: unfinished inquiries of all customers, who has waited longest first. At most 50 of one customer.",
  roles: DESK,
  query: z.strictObject({ status: InquiryStatus.exclude(["done"]).default("waiting-for-us") }),
  body: NONE,
  answer: z.strictObject({
    inquiries: z.array(DeskInquiry),
    /** Some are left out: finish some, or ask a customer's own list. */
    more: z.boolean(),
  }),
  async run(deps, { query }) {
    const customers = await listCustomers(deps.table);
    const found: z.output<typeof DeskInquiry>[] = [];
    let more = false;
    for (let begun = 0; begun < customers.length; begun += AT_ONCE) {
      const pages = customers.slice(begun, begun + AT_ONCE).map(async ({ customerId, settings }) => {
        const page = await listInquiries(deps.table, customerId, "OPEN", { limit: MOST_OF_ONE });
        more ||= page.next !== undefined;
        return page.values
          .filter(({ status }) => status === query.status)
          .map((inquiry) => ({ ...inquiryView(inquiry), customerName: settings.name }));
      });
      found.push(...(await Promise.all(pages)).flat());
    }
    found.sort((a, b) => a.lastAt.localeCompare(b.lastAt) || a.inquiryId.localeCompare(b.inquiryId));
    return { inquiries: found.slice(0, MOST), more: more || found.length > MOST };
  },
});
