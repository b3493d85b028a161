// How many incidents are unfinished, and how many of them wait for their customer: for the dashboard, every 15 minutes.
import { isFinished } from "../../core/status.ts";
import { dueKeys } from "../../records/due.ts";
import { LONGEST_LOOK_MILLISECONDS, readIncident } from "../../records/incidents.ts";
import { placeOf } from "../../records/keys.ts";
import type { Deps } from "../deps.ts";
import { type MetricName, measured } from "../metrics.ts";

const EVERY_MINUTES = 15;
/** Every unfinished incident is due within its time, and that of the sweep that then looks at it. */
const HORIZON_MILLISECONDS = LONGEST_LOOK_MILLISECONDS + 5 * 60_000;
/** Beyond it the numbers stay what they are: many. Each costs a read. */
const AT_MOST = 1000;
const AT_ONCE = 20;

/** Logs nothing in the minutes between. */
export async function countOpen(deps: Deps): Promise<void> {
  if (Math.floor(deps.now() / 60_000) % EVERY_MINUTES !== 0) return;
  const until = new Date(deps.now() + HORIZON_MILLISECONDS).toISOString();
  const keys = (await dueKeys(deps.table, until, AT_MOST)).filter(({ sk }) => sk === "INCIDENT").slice(0, AT_MOST);
  const counts: Partial<Record<MetricName, number>> = { IncidentsOpen: 0, IncidentsWaiting: 0 };
  for (let first = 0; first < keys.length; first += AT_ONCE)
    await Promise.all(keys.slice(first, first + AT_ONCE).map((key) => count(deps, key.pk, counts)));
  const line = measured(counts);
  if (Object.keys(line).length > 0) deps.log.info({ function: "sweep", outcome: "counted", ...line });
}

async function count(deps: Deps, pk: string, counts: Partial<Record<MetricName, number>>): Promise<void> {
  const place = placeOf(pk);
  if (place === undefined) return;
  const incident = (await readIncident(deps.table, place.customerId, place.incidentId))?.value;
  if (incident === undefined || isFinished(incident.status)) return;
  counts.IncidentsOpen = (counts.IncidentsOpen ?? 0) + 1;
  if (incident.waitingFor === "customer") counts.IncidentsWaiting = (counts.IncidentsWaiting ?? 0) + 1;
}
