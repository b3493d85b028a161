// What the lists of inquiries are filtered by, as it stands in the address.
import type { UrlFilter } from "../../parts/filter-bar.tsx";
import { type InquiryStatus, isInquiryStatus } from "./words.tsx";

export const INQUIRY_FILTERS = ["status", "subject", "incident"] as const;
export type InquiryFilter = UrlFilter<(typeof INQUIRY_FILTERS)[number]>;

export function statusOf(filter: InquiryFilter): InquiryStatus | undefined {
  const asked = filter.of("status");
  return isInquiryStatus(asked) ? asked : undefined;
}

export function queryOf(filter: InquiryFilter) {
  const [status, subject, incidentId] = [statusOf(filter), filter.of("subject"), filter.of("incident")];
  return {
    ...(status === undefined ? {} : { status }),
    ...(subject === "" ? {} : { subject }),
    ...(incidentId === "" ? {} : { incidentId }),
  };
}
