// The daily digest: the low incidents that closed themselves, in one mail a recipient.
import type { Customer } from "../../core/customer.ts";
import type { Notice } from "../../core/notice.ts";
import { type Digest, endDigest } from "../../records/assessments.ts";
import { readIncident } from "../../records/incidents.ts";
import { createNotice } from "../../records/notices.ts";
import { type Deps, nowAt } from "../deps.ts";
import { ownNotice } from "../own-notice.ts";
import { deliver } from "../telling.ts";

export async function sendDigest(deps: Deps, { customerId, settings }: Customer, digest: Digest): Promise<void> {
  const incidents: Extract<Notice, { kind: "digest" }>["incidents"] = [];
  for (const incidentId of digest.incidentIds) {
    const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
    if (incident === undefined) continue;
    const { title, severity, status, computers } = incident;
    incidents.push({ id: incidentId, title, computer: computers[0]?.name ?? "", severity, status });
  }
  const { day } = digest;
  const notice = { kind: "digest", day, incidents } as const;
  const about = { under: "digest", about: `${customerId} ${day}`, subjectId: `digest ${day}` };
  const at = nowAt(deps);
  const records = settings.recipients
    .filter(({ kinds }) => kinds.includes("digest"))
    .map((recipient) => ownNotice({ customerId, notice, ...about, at }, recipient));
  for (const record of records) await createNotice(deps.table, record);
  await endDigest(deps.table, digest);
  for (const record of records) await deliver(deps, record);
}
