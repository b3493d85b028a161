// What the routes about the customer's allow-list share: how long a file may be vouched for, by whom, and how the list changes.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { AllowListEntry, MAX_ALLOW_LIST } from "../../core/policy.ts";
import { changeCustomer } from "../../records/customers.ts";
import type { Deps } from "../deps.ts";
import type { ApiRequest } from "./api.ts";
import { changedFields } from "./changed-fields.ts";

/** `hash`: its name in addresses. */
export const AllowedFile = z.strictObject({ ...AllowListEntry.shape, hash: z.string() });

export const hashOf = ({ sha1, sha256 }: Pick<AllowListEntry, "sha1" | "sha256">): string => sha256 ?? sha1 ?? "";
export const allowedFile = (entry: AllowListEntry): z.output<typeof AllowedFile> => ({ ...entry, hash: hashOf(entry) });

const DAY = 86_400_000;
const MAX_DAYS = 366;

/** Whoever vouches for a file looks at it again one day. */
export function checkUntil(until: string, at: string): void {
  const ahead = Date.parse(until) - Date.parse(at);
  if (ahead > 0 && ahead <= MAX_DAYS * DAY) return;
  throw new Refusal("bad-request", "invalid-body", "Some fields of the body are wrong.", {
    fields: [{ path: "until", message: `in the future, at most ${MAX_DAYS} days ahead` }],
  });
}

/** Nothing where all of them stand there as long already. Entries past their end make room. */
export function withEntries(
  list: readonly AllowListEntry[],
  entries: readonly AllowListEntry[],
  at: string,
): AllowListEntry[] | undefined {
  const lacking = entries.filter(
    (entry) =>
      !list.some((known) => hashOf(known) === hashOf(entry) && Date.parse(known.until) >= Date.parse(entry.until)),
  );
  if (lacking.length === 0) return undefined;
  const replaced = new Set(lacking.map(hashOf));
  const kept = list.filter((known) => !replaced.has(hashOf(known)) && Date.parse(known.until) > Date.parse(at));
  if (kept.length + lacking.length > MAX_ALLOW_LIST)
    throw new Refusal("conflict", "allow-list-full", "The allow-list is full: remove entries that are not needed.");
  return [...kept, ...lacking];
}

/** `apply` answers with nothing where the list is to stay as it is. */
export const changeAllowList = (
  deps: Deps,
  customerId: string,
  apply: (list: AllowListEntry[]) => AllowListEntry[] | undefined,
): Promise<unknown> =>
  changeCustomer(deps.table, customerId, (customer) => {
    const { policy } = customer.settings;
    const allowList = apply(policy.allowList);
    if (allowList === undefined) return undefined;
    return { ...customer, settings: { ...customer.settings, policy: { ...policy, allowList } } };
  });

/** Entries as a caller wrote them: what stands already keeps who added it, the rest is the caller's. */
export const signed = (
  entries: readonly AllowListEntry[],
  standing: readonly AllowListEntry[],
  { person, at }: Pick<ApiRequest<unknown, unknown>, "person" | "at">,
): AllowListEntry[] =>
  entries.map((given) => {
    const entry = unsigned(given);
    const known = standing.find((one) => changedFields(unsigned(one), entry).length === 0);
    return known ?? { ...entry, addedAt: at, addedBy: person.name };
  });

const unsigned = ({ addedAt: _at, addedBy: _by, ...entry }: AllowListEntry): AllowListEntry => entry;
