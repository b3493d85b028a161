// What the records of a life say, gathered once for the invariants.
import type { TimelineEntry } from "../../core/timeline.ts";
import { type Action, readActions } from "../../records/actions.ts";
import { type IncidentRecord, listIncidents } from "../../records/incidents.ts";
import { type NoticeRecord, readNotices } from "../../records/notices.ts";
import { readRecorded } from "../../records/timeline.ts";
import { CUSTOMER } from "./registry.ts";
import type { World } from "./world.ts";

export interface ToldIncident {
  incident: IncidentRecord;
  actions: Action[];
  notices: NoticeRecord[];
  timeline: TimelineEntry[];
}

export interface Told {
  incidents: ToldIncident[];
  /** Keys of everything that stands under the customer. */
  keys: { pk: string; sk: string }[];
}

export async function tellOf({ table }: World): Promise<Told> {
  const { values } = await listIncidents(table, CUSTOMER, { limit: 1000 });
  const incidents: ToldIncident[] = [];
  for (const incident of values) {
    const timeline = (await readRecorded(table, incident, undefined, 1000)).values;
    incidents.push({
      incident,
      actions: await readActions(table, incident),
      notices: await readNotices(table, incident),
      timeline,
    });
  }
  const keys = table.items().filter(({ pk }) => pk.startsWith(`C#${CUSTOMER}`));
  return { incidents, keys: keys.map(({ pk, sk }) => ({ pk, sk })) };
}
