// Puts the items of a kept delivery where they belong. The sweeper calls the same for what a crash left.

import type { Detection } from "../../core/detection.ts";
import { hashId } from "../../core/ids.ts";
import type { Arrival } from "../../records/arrival.ts";
import { type Delivery, type ItemResult, placed, quarantine } from "../../records/deliveries.ts";
import { type Placed, place } from "../../records/placing.ts";
import { vendors } from "../../vendors/index.ts";
import type { FetchedItem, ParsedItem } from "../../vendors/vendor.ts";
import type { Deps } from "../deps.ts";
import { policyOf } from "../policy.ts";
import { nudge } from "../waking.ts";
import { fetchReferences } from "./fetch-references.ts";

/** One result per item, in order (a reference counts as what it turns out to be); all of it durable when this resolves. Throws Unavailable to be done again. */
export async function placeDelivery(
  deps: Deps,
  delivery: Delivery,
  items: readonly ParsedItem[],
): Promise<ItemResult[]> {
  const { customerId, source, deliveryId, receivedAt } = delivery;
  const policy = await policyOf(deps, customerId);
  const arrival: Arrival = { customerId, source, deliveryId, receivedAt, policy };
  const results: ItemResult[] = [];
  const news = new Set<string>();
  for (const [index, item] of (await fetchReferences(deps, delivery, items)).entries()) {
    const result = await one(deps, arrival, item, index);
    results.push(once(result.line, results));
    if (result.placed?.news === true) news.add(result.placed.incidentId);
  }
  // After all of them, so that one assessment sees what came together.
  for (const incidentId of news) await nudge(deps, { customerId, incidentId });
  return placed(deps.table, delivery, results);
}

/** The second time that a delivery tells one detection is a duplicate. */
const once = (line: ItemResult, earlier: readonly ItemResult[]): ItemResult =>
  line.detectionId !== undefined && earlier.some(({ detectionId }) => detectionId === line.detectionId)
    ? { ...line, outcome: "duplicate" }
    : line;

async function one(
  deps: Deps,
  arrival: Arrival,
  item: FetchedItem,
  index: number,
): Promise<{ line: ItemResult; placed?: Placed }> {
  if (item.kind === "skipped") return { line: { outcome: "skipped", reason: item.reason } };
  if (item.kind === "quarantined") {
    const { customerId, source, deliveryId, receivedAt } = arrival;
    const quarantineId = hashId(16, "quarantine", source, deliveryId, String(index));
    await quarantine(deps.table, { customerId, source, quarantineId, receivedAt, reason: item.reason, raw: item.raw });
    return { line: { outcome: "quarantined", reason: item.reason } };
  }
  const done = await place(deps.table, arrival, within(arrival.source, item.detection));
  const { detectionId, incidentId, outcome } = done;
  return { line: { detectionId, incidentId, outcome }, placed: done };
}

/** The id of a sender that only it knows is no other source's id. */
function within(source: string, detection: Detection): Detection {
  if (vendors.get(detection.product)?.identityWithin !== "source") return detection;
  const scoped = (identity: string) => `${source}:${identity}`;
  return { ...detection, identity: scoped(detection.identity), aliases: detection.aliases.map(scoped) };
}
