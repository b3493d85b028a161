// Keeps which way the workflow took for a finished incident, before Step Functions forgets it.
import { pathOf } from "../../core/execution-path.ts";
import { executionName } from "../../core/ids.ts";
import type { HistoryEvent } from "../../core/ports.ts";
import { changeIncident, type IncidentRecord } from "../../records/incidents.ts";
import { keepPath } from "../../records/paths.ts";
import type { Deps } from "../deps.ts";

const MOST_STEPS = 1000;
/** Step Functions writes 25,000 at the most, 500 in a page. */
const MOST_PAGES = 60;

/** Of every round that has ended and is not kept yet. One that is still at its end is looked at again. */
export async function keepPaths(deps: Deps, incident: IncidentRecord): Promise<void> {
  const { customerId, incidentId, round: last } = incident;
  for (let round = (incident.pathsKept ?? 0) + 1; round <= last; round += 1) {
    const execution = executionName(incidentId, round);
    const ended = await deps.workflow.state(execution);
    if (ended === "running") return;
    if (ended !== "absent") {
      const steps = pathOf(await eventsOf(deps, execution));
      const leftOut = Math.max(0, steps.length - MOST_STEPS);
      await keepPath(deps.table, { customerId, incidentId, round, ended, steps: steps.slice(0, MOST_STEPS), leftOut });
    }
    await changeIncident(deps.table, customerId, incidentId, (now) =>
      (now.pathsKept ?? 0) >= round ? undefined : { ...now, pathsKept: round },
    );
  }
}

async function eventsOf(deps: Deps, execution: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await deps.workflow.history(execution, after);
    events.push(...read.events);
    after = read.next;
    if (after === undefined) break;
  }
  return events;
}
