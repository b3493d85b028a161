// One line of an incident's record: who, when, what. Append-only.
import * as z from "zod";
import { ActionKind } from "./action.ts";
import { BilingualText } from "./incident.ts";
import { MailFate } from "./mail-event.ts";
import { NoticeKind } from "./notice.ts";
import { RecoveryStep } from "./recovery.ts";
import { Severity } from "./severity.ts";
import { Status } from "./status.ts";

/** `mdr` is the house by itself, `system` its machinery, otherwise a person by name. */
export const Actor = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("mdr") }),
  z.strictObject({ kind: z.literal("system") }),
  z.strictObject({ kind: z.literal("person"), personId: z.string(), name: z.string() }),
]);
export type Actor = z.infer<typeof Actor>;
export const MDR: Actor = { kind: "mdr" };

const computer = z.string();
const waiter = z.enum(["customer", "analyst"]);
const exemption = z.strictObject({ reason: z.string(), until: z.string().optional() });

/** The guide's kinds. */
const facts = () =>
  [
    z.strictObject({
      kind: z.literal("process-started"),
      process: z.string(),
      computer,
      account: z.string().optional(),
    }),
    z.strictObject({
      kind: z.literal("rule-matched"),
      rule: z.string(),
      ruleId: z.string(),
      techniques: z.array(z.string()),
      computer,
      process: z.string().optional(),
      executable: z.string().optional(),
    }),
    z.strictObject({ kind: z.literal("incident-created"), title: BilingualText }),
    z.strictObject({ kind: z.literal("module-added"), name: z.string() }),
    z.strictObject({ kind: z.literal("detection-added"), rule: z.string(), ruleId: z.string() }),
    z.strictObject({ kind: z.literal("computer-added"), computer }),
    z.strictObject({ kind: z.literal("process-added"), process: z.string() }),
    z.strictObject({ kind: z.literal("comment"), text: BilingualText }),
    /** `text` as written, in `language`; `texts` where it was written in both. */
    z.strictObject({
      kind: z.literal("person-comment"),
      text: z.string(),
      language: z.string(),
      texts: BilingualText.optional(),
      commentId: z.string().optional(),
    }),
    z.strictObject({
      kind: z.literal("status-changed"),
      from: Status.optional(),
      to: Status,
      reason: z.string().optional(),
      /** Where it changed too: for whom the incident waits. */
      waitingFor: z.strictObject({ from: waiter.optional(), to: waiter.optional() }).optional(),
    }),
    /** `from`: the verdict before. `severity`: where it changed. */
    z.strictObject({
      kind: z.literal("assessed"),
      verdict: z.string(),
      reason: BilingualText,
      from: z.string().optional(),
      severity: z.strictObject({ from: Severity, to: Severity }).optional(),
    }),
  ] as const;

/** Ours. */
const ownFacts = () =>
  [
    z.strictObject({ kind: z.literal("action-requested"), action: ActionKind, target: z.string(), computer }),
    z.strictObject({ kind: z.literal("action-confirmed"), action: ActionKind, target: z.string(), computer }),
    z.strictObject({ kind: z.literal("action-unconfirmed"), action: ActionKind, target: z.string(), computer }),
    z.strictObject({
      kind: z.literal("action-failed"),
      action: ActionKind,
      target: z.string(),
      computer,
      reason: z.string(),
    }),
    z.strictObject({ kind: z.literal("action-withheld"), actions: z.array(ActionKind), computer, why: z.string() }),
    z.strictObject({ kind: z.literal("notice-sent"), notice: NoticeKind, recipients: z.int() }),
    z.strictObject({ kind: z.literal("notice-failed"), notice: NoticeKind }),
    z.strictObject({
      kind: z.literal("notice-undelivered"),
      notice: NoticeKind,
      fate: MailFate,
      /** Masked; absent where it was one of the house's own. */
      recipient: z.string().optional(),
      /** Who is told instead. */
      instead: z.enum(["contact", "analysts"]).optional(),
    }),
    /** `commentId`: of the person's comment that it came with; absent: the house's own. */
    z.strictObject({
      kind: z.literal("recommended-added"),
      text: BilingualText,
      commentId: z.string().optional(),
    }),
    z.strictObject({ kind: z.literal("recommended-completed"), text: BilingualText, note: z.string().optional() }),
    z.strictObject({
      kind: z.literal("release-requested"),
      computers: z.array(computer),
      override: z.string().optional(),
    }),
    /** `until`: how long the files of known work are allowed. */
    z.strictObject({
      kind: z.literal("question-answered"),
      known: z.boolean(),
      note: z.string().optional(),
      until: z.string().optional(),
    }),
    /** `from`, here and below: what stood before. */
    exemption.extend({ kind: z.literal("exempted"), computer, from: exemption.optional() }),
    z.strictObject({ kind: z.literal("exemption-ended"), computer, from: exemption.optional() }),
    z.strictObject({ kind: z.literal("recovery-step-done"), step: RecoveryStep, note: z.string().optional() }),
    z.strictObject({ kind: z.literal("investigation-opened"), computer }),
    z.strictObject({
      kind: z.literal("postponed"),
      until: z.string(),
      by: z.string(),
      from: z.strictObject({ until: z.string(), by: z.string() }).optional(),
    }),
    z.strictObject({ kind: z.literal("escalated"), what: BilingualText }),
    z.strictObject({ kind: z.literal("resumed"), reason: z.string() }),
    /** `turned`: the incident was opened, or joined, by it. */
    z.strictObject({
      kind: z.literal("inquiry-opened"),
      inquiryId: z.string(),
      subject: z.string(),
      turned: z.literal(true).optional(),
    }),
  ] as const;

/** What happened, by kind. Built when it is first read: a fifth of all schemas of the webhook's start, which only writes. */
export const TimelineFact = z.lazy(() => z.discriminatedUnion("kind", [...facts(), ...ownFacts()]));
export type TimelineFact = z.infer<typeof TimelineFact>;

export const TimelineEntry = z.object({
  entryId: z.string(),
  /** The fact's own time: the vendor's for its events (clamped to receipt), ours for the rest. Lists are sorted by it. */
  occurredAt: z.string(),
  /** When it came to us. Live reading pages by it. */
  recordedAt: z.string(),
  actor: Actor,
  fact: TimelineFact,
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;
