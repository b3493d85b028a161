// Every change of customers, sources and people stands in an audit record, written before the change: a crash between the two never leaves a change that nobody is known to have made.
import { type AuditKind, refusalOf } from "../../core/audit.ts";
import { Refusal } from "../../core/errors.ts";
import { auditOf, type Employer } from "../../records/customers.ts";
import type { Deps } from "../deps.ts";
import type { ApiRequest } from "./api.ts";

/** `what` as in `settings-changed`; `details` never hold a secret. A change that is refused after all is said so under `<what>-refused`. */
export async function audited<T>(
  deps: Deps,
  { actor, at }: Pick<ApiRequest<unknown, unknown>, "actor" | "at">,
  of: Employer,
  what: AuditKind,
  details: Record<string, unknown>,
  change: () => Promise<T>,
): Promise<T> {
  const who = actor.kind === "person" ? { by: actor.personId, byName: actor.name } : { by: actor.kind };
  await auditOf(deps.table, of, { at, ...who, what, details });
  try {
    return await change();
  } catch (error) {
    if (error instanceof Refusal) await auditOf(deps.table, of, { at, ...who, what: refusalOf(what), details });
    throw error;
  }
}
