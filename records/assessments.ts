// What an assessment decided from which facts. The same facts give the same record, so a repeated step decides nothing anew.
import * as z from "zod";
import type { Assessment, AssessmentInput, ComputerView } from "../core/assessment.ts";
import type { Table } from "../core/ports.ts";
import { Severity } from "../core/severity.ts";
import { incidentPk } from "./keys.ts";
import { changeOrCreate, create, type RecordKind, read } from "./store.ts";
import type { Place } from "./timeline.ts";

/** Everything but the findings, which stand on their own. */
const AssessmentRecord = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  assessmentId: z.string(),
  at: z.string(),
  computers: z.custom<ComputerView[]>(Array.isArray),
  fleetSize: z.int(),
  policy: z.custom<AssessmentInput["policy"]>((value) => typeof value === "object"),
  assessment: z.custom<Assessment>((value) => typeof value === "object"),
  /** Computers whose isolation the customer's ceiling did not allow. */
  overCeiling: z.array(z.string()),
  /** What the incident was held for until then. */
  before: z.object({ verdict: z.string().optional(), severity: Severity }).optional(),
});
export type AssessmentRecord = z.infer<typeof AssessmentRecord>;

const ASSESSMENT: RecordKind<AssessmentRecord> = {
  schema: AssessmentRecord,
  key: ({ customerId, incidentId, assessmentId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `ASSESSMENT#${assessmentId}`,
  }),
};

/** The first record under this id stands. */
export async function keepAssessment(table: Table, record: AssessmentRecord): Promise<AssessmentRecord> {
  if ((await create(table, ASSESSMENT, record)) === "done") return record;
  return (await read(table, ASSESSMENT, ASSESSMENT.key(record)))?.value ?? record;
}

export const readAssessment = async (table: Table, { customerId, incidentId }: Place, assessmentId: string) =>
  (await read(table, ASSESSMENT, { pk: incidentPk(customerId, incidentId), sk: `ASSESSMENT#${assessmentId}` }))?.value;

/** A low incident that closed itself stands in the customer's digest of the day instead of in a mail. */
const Digest = z.object({
  customerId: z.string(),
  day: z.string(),
  sendAt: z.string(),
  sent: z.boolean(),
  incidentIds: z.array(z.string()),
});
export type Digest = z.infer<typeof Digest>;

const digestKey = (customerId: string, day: string) => ({ pk: `C#${customerId}`, sk: `DIGEST#${day}` });
const DIGEST: RecordKind<Digest> = {
  schema: Digest,
  key: ({ customerId, day }) => digestKey(customerId, day),
  dueAt: ({ sent, sendAt }) => (sent ? undefined : sendAt),
};

const MAX_DIGEST = 500;

export const addToDigest = (
  table: Table,
  digest: Omit<Digest, "sent" | "incidentIds">,
  incidentId: string,
): Promise<Digest> =>
  changeOrCreate(table, DIGEST, { ...digest, sent: false, incidentIds: [] }, (d) =>
    d.incidentIds.includes(incidentId) || d.incidentIds.length >= MAX_DIGEST
      ? undefined
      : { ...d, incidentIds: [...d.incidentIds, incidentId] },
  );

export const readDigest = async (table: Table, customerId: string, day: string): Promise<Digest | undefined> =>
  (await read(table, DIGEST, digestKey(customerId, day)))?.value;

export const endDigest = (table: Table, digest: Digest): Promise<Digest> =>
  changeOrCreate(table, DIGEST, digest, (d) => ({ ...d, sent: true }));
