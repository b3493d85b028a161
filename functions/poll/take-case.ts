// An incident of the product's own: its detections are taken in as any, and ours that hold them are linked to it.
import type { Source } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { linkCase, readCase, recordCase } from "../../records/cases.ts";
import type { Polled, Polling } from "../../vendors/vendor.ts";
import { type Deps, nowAt } from "../deps.ts";
import { takeIn } from "./take-in.ts";

/** The links first, then that it was seen: a crash between does all of it again. */
export async function takeCase(
  deps: Deps,
  customerId: string,
  source: Source,
  polling: Polling,
  { caseId, updatedAt }: Polled["cases"][number],
): Promise<void> {
  const place = { customerId, source: source.name, caseId };
  if (polling.readCase === undefined || (await readCase(deps.table, place))?.updatedAt === updatedAt) return;
  const found = new Set<string>();
  for (const body of await bodiesOf(polling.readCase, caseId))
    for (const { incidentId } of await takeIn(deps, customerId, source, body))
      if (incidentId !== undefined) found.add(incidentId);
  const at = nowAt(deps);
  if (polling.cases !== undefined)
    for (const incidentId of found) await linkCase(deps.table, { ...place, incidentId, linkedAt: at, lookAt: at });
  await recordCase(deps.table, { ...place, updatedAt, seenAt: at, incidentIds: [...found] });
}

/** One that is gone has nothing to read. */
async function bodiesOf(read: NonNullable<Polling["readCase"]>, caseId: string): Promise<string[]> {
  try {
    return await read(caseId);
  } catch (error) {
    if (error instanceof Refusal && error.kind === "not-found") return [];
    throw error;
  }
}
