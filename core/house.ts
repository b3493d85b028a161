// The house's own configuration: one installation's names, addresses and limits.
import * as z from "zod";
import { Recipient } from "./customer.ts";

export const House = z.strictObject({
  /** What it calls itself in mails and comments, as in `Hikeshi MDR`. */
  serviceName: z.string().min(1).max(100).default("Hikeshi MDR"),
  /** Sender of all mails, as in `Hikeshi MDR <mdr@example.jp>`. */
  from: z.string().min(3).max(320),
  /** Where people open incidents; mails link to it. */
  consoleUrl: z.url({ protocol: /^https?$/ }).max(500),
  /** Where an operator sees executions; the execution's name is appended. */
  executionsUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
  /** Whom the house tells when it needs an analyst. */
  analysts: z.array(Recipient).max(50).default([]),
  /** The desk that answers inquiries; the analysts where there is none. */
  support: z.array(Recipient).max(50).optional(),
  /** What one customer's senders may deliver, per process: beyond it they get 429. INTAKE unless told. */
  intake: z
    .strictObject({ perSecond: z.number().min(1).max(100_000), burst: z.int().min(1).max(1_000_000) })
    .optional(),
});
export type House = z.infer<typeof House>;

/**
 * Deliveries. Many senders do not repeat what was answered 429, so it stands well above a real storm: 10,000
 * detections in a minute, each its own delivery, go through. What goes on for longer leaves the others their share.
 */
export const INTAKE = { perSecond: 1000, burst: 20_000 } as const;
