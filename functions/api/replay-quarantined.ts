import * as z from "zod";
import { type FieldError, Refusal } from "../../core/errors.ts";
import { sha256 } from "../../core/ids.ts";
import { readSource } from "../../records/customers.ts";
import {
  type Delivery,
  findQuarantined,
  ItemResult,
  keepDelivery,
  type Quarantined,
  recordReplay,
} from "../../records/deliveries.ts";
import { vendors } from "../../vendors/index.ts";
import type { ParsedItem } from "../../vendors/vendor.ts";
import type { Deps } from "../deps.ts";
import { placeDelivery } from "../intake/place-delivery.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";

export const replayQuarantined = api({
  name: "replay-quarantined",
  method: "POST",
  path: "/v1/customers/{customerId}/quarantine/{quarantineId}/replay",
  summary:
    "Sends a quarantined item through again, as today's parser understands it: a delivery of its own, once. 409 still-not-understood with the reason where it is not understood yet.",
  roles: ["admin", "analyst"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({ quarantineId: z.string(), replayedAt: z.string(), results: z.array(ItemResult) }),
  async run(deps, request) {
    const { customer, params, at } = request;
    if (customer === undefined) throw notFound("customer");
    const { customerId } = customer;
    const item = await findQuarantined(deps.table, customerId, params.quarantineId ?? "");
    if (item === undefined) throw notFound("quarantined-item");
    if (item.replayedAt !== undefined) return replayed(item, item.replayedAt);
    const understand = await reader(deps, item);
    understand(at);
    const details = { quarantineId: item.quarantineId, source: item.source };
    return audited(deps, request, { customerId }, "quarantined-item-replayed", details, async () => {
      const results = await deliverAgain(deps, item, understand, at);
      const after = await recordReplay(deps.table, item, at, results);
      return replayed(after ?? item, after?.replayedAt ?? at);
    });
  },
});

const replayed = ({ quarantineId, results = [] }: Quarantined, replayedAt: string) => ({
  quarantineId,
  replayedAt,
  results,
});

type Understand = (receivedAt: string) => ParsedItem[];

/** How its source's product reads it today; throws Refusal where it is not understood as a whole. */
async function reader({ table }: Deps, { customerId, source: name, raw }: Quarantined): Promise<Understand> {
  const source = await readSource(table, customerId, name);
  const vendor = vendors.get(source?.vendor ?? "");
  if (vendor === undefined) throw new Refusal("conflict", "source-gone", "Its source is not there any more.");
  const parse = await vendor.parser();
  return (receivedAt) => {
    const items = parse(raw, receivedAt);
    const unclear = items.find((one) => one.kind === "quarantined");
    if (unclear !== undefined) throw notUnderstood(unclear.reason, unclear.fields);
    return items;
  };
}

const notUnderstood = (reason: string, fields: readonly FieldError[] | undefined): Refusal =>
  new Refusal("conflict", "still-not-understood", `It is still not understood: ${reason}.`, fields && { fields });

/** Under an id of the item's own, so that repeating it, also after a crash, finds what was done. */
async function deliverAgain(
  deps: Deps,
  { customerId, source, quarantineId, raw }: Quarantined,
  understand: Understand,
  at: string,
): Promise<ItemResult[]> {
  const deliveryId = `quarantine-${quarantineId}`;
  const wanted: Delivery = { customerId, source, deliveryId, bodyHash: sha256(raw), receivedAt: at, body: raw };
  const { delivery } = await keepDelivery(deps.table, wanted);
  // As the sweeper would read it, had the first attempt crashed.
  return delivery.results ?? (await placeDelivery(deps, delivery, understand(delivery.receivedAt)));
}
