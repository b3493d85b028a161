// The webhook: verify, keep, understand, place, start; 202 only after all of it is durable.
import { Refusal } from "../../core/errors.ts";
import { hashId, sha256 } from "../../core/ids.ts";
import { MAX_DETECTIONS_PER_DELIVERY } from "../../core/policy.ts";
import { type Delivery, type ItemResult, keepDelivery } from "../../records/deliveries.ts";
import { vendors } from "../../vendors/index.ts";
import type { ParsedItem, Vendor } from "../../vendors/vendor.ts";
import { type Deps, nowAt } from "../deps.ts";
import { type Answer, type CreateHttp, http } from "../http.ts";
import { noteHeard } from "./note-heard.ts";
import { placeDelivery } from "./place-delivery.ts";
import { verifySender } from "./verify-sender.ts";

const MAX_BODY_BYTES = 256 * 1024;

export const receiveWebhook: CreateHttp = http("receive-webhook", async (deps, call): Promise<Answer> => {
  const { customerId = "", source: sourceName = "" } = call.params;
  if (call.body.byteLength > MAX_BODY_BYTES)
    throw new Refusal("too-large", "body-too-large", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  const { source, deliveryId } = await verifySender(deps, customerId, sourceName, call);
  checkRate(deps, customerId);
  const vendor = vendors.get(source.vendor);
  if (vendor === undefined) throw new Error(`Source ${sourceName} names the unknown vendor ${source.vendor}.`);
  const body = textOf(vendor, call.body);
  const receivedAt = nowAt(deps);
  const items = vendor.parse(body, receivedAt);
  check(vendor, items);
  const bodyHash = sha256(call.body);
  const arrived: Delivery = { customerId, source: sourceName, deliveryId, bodyHash, receivedAt, body };
  const { delivery } = await keepDelivery(deps.table, arrived);
  if (delivery.bodyHash !== bodyHash)
    throw new Refusal("conflict", "delivery-id-reused", "This delivery id was used for another body.");
  const results = delivery.results ?? (await placeDelivery(deps, delivery, items));
  // Only what was accepted counts: a sender whose every delivery is refused is not heard either.
  await noteHeard(deps, customerId, source);
  return { status: 202, body: accepted(delivery, results) };
});

/**
 * After the sender is verified: nobody else can spend a customer's tokens. What cannot prove itself costs a read and at
 * most as many hashes as the source has secrets, writes nothing and is not parsed.
 */
function checkRate({ intake }: Deps, customerId: string): void {
  const retryAfterSeconds = intake.take(customerId);
  if (retryAfterSeconds === 0) return;
  throw new Refusal("too-many", "too-many-deliveries", "Too many deliveries at once: send it again later.", {
    retryAfterSeconds,
  });
}

/** What the sender is told; the id is for asking about it, not the sender's own. */
const accepted = ({ customerId, source, deliveryId }: Delivery, results: ItemResult[]) => ({
  deliveryId: hashId(20, customerId, source, deliveryId),
  results,
});

/** Who can mend its input is told; of all others no item is lost for a byte: it reads as U+FFFD. */
function textOf({ onInvalid }: Vendor, body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: onInvalid === "answer" }).decode(body);
  } catch {
    throw new Refusal("bad-request", "not-utf8", "The body is not UTF-8.");
  }
}

/** A sender that can mend its input is told everything that is wrong with it, and nothing is kept. */
function check(vendor: Vendor, items: readonly ParsedItem[]): void {
  if (items.filter(({ kind }) => kind !== "skipped").length > MAX_DETECTIONS_PER_DELIVERY) {
    throw new Refusal(
      "too-large",
      "too-many-detections",
      `A delivery holds at most ${MAX_DETECTIONS_PER_DELIVERY} detections.`,
    );
  }
  if (vendor.onInvalid !== "answer") return;
  const wrong = items.filter((item) => item.kind === "quarantined");
  if (wrong.length === 0) return;
  const fields = wrong.flatMap(({ reason, fields = [{ path: "", message: reason }] }) => fields);
  throw new Refusal("bad-request", "invalid-detections", "Some fields are wrong; nothing was accepted.", { fields });
}
