// The customer vouches for the files of an incident until a date: they go on its allow-list.
import type { Executable } from "../../core/detection.ts";
import type { AllowListEntry } from "../../core/policy.ts";
import { isSystemFile } from "../../core/system-files.ts";
import { audit } from "../../records/customers.ts";
import { readFindings } from "../../records/detections.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import type { Deps } from "../deps.ts";
import { changeAllowList, hashOf, withEntries } from "./allow-list.ts";
import type { ApiRequest } from "./api.ts";

type Vouching = ApiRequest<unknown, { until?: string | undefined; note?: string | undefined }>;

/** Resolves to the number of files. The audit record stands before the change. */
export async function allowFiles(
  deps: Deps,
  incident: IncidentRecord,
  { body, person }: Vouching,
  at: string,
): Promise<number> {
  const { customerId, incidentId } = incident;
  const { until } = body;
  if (until === undefined) return 0;
  const files = await filesOf(deps, incident);
  const reason = `${incidentId}: ${body.note ?? person.name}`.slice(0, 500);
  const entries = files.map((file) => ({ ...file, reason, until, addedAt: at, addedBy: person.name }));
  const details = { incidentId, until, files: entries.map(hashOf) };
  await audit(deps.table, customerId, {
    at,
    by: person.personId,
    byName: person.name,
    what: "files-allowed",
    details,
  });
  await changeAllowList(deps, customerId, (list) => withEntries(list, entries, at));
  return files.length;
}

type File = Pick<AllowListEntry, "sha1" | "sha256" | "name">;

/** The files that the findings are about. Never one of the operating system's: whatever ran from it next would go unseen. */
async function filesOf(deps: Deps, incident: IncidentRecord): Promise<File[]> {
  const files = new Map<string, File>();
  for (const { finding } of await readFindings(deps.table, incident)) {
    const file: Executable | undefined = finding.executable ?? finding.process?.image;
    if (file === undefined || hashOf(file) === "" || isSystemFile(file)) continue;
    files.set(hashOf(file), fileOf(file));
  }
  return [...files.values()];
}

const fileOf = ({ name, sha1, sha256 }: Executable): File => ({
  ...(sha1 === undefined ? {} : { sha1 }),
  ...(sha256 === undefined ? {} : { sha256 }),
  ...(name === "" ? {} : { name: name.slice(0, 260) }),
});
