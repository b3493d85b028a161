// The end of an incident's retention: everything that hangs under it goes, its own record last, so that a crash is healed by erasing again.
import type { Key, Table } from "../core/ports.ts";
import { computersOf, forgetIncident } from "./computers.ts";
import { incidentKey, incidentPk } from "./keys.ts";
import type { Place } from "./timeline.ts";

const AT_ONCE = 500;

export async function eraseIncident(table: Table, place: Place): Promise<void> {
  const { customerId, incidentId } = place;
  for (const member of await computersOf(table, place)) await forgetIncident(table, member);
  await erasePartition(table, incidentKey(customerId, incidentId));
}

/** Its messages and notices with it. */
export const eraseInquiry = (table: Table, { customerId, inquiryId }: { customerId: string; inquiryId: string }) =>
  erasePartition(table, { pk: incidentPk(customerId, inquiryId), sk: "INQUIRY" });

/** All that stands beside `own`, and then `own`. */
async function erasePartition(table: Table, own: Key): Promise<void> {
  let after: string | undefined;
  do {
    const page = await table.query({ pk: own.pk, limit: AT_ONCE, ...(after === undefined ? {} : { after }) });
    for (const item of page.items) if (item.sk !== own.sk) await table.remove(item, item.version);
    after = page.next;
  } while (after !== undefined);
  const standing = await table.get(own);
  if (standing !== undefined) await table.remove(own, standing.version);
}
