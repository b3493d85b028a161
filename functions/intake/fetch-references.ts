// Detections that the sender only pointed at are fetched from the product, once the delivery is kept.
import { Refusal } from "../../core/errors.ts";
import type { Delivery } from "../../records/deliveries.ts";
import type { FetchedItem, ParsedItem } from "../../vendors/vendor.ts";
import type { Deps } from "../deps.ts";

/** Every other item as it is. Throws Unavailable to be done again: the sender, or the sweeper, comes back. */
export async function fetchReferences(
  deps: Deps,
  delivery: Delivery,
  items: readonly ParsedItem[],
): Promise<FetchedItem[]> {
  const fetched: FetchedItem[] = [];
  for (const item of items) {
    if (item.kind !== "reference") fetched.push(item);
    else fetched.push(...(await fetchOne(deps, delivery, item)));
  }
  return fetched;
}

async function fetchOne(
  deps: Deps,
  { customerId, source, receivedAt }: Delivery,
  { id, raw }: Extract<ParsedItem, { kind: "reference" }>,
): Promise<FetchedItem[]> {
  const connector = await deps.connectors(customerId, source);
  if (connector?.fetchDetections === undefined) {
    return [{ kind: "quarantined", reason: "the source has no connector that fetches what it points at", raw }];
  }
  try {
    return await connector.fetchDetections(id, receivedAt);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [{ kind: "quarantined", reason: `could not be fetched (${error.code})`, raw }];
  }
}
