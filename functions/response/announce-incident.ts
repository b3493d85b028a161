// Tells the customer that an incident was created: beside or after the first requests, never before them.
import type { IncidentRecord } from "../../records/incidents.ts";
import type { Place } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { type Telling, tell } from "../telling.ts";

export const announceIncident: CreateStep = step(
  "announce-incident",
  StepInput,
  async (deps, { customerId, incidentId }) => {
    await announce(deps, { customerId, incidentId });
    return {};
  },
);

/** Once, however often it is asked for; `again`: most likely it was told before. In its turn from this call on, whatever is read first. */
export const announce = (deps: Deps, place: Place, how: Pick<Telling, "again" | "standing"> = {}): Promise<void> =>
  tell(deps, place, { notice: { kind: "created" }, to: "customer", unless: isKnown, ...how });

/** A low incident stands in the digest; who opened one by hand knows of it. */
const isKnown = ({ assessment, openedBy }: IncidentRecord): boolean =>
  assessment?.digestOnly === true || openedBy === "person";
