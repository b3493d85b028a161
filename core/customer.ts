// A customer (tenant), its sources, the people who may act for it, and whom it wants told of what.
import * as z from "zod";
import { BilingualText } from "./incident.ts";
import { NoticeKind } from "./notice.ts";
import { ResponsePolicy } from "./policy.ts";

export const CustomerId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,31}$/, "2 to 32 of a-z, 0-9 and -, not beginning with -")
  .refine((id) => id !== "house", "house is the house's own name");
export const SourceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "1 to 32 of a-z, 0-9 and -, not beginning with -");
export const Language = z.enum(["ja", "en"]);

const timeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, "an IANA time zone such as Asia/Tokyo");

export const Recipient = z.strictObject({
  address: z.email().max(254),
  language: Language,
  /** The notices it wants. */
  kinds: z.array(NoticeKind).default([...NoticeKind.options]),
});
export type Recipient = z.infer<typeof Recipient>;

/** What the customer's administrator may change. */
export const Settings = z.strictObject({
  name: z.string().min(1).max(200),
  timeZone: timeZone.default("Asia/Tokyo"),
  language: Language.default("ja"),
  recipients: z.array(Recipient).max(50).default([]),
  supportPhone: z.string().max(50).optional(),
  supportUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  csirt: z.string().max(200).optional(),
  /** What the form for inquiries says about the desk, such as what it does not do; INQUIRY_NOTE unless told. */
  inquiryNote: BilingualText.extend({ ja: z.string().min(1).max(2000), en: z.string().min(1).max(2000) }).optional(),
  policy: ResponsePolicy.prefault({}),
});
export type Settings = z.infer<typeof Settings>;

export const Customer = z.object({ customerId: CustomerId, createdAt: z.string(), settings: Settings });
export type Customer = z.infer<typeof Customer>;

/** How long a source that was heard may be silent before people are told; 0: never told. */
export const SilentAfterHours = z.int().min(0).max(720);
export const SILENT_AFTER_HOURS = 24;

/** How a sender proves itself: Standard Webhooks signatures, or a secret in Authorization, x-api-key or Basic. */
export const Credential = z.enum(["signature", "secret"]);

export const Source = z.object({
  name: SourceName,
  vendor: z.string(),
  credential: Credential,
  /** Ids of the active secrets, newest first; the values stand in the secret store. */
  secretIds: z.array(z.string()),
  /** The product that acts on this source's computers (the source's own unless named), and its connector's settings. */
  connector: z.object({ vendor: z.string().optional(), settings: z.record(z.string(), z.unknown()) }).optional(),
  /** SILENT_AFTER_HOURS unless told. */
  silentAfterHours: SilentAfterHours.optional(),
});
export type Source = z.infer<typeof Source>;

export const Role = z.enum(["admin", "analyst", "support", "customer"]);
export type Role = z.infer<typeof Role>;

export const Person = z.object({
  personId: z.string(),
  issuer: z.string(),
  subject: z.string(),
  name: z.string().min(1).max(200),
  role: Role,
  language: Language,
});
export type Person = z.infer<typeof Person>;
