// The customer's response policy, as the functions read it.
import { ResponsePolicy } from "../core/policy.ts";
import { readCustomer } from "../records/customers.ts";
import type { Deps } from "./deps.ts";

/** The defaults where the customer is not there. */
export const policyOf = async ({ table }: Pick<Deps, "table">, customerId: string): Promise<ResponsePolicy> =>
  (await readCustomer(table, customerId))?.value.settings.policy ?? ResponsePolicy.parse({});

const HOUR_SECONDS = 3600;

/** Seconds until whoever must act is reminded; at least one. */
export async function remindAfter(deps: Pick<Deps, "table">, customerId: string): Promise<number> {
  return Math.max(1, Math.round((await policyOf(deps, customerId)).remindAfterHours * HOUR_SECONDS));
}
