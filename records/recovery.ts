// The steps of an incident's recovery that somebody ticked off.
import * as z from "zod";
import type { Table } from "../core/ports.ts";
import { RecoveryStep } from "../core/recovery.ts";
import { incidentPk } from "./keys.ts";
import { create, type RecordKind, read, readAll } from "./store.ts";
import type { Place } from "./timeline.ts";

const DoneStep = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  /** Each episode recovers anew. */
  episode: z.int(),
  step: RecoveryStep,
  at: z.string(),
  by: z.string(),
  personId: z.string(),
  note: z.string().optional(),
});
export type DoneStep = z.infer<typeof DoneStep>;

const STEP: RecordKind<DoneStep> = {
  schema: DoneStep,
  key: ({ customerId, incidentId, episode, step }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `RECOVERY#${episode}#${step}`,
  }),
};

/** The first one stands; resolves to it. */
export async function completeStep(table: Table, done: DoneStep): Promise<DoneStep> {
  if ((await create(table, STEP, done)) === "done") return done;
  return (await read(table, STEP, STEP.key(done)))?.value ?? done;
}

export const readSteps = (
  table: Table,
  { customerId, incidentId, episode }: Place & { episode: number },
): Promise<DoneStep[]> =>
  readAll(table, STEP, { pk: incidentPk(customerId, incidentId), prefix: `RECOVERY#${episode}#` });
