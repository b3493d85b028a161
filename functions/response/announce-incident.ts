// Tells the customer that an incident was created: beside or after the first requests, never before them.
import { type IncidentRecord, readIncident } from "../../records/incidents.ts";
import type { Deps } from "../deps.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { tell } from "../telling.ts";

export const announceIncident: CreateStep = step(
  "announce-incident",
  StepInput,
  async (deps, { customerId, incidentId }) => {
    const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
    if (incident !== undefined) await announce(deps, incident);
    return {};
  },
);

/** Once, however often it is asked for. A low incident stands in the digest; who opened one by hand knows of it. */
export async function announce(deps: Deps, incident: IncidentRecord): Promise<void> {
  if (incident.assessment?.digestOnly === true || incident.openedBy === "person") return;
  await tell(deps, incident, { notice: { kind: "created" }, to: "customer" });
}
