// What a killed house's data folder holds, read beside the house.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

const Kept = z.object({
  incidents: z.array(
    z.object({
      incidentId: z.string(),
      status: z.string(),
      waitingFor: z
        .string()
        .nullish()
        .transform((w) => w ?? undefined),
    }),
  ),
  detections: z.array(z.object({ incidentId: z.string(), detectionId: z.string(), identity: z.string() })),
  timeline: z.array(z.object({ incidentId: z.string(), what: z.string() })),
  unplaced: z.number(),
});
export type Kept = z.output<typeof Kept>;

const value = (path: string): string => `body ->> '$.value.${path}'`;
const under = (prefix: string): string => `sk >= '${prefix}#' AND sk < '${prefix}$'`;

/** Timeline entries as what they say, without their time: two of them that say the same are one too many. */
export function readKept(data: string): Kept {
  const database = new DatabaseSync(join(data, "records.db"), { readOnly: true });
  const all = (sql: string) => database.prepare(sql).all();
  try {
    return Kept.parse({
      incidents: all(
        `SELECT ${value("incidentId")} incidentId, ${value("status")} status, ${value("waitingFor")} waitingFor FROM item WHERE sk = 'INCIDENT'`,
      ),
      detections: all(
        `SELECT ${value("incidentId")} incidentId, ${value("detectionId")} detectionId, ${value("detection.identity")} identity FROM item WHERE ${under("DETECTION")}`,
      ),
      timeline: all(`SELECT pk incidentId, ${value("entryId")} what FROM item WHERE ${under("TIMELINE")}`),
      unplaced: Number(all(`SELECT count(*) n FROM item WHERE sk = 'DELIVERY' AND ${value("results")} IS NULL`)[0]?.n),
    });
  } finally {
    database.close();
  }
}
