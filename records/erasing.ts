// The end of an incident's retention: everything that hangs under it goes, its own record last, so that a crash is healed by erasing again.
import type { Table } from "../core/ports.ts";
import { computersOf, forgetIncident } from "./computers.ts";
import { incidentKey, incidentPk } from "./keys.ts";
import type { Place } from "./timeline.ts";

const AT_ONCE = 500;

export async function eraseIncident(table: Table, place: Place): Promise<void> {
  const { customerId, incidentId } = place;
  for (const member of await computersOf(table, place)) await forgetIncident(table, member);
  const own = incidentKey(customerId, incidentId);
  let after: string | undefined;
  do {
    const page = await table.query({
      pk: incidentPk(customerId, incidentId),
      limit: AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    for (const item of page.items) if (item.sk !== own.sk) await table.remove(item, item.version);
    after = page.next;
  } while (after !== undefined);
  const incident = await table.get(own);
  if (incident !== undefined) await table.remove(own, incident.version);
}
