import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { AllowListEntry } from "../../core/policy.ts";
import { isSystemFile } from "../../core/system-files.ts";
import { listTraces, type Trace } from "../../records/traces.ts";
import type { Deps } from "../deps.ts";
import { AllowedFile, allowedFile, changeAllowList, checkUntil, hashOf, withEntries } from "./allow-list.ts";
import { api, NONE } from "./api.ts";
import { audited } from "./audited.ts";
import { customerOf, incidentOf } from "./incident-of.ts";

const { sha1, sha256, name, reason, until } = AllowListEntry.shape;
const Body = z
  .strictObject({
    sha1,
    sha256,
    name,
    reason,
    until,
    /** Where the file was seen: one of the operating system's is refused then. */
    incidentId: z.string().min(1).max(64).optional(),
  })
  .refine((body) => hashOf(body) !== "", { path: ["sha256"], message: "sha1 or sha256 is needed" });

export const allowFile = api({
  name: "allow-file",
  method: "POST",
  path: "/v1/customers/{customerId}/allowed-files",
  summary:
    "Vouches for a file by its hash until a date (at most 366 days ahead): it is no reason to act, and is left alone. A file of the " +
    "operating system is refused (409 system-file) where the incident in which it was seen is named.",
  roles: ["admin", "analyst", "customer"],
  query: NONE,
  body: Body,
  answer: AllowedFile,
  status: 201,
  async run(deps, request) {
    const { customerId } = customerOf(request);
    const { incidentId, ...given } = request.body;
    checkUntil(given.until, request.at);
    if (incidentId !== undefined) {
      await incidentOf(deps, { ...request, params: { ...request.params, incidentId } });
      await refuseSystemFile(deps, { customerId, incidentId }, hashOf(given));
    }
    const { at, person } = request;
    const entry = { ...given, addedAt: at, addedBy: person.name };
    const details = { files: [hashOf(entry)], reason: entry.reason, until: entry.until };
    const about = incidentId === undefined ? details : { ...details, incidentId };
    return audited(deps, request, { customerId }, "files-allowed", about, async () => {
      // Anew where it stands there already: its end may be brought forward, and its reason corrected.
      const without = (list: AllowListEntry[]) => list.filter((known) => hashOf(known) !== hashOf(entry));
      await changeAllowList(deps, customerId, (list) => withEntries(without(list), [entry], at));
      return allowedFile(entry);
    });
  },
});

const PAGE = 500;

async function refuseSystemFile(
  deps: Deps,
  incident: { customerId: string; incidentId: string },
  hash: string,
): Promise<void> {
  const isIt = ({ executable }: Trace) =>
    executable !== undefined && [executable.sha1, executable.sha256].includes(hash) && isSystemFile(executable);
  let after: string | undefined;
  do {
    const from = after === undefined ? {} : { after };
    const page = await listTraces(deps.table, incident, "executable", { ...from, limit: PAGE });
    if (page.values.some(isIt))
      throw new Refusal("conflict", "system-file", "A file of the operating system is not vouched for by its hash.");
    after = page.next;
  } while (after !== undefined);
}
