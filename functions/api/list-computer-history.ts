// What happened to one computer: the incidents it joined, its isolations and releases, its exemptions.
import * as z from "zod";
import { ActionState } from "../../core/action.ts";
import type { Computer } from "../../core/computer.ts";
import { BilingualText } from "../../core/incident.ts";
import { Severity } from "../../core/severity.ts";
import { Status } from "../../core/status.ts";
import { Actor } from "../../core/timeline.ts";
import { readActions } from "../../records/actions.ts";
import { incidentsOf } from "../../records/computers.ts";
import { readExemptionChanges } from "../../records/exemptions.ts";
import { readIncident } from "../../records/incidents.ts";
import type { Deps } from "../deps.ts";
import { api, NONE } from "./api.ts";
import { computerOf, READERS } from "./incident-of.ts";

/** Of each, the newest: a computer with more has its incidents' own pages. */
const INCIDENTS = 25;
const CHANGES = 100;

const of = { at: z.string(), by: Actor };
const HistoryEvent = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("incident"),
    at: z.string(),
    incidentId: z.string(),
    title: BilingualText,
    status: Status,
    severity: Severity,
  }),
  z.strictObject({
    kind: z.enum(["isolate", "release"]),
    ...of,
    incidentId: z.string(),
    actionId: z.string(),
    state: ActionState,
    endedAt: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal("exempted"),
    ...of,
    reason: z.string(),
    until: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("exemption-ended"), ...of }),
]);
type HistoryEvent = z.output<typeof HistoryEvent>;

export const listComputerHistory = api({
  name: "list-computer-history",
  method: "GET",
  path: "/v1/customers/{customerId}/computers/{computerId}/history",
  summary:
    "What happened to a computer, newest first: incidents (the last 25), isolations and releases in them, exemptions.",
  roles: READERS,
  query: NONE,
  body: NONE,
  answer: z.strictObject({
    events: z.array(HistoryEvent),
    /** Older incidents are left out. */
    more: z.boolean(),
  }),
  async run(deps, request) {
    const { value: computer } = await computerOf(deps, request);
    const { customerId, computerId } = computer;
    const page = await incidentsOf(deps.table, customerId, computerId, { limit: INCIDENTS });
    const ofIncidents = await Promise.all(
      page.values.map(({ incidentId, at }) => incidentEvents(deps, computer, incidentId, at)),
    );
    const changes = await readExemptionChanges(deps.table, customerId, computerId, CHANGES);
    const events: HistoryEvent[] = [
      ...ofIncidents.flat(),
      ...changes.map(({ at, by, exemption }): HistoryEvent => {
        if (exemption === undefined) return { kind: "exemption-ended", at, by };
        const until = exemption.until === undefined ? {} : { until: exemption.until };
        return { kind: "exempted", at, by, reason: exemption.reason, ...until };
      }),
    ];
    return { events: events.sort((a, b) => b.at.localeCompare(a.at)), more: page.next !== undefined };
  },
});

async function incidentEvents(
  deps: Deps,
  { customerId, computerId }: Computer,
  incidentId: string,
  at: string,
): Promise<HistoryEvent[]> {
  const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
  if (incident === undefined) return [];
  const { title, status, severity } = incident;
  const events: HistoryEvent[] = [{ kind: "incident", at, incidentId, title, status, severity }];
  for (const action of await readActions(deps.table, incident)) {
    const { kind, target, actionId, state, requestedAt, requestedBy, endedAt } = action;
    if (target.computerId !== computerId || (kind !== "isolate" && kind !== "release")) continue;
    const ended = endedAt === undefined ? {} : { endedAt };
    events.push({ kind, at: requestedAt, by: requestedBy, incidentId, actionId, state, ...ended });
  }
  return events;
}
