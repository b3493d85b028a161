// What hangs under an incident as the API shows it: actions, recommended actions, and its computers with the way to investigate them.
import * as z from "zod";
import { ActionKind, ActionState, ActionTarget } from "../../core/action.ts";
import type { Computer } from "../../core/computer.ts";
import { BilingualText } from "../../core/incident.ts";
import { RecoveryStep } from "../../core/recovery.ts";
import { Actor } from "../../core/timeline.ts";
import type { Action } from "../../records/actions.ts";
import { readComputer } from "../../records/computers.ts";
import type { Recommended } from "../../records/recommended.ts";
import type { DoneStep } from "../../records/recovery.ts";
import type { Deps } from "../deps.ts";
import { ComputerView, computerView } from "./views.ts";

export const ActionView = z.strictObject({
  actionId: z.string(),
  kind: ActionKind,
  target: ActionTarget,
  state: ActionState,
  requestedBy: Actor,
  requestedAt: z.string(),
  endedAt: z.string().optional(),
  reason: z.string().optional(),
});

export const actionView = (action: Action): z.output<typeof ActionView> => {
  const { actionId, kind, target, state, requestedBy, requestedAt, endedAt, reason } = action;
  return {
    ...{ actionId, kind, target, state, requestedBy, requestedAt },
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(reason === undefined ? {} : { reason }),
  };
};

export const RecommendedView = z.strictObject({
  recommendedId: z.string(),
  text: BilingualText,
  at: z.string(),
  /** Of the person's comment that it came with; absent: the house's own comment. */
  commentId: z.string().optional(),
  done: z.strictObject({ at: z.string(), by: z.string(), note: z.string().optional() }).optional(),
});

export function recommendedView({
  recommendedId,
  text,
  at,
  commentId,
  done,
}: Recommended): z.output<typeof RecommendedView> {
  const item = { recommendedId, text, at, ...(commentId === undefined ? {} : { commentId }) };
  if (done === undefined) return item;
  const { note } = done;
  return { ...item, done: { at: done.at, by: done.by, ...(note === undefined ? {} : { note }) } };
}

export const RecoveryStepView = z.strictObject({
  step: RecoveryStep,
  done: z.strictObject({ at: z.string(), by: z.string(), note: z.string().optional() }).optional(),
});

export function recoveryStepView(step: RecoveryStep, done: DoneStep | undefined): z.output<typeof RecoveryStepView> {
  if (done === undefined) return { step };
  const { at, by, note } = done;
  return { step, done: { at, by, ...(note === undefined ? {} : { note }) } };
}

export const QuestionView = z.strictObject({
  text: BilingualText,
  askedAt: z.string(),
  /** Without an answer by then the customer is reminded. */
  answerBy: z.string().optional(),
  /** The last one. Known work: the incident becomes invalid. */
  answer: z.strictObject({ known: z.boolean(), at: z.string(), by: Actor.optional() }).optional(),
});

export const EscalationView = z.strictObject({ what: BilingualText, at: z.string() });

export const InvestigatedComputer = ComputerView.extend({
  /** The product's own page for remote investigation; the investigation route records that it was opened. */
  investigationLink: z.string().optional(),
});
type InvestigatedComputer = z.output<typeof InvestigatedComputer>;

/** A product that is not set up right has no link, and hides nothing else. */
export async function investigationLink(deps: Deps, computer: Computer): Promise<string | undefined> {
  try {
    return (await deps.connectors(computer.customerId, computer.source))?.investigationLink(computer.computerId);
  } catch (error) {
    deps.log.warn({ function: "investigation-link", outcome: error instanceof Error ? error.name : "unknown" });
    return undefined;
  }
}

export async function investigatedComputer(deps: Deps, computer: Computer, at: string): Promise<InvestigatedComputer> {
  const link = await investigationLink(deps, computer);
  return { ...computerView(computer, at), ...(link === undefined ? {} : { investigationLink: link }) };
}

export async function investigatedComputers(
  deps: Deps,
  customerId: string,
  ids: readonly string[],
  at: string,
): Promise<InvestigatedComputer[]> {
  const views: InvestigatedComputer[] = [];
  for (const id of ids) {
    const computer = await readComputer(deps.table, customerId, id);
    if (computer !== undefined) views.push(await investigatedComputer(deps, computer, at));
  }
  return views;
}
