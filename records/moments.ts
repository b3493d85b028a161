// The instant at which the house did something for the first time: repeating the step finds it and writes the same again.
import * as z from "zod";
import type { Table } from "../core/ports.ts";
import { incidentPk } from "./keys.ts";
import { create, type RecordKind, read } from "./store.ts";
import type { Place } from "./timeline.ts";

const Moment = z.object({ customerId: z.string(), incidentId: z.string(), id: z.string(), at: z.string() });
const MOMENT: RecordKind<z.infer<typeof Moment>> = {
  schema: Moment,
  key: ({ customerId, incidentId, id }) => ({ pk: incidentPk(customerId, incidentId), sk: `MOMENT#${id}` }),
};

export async function momentOf(
  table: Table,
  { customerId, incidentId }: Place,
  id: string,
  now: string,
): Promise<string> {
  const moment = { customerId, incidentId, id, at: now };
  if ((await create(table, MOMENT, moment)) === "done") return now;
  return (await read(table, MOMENT, MOMENT.key(moment)))?.value.at ?? now;
}

/** The instant on record, where the house did it before. */
export const readMoment = async (
  table: Table,
  { customerId, incidentId }: Place,
  id: string,
): Promise<string | undefined> =>
  (await read(table, MOMENT, { pk: incidentPk(customerId, incidentId), sk: `MOMENT#${id}` }))?.value.at;
