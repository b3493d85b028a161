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
  /** Whom the house tells when it needs an analyst. */
  analysts: z.array(Recipient).max(50).default([]),
});
export type House = z.infer<typeof House>;
