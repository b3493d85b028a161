// What a house's data folder holds, read beside the running house.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

function count(file: string, sql: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
  } finally {
    database.close();
  }
}

const records = (data: string): string => join(data, "records.db");

/** Every write makes a version: what stands there tells how many there were (the intake removes nothing). */
export const writesIn = (data: string): number => count(records(data), "SELECT sum(version) FROM item");

export const incidentsIn = (data: string, status?: string): number =>
  count(
    records(data),
    `SELECT count(*) FROM item WHERE sk = 'INCIDENT'${status === undefined ? "" : ` AND body ->> '$.value.status' = '${status}'`}`,
  );

export const detectionsIn = (data: string): number =>
  count(records(data), "SELECT count(*) FROM item WHERE sk >= 'DETECTION#' AND sk < 'DETECTION$'");

export const createdMailsIn = (data: string): number =>
  count(
    records(data),
    "SELECT count(*) FROM item WHERE sk >= 'NOTICE#' AND sk < 'NOTICE$' AND body ->> '$.value.notice.kind' = 'created'",
  );

export const executionsIn = (data: string): number => count(records(data), "SELECT count(*) FROM execution");

export const mailsIn = (data: string): number => readdirSync(join(data, "mailbox")).length;
