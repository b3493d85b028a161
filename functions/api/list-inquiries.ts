import * as z from "zod";
import { InquiryStatus } from "../../core/inquiry.ts";
import {
  type InquiryRecord,
  inquiryPosition,
  listInquiries as listRecords,
  SECTIONS,
  type Section,
} from "../../records/inquiries.ts";
import type { Deps } from "../deps.ts";
import { type ApiRequest, api, NONE } from "./api.ts";
import { customerOf, READERS } from "./incident-of.ts";
import { InquiryView, inquiryView } from "./inquiry-views.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";
import { search } from "./search.ts";

const Query = PageQuery.extend({
  status: InquiryStatus.optional(),
  /** Those about this incident, or turned into it. */
  incidentId: z.string().max(64).optional(),
  /** A part of the subject, in any case. */
  subject: z.string().min(1).max(200).optional(),
});
type Query = z.output<typeof Query>;
type Inquiries = z.output<typeof InquiryView>[];

export const listInquiries = api({
  name: "list-inquiries",
  method: "GET",
  path: "/v1/customers/{customerId}/inquiries",
  summary:
    "A customer's inquiries: the unfinished ones first, in each part the last changed first; filter by status, incident and words of " +
    "the subject.",
  roles: READERS,
  query: Query,
  body: NONE,
  answer: z.strictObject({ inquiries: z.array(InquiryView), cursor: z.string().optional() }),
  async run(deps, request) {
    const { customerId } = customerOf(request);
    const { cursor, limit, ...filter } = request.query;
    const bound = [customerId, "inquiries", filter];
    const [begun = "", after] = positionOf(cursor, bound).after?.split(" ", 2) ?? [];
    const sections = sectionsOf(filter, begun);
    const inquiries: Inquiries = [];
    for (const [index, section] of sections.entries()) {
      const start = index === 0 && after ? { after } : {};
      const page = await read(deps, request, section, { ...start, limit: limit - inquiries.length });
      inquiries.push(...page.values.map(inquiryView));
      if (page.next !== undefined) return { inquiries, ...cursorOf(`${section} ${page.next}`, bound) };
      const next = sections[index + 1];
      if (inquiries.length === limit && next !== undefined) return { inquiries, ...cursorOf(`${next} `, bound) };
    }
    return { inquiries };
  },
});

/** From where the last page ended. */
function sectionsOf({ status }: Pick<Query, "status">, begun: string): Section[] {
  const wanted = SECTIONS.filter((section) => status === undefined || (status === "done") === (section === "DONE"));
  return wanted.slice(Math.max(0, wanted.indexOf(begun === "DONE" ? "DONE" : "OPEN")));
}

const read = (
  deps: Deps,
  request: ApiRequest<Query, unknown>,
  section: Section,
  { after, limit }: { after?: string; limit: number },
) => {
  const { status, incidentId } = request.query;
  const subject = request.query.subject?.toLowerCase();
  // A section by itself is the status `done`, and the other two together.
  const isFiltered = incidentId !== undefined || subject !== undefined || (status !== undefined && status !== "done");
  return search<InquiryRecord>({
    read: (query) => listRecords(deps.table, customerOf(request).customerId, section, query),
    wants: isFiltered
      ? (inquiry) =>
          (status === undefined || inquiry.status === status) &&
          (incidentId === undefined || inquiry.incidentId === incidentId) &&
          (subject === undefined || inquiry.subject.toLowerCase().includes(subject))
      : undefined,
    positionOf: inquiryPosition,
    after,
    limit,
  });
};
