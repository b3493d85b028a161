// Tells the customer that an incident was created: beside or after the first requests, never before them.
import { readIncident } from "../../records/incidents.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { tell } from "../telling.ts";

export const announceIncident: CreateStep = step(
  "announce-incident",
  StepInput,
  async (deps, { customerId, incidentId }) => {
    const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
    if (incident === undefined || incident.assessment?.digestOnly === true || incident.openedBy === "person") return {};
    await tell(deps, incident, { notice: { kind: "created" }, to: "customer" });
    return {};
  },
);
