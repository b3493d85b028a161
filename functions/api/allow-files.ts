// The customer vouches for the files of an incident until a date: they go on its allow-list.
import type { Executable } from "../../core/detection.ts";
import { Refusal } from "../../core/errors.ts";
import type { AllowListEntry } from "../../core/policy.ts";
import { isSystemFile } from "../../core/system-files.ts";
import { audit, changeCustomer } from "../../records/customers.ts";
import { readFindings } from "../../records/detections.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import type { Deps } from "../deps.ts";
import type { ApiRequest } from "./api.ts";

/** As the policy's schema says. */
const MAX_ALLOW_LIST = 500;

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
  const entries = files.map((file) => ({ ...file, reason, until }));
  const details = { incidentId, until, files: entries.map(({ sha256, sha1 }) => sha256 ?? sha1) };
  await audit(deps.table, customerId, { at, by: person.personId, what: "files-allowed", details });
  await changeCustomer(deps.table, customerId, (customer) => {
    const { policy } = customer.settings;
    const allowList = merged(policy.allowList, entries, at);
    if (allowList === undefined) return undefined;
    return { ...customer, settings: { ...customer.settings, policy: { ...policy, allowList } } };
  });
  return files.length;
}

type Hashes = Pick<AllowListEntry, "sha1" | "sha256">;

/** The files that the findings are about. Never one of the operating system's: whatever ran from it next would go unseen. */
async function filesOf(deps: Deps, incident: IncidentRecord): Promise<Hashes[]> {
  const files = new Map<string, Hashes>();
  for (const { finding } of await readFindings(deps.table, incident)) {
    const file: Executable | undefined = finding.executable ?? finding.process?.image;
    const key = file?.sha256 ?? file?.sha1;
    if (file === undefined || key === undefined || isSystemFile(file)) continue;
    files.set(key, {
      ...(file.sha1 === undefined ? {} : { sha1: file.sha1 }),
      ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    });
  }
  return [...files.values()];
}

const keyOf = ({ sha1, sha256 }: Hashes): string => sha256 ?? sha1 ?? "";

/** Nothing where all of them stand there as long already. Entries past their end make room. */
function merged(list: AllowListEntry[], entries: AllowListEntry[], at: string): AllowListEntry[] | undefined {
  const lacking = entries.filter(
    (entry) =>
      !list.some((known) => keyOf(known) === keyOf(entry) && Date.parse(known.until) >= Date.parse(entry.until)),
  );
  if (lacking.length === 0) return undefined;
  const replaced = new Set(lacking.map(keyOf));
  const kept = list.filter((known) => !replaced.has(keyOf(known)) && Date.parse(known.until) > Date.parse(at));
  if (kept.length + lacking.length > MAX_ALLOW_LIST)
    throw new Refusal("conflict", "allow-list-full", "The allow-list is full: remove entries that are not needed.");
  return [...kept, ...lacking];
}
