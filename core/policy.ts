// What a customer lets the house do by itself, with the defaults of the guide.
import * as z from "zod";
import { Sha1, Sha256 } from "./detection.ts";
import { Severity } from "./severity.ts";

/** A file the customer knows and vouches for, until a date. */
export const AllowListEntry = z
  .strictObject({
    sha1: Sha1.optional(),
    sha256: Sha256.optional(),
    /** The file's name, for people: the hash alone decides. */
    name: z.string().min(1).max(260).optional(),
    reason: z.string().min(1).max(500),
    until: z.iso.datetime({ offset: true }),
    /** When it was added and by whom (the name at that time): the house's own words, whatever a caller sends. */
    addedAt: z.string().optional(),
    addedBy: z.string().optional(),
  })
  .refine((entry) => entry.sha1 !== undefined || entry.sha256 !== undefined, "sha1 or sha256 is needed");
export type AllowListEntry = z.infer<typeof AllowListEntry>;
export const MAX_ALLOW_LIST = 500;

export const ResponsePolicy = z.strictObject({
  /** Kill and remove by ourselves. */
  remediation: z.boolean().default(true),
  /** Isolate by ourselves. */
  isolation: z.boolean().default(true),
  /** Up to this severity, what the product already handled closes by itself and goes into the daily digest; `none`: always a mail. */
  digestUpTo: z.enum(["none", ...Severity.options]).default("low"),
  /** Ceiling of automatic isolations: at most `computers` in `minutes`, and at most `percent` of the customer's computers (never fewer than `computers`) at a time. */
  isolationCeiling: z
    .strictObject({
      computers: z.int().min(0).max(1000).default(3),
      minutes: z.int().min(1).max(1440).default(10),
      percent: z.number().min(0).max(100).default(5),
    })
    .prefault({}),
  /** How long an action may stay unconfirmed before the workflow goes on without it. */
  confirmWithinSeconds: z.int().min(10).max(3600).default(600),
  /** When a person who must act is reminded, and again after. */
  remindAfterHours: z.number().min(0.01).max(720).default(24),
  /** When the desk is reminded of an inquiry that waits for its answer, and again after. */
  answerWithinHours: z.number().min(0.01).max(720).default(4),
  /** Detections join an incident for this long after its last one. */
  correlateWithinHours: z.number().min(0).max(720).default(24),
  /** The same rule or hash on the same computer reopens a finished incident for this long; also the watch period after recovery. */
  reopenWithinDays: z.number().min(0).max(365).default(7),
  retentionDays: z.int().min(1).max(3650).default(400),
  allowList: z.array(AllowListEntry).max(MAX_ALLOW_LIST).default([]),
});
export type ResponsePolicy = z.infer<typeof ResponsePolicy>;

/** What every incident may do by itself at the most, whatever the policy says. */
export const MAX_COMPUTERS_ACTED_ON = 200;
export const MAX_DETECTIONS_PER_DELIVERY = 200;

/** When a finished incident is erased, in epoch seconds. */
export const retentionEnd = ({ retentionDays }: Pick<ResponsePolicy, "retentionDays">, finishedAt: string): number =>
  Math.floor(Date.parse(finishedAt) / 1000) + retentionDays * 86_400;
