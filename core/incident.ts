// Detections that belong together, with a status, a severity and a timeline.
import * as z from "zod";
import { Severity } from "./severity.ts";
import { Status } from "./status.ts";

export const BilingualText = z.strictObject({ ja: z.string(), en: z.string() });

export const Incident = z.object({
  incidentId: z.string(),
  customerId: z.string(),
  /** Counts executions: 1 at first, one more with each reopening or resumption. */
  round: z.int().min(1),
  /** Counts openings: 1 at first, one more with each reopening. Actions and notices of an episode are done once. */
  episode: z.int().min(1),
  status: Status,
  severity: Severity,
  title: BilingualText,
  createdAt: z.string(),
  /** When the present episode began. */
  episodeStartedAt: z.string(),
  /** When the present round began. */
  roundStartedAt: z.string(),
  finishedAt: z.string().optional(),
  waitingFor: z.enum(["customer", "analyst"]).optional(),
  /** Who opened it: the house upon a detection, or a person who isolated a computer by hand. */
  openedBy: z.enum(["detection", "person"]),
  /** The last assessment: what it decided and how many times one was made. */
  assessment: z
    .object({
      id: z.string(),
      count: z.int(),
      verdict: z.string(),
      row: z.string(),
      reason: BilingualText,
      digestOnly: z.boolean(),
      at: z.string(),
    })
    .optional(),
  /** Names of the first 20 computers, for lists and mails. */
  computers: z.array(z.object({ computerId: z.string(), name: z.string() })),
  /** When the customer postponed the next reminder to, and who will act. */
  postponed: z.object({ until: z.string(), by: z.string() }).optional(),
});
export type Incident = z.infer<typeof Incident>;
