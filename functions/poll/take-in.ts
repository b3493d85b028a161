// What was read of a product goes the way of every delivery: kept, then placed. The same text again is the same delivery.
import type { Source } from "../../core/customer.ts";
import { Unavailable } from "../../core/errors.ts";
import { sha256 } from "../../core/ids.ts";
import { type ItemResult, keepDelivery } from "../../records/deliveries.ts";
import { vendors } from "../../vendors/index.ts";
import { type Deps, nowAt } from "../deps.ts";
import { placeDelivery } from "../intake/place-delivery.ts";

/** It is kept when this resolves. Throws Unavailable to be done again; any other failure is the sweeper's, who tells of it. */
export async function takeIn(deps: Deps, customerId: string, source: Source, body: string): Promise<ItemResult[]> {
  const bodyHash = sha256(body);
  const arrived = { customerId, source: source.name, deliveryId: `poll-${bodyHash}`, bodyHash };
  const { delivery } = await keepDelivery(deps.table, { ...arrived, receivedAt: nowAt(deps), body });
  if (delivery.results !== undefined) return delivery.results;
  const vendor = vendors.get(source.vendor);
  if (vendor === undefined) throw new Error(`Source ${source.name} names the unknown vendor ${source.vendor}.`);
  try {
    const parse = await vendor.parser();
    return await placeDelivery(deps, delivery, parse(body, delivery.receivedAt));
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    deps.log.error({ function: "poll", customer: customerId, source: source.name, outcome: "not-placed" });
    return [];
  }
}
