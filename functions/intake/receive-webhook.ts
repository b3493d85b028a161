// The webhook: verify, keep, understand, place, start; 202 only after all of it is durable.
import { Refusal } from "../../core/errors.ts";
import { hashId, sha256 } from "../../core/ids.ts";
import { MAX_DETECTIONS_PER_DELIVERY } from "../../core/policy.ts";
import { type Delivery, type ItemOutcome, type ItemResult, keepDelivery } from "../../records/deliveries.ts";
import { vendors } from "../../vendors/index.ts";
import type { ParsedItem, Vendor } from "../../vendors/vendor.ts";
import { type Deps, nowAt } from "../deps.ts";
import { type Answer, type Call, type CreateHttp, http } from "../http.ts";
import { noteHeard } from "./note-heard.ts";
import { placeDelivery } from "./place-delivery.ts";
import { verifySender } from "./verify-sender.ts";

const MAX_BODY_BYTES = 256 * 1024;
/**
 * Of the body as JSON text, which is how it is kept: a quote takes two bytes, one that is no UTF-8 three, a control
 * character six. DynamoDB's item of 400 KB holds it, and so does that of an item in quarantine.
 */
const MAX_KEPT_BYTES = 384 * 1024;
const MOST_FOR_ONE = 6;

const receive = async (deps: Deps, call: Call): Promise<Answer> => {
  const { customerId = "", source: sourceName = "" } = call.params;
  if (call.body.byteLength > MAX_BODY_BYTES)
    throw new Refusal("too-large", "body-too-large", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  const echo = handshake(call);
  if (echo !== undefined) return { status: 200, text: echo };
  const { source, deliveryId } = await verifySender(deps, customerId, sourceName, call);
  checkRate(deps, customerId);
  const vendor = vendors.get(source.vendor);
  if (vendor === undefined) throw new Error(`Source ${sourceName} names the unknown vendor ${source.vendor}.`);
  const body = textOf(vendor, call.body);
  checkKept(body);
  const receivedAt = nowAt(deps);
  const parse = await vendor.parser();
  const items = parse(body, receivedAt);
  check(vendor, items);
  const bodyHash = sha256(call.body);
  const arrived: Delivery = { customerId, source: sourceName, deliveryId, bodyHash, receivedAt, body };
  const { delivery } = await keepDelivery(deps.table, arrived);
  if (delivery.bodyHash !== bodyHash)
    throw new Refusal("conflict", "delivery-id-reused", "This delivery id was used for another body.");
  const results = delivery.results ?? (await placeDelivery(deps, delivery, items));
  // Only what was accepted counts: a sender whose every delivery is refused is not heard either.
  await noteHeard(deps, customerId, source);
  // A repeated delivery is answered as the first was; nothing came in.
  const counted = delivery.results === undefined ? results : results.map(() => DUPLICATE);
  return { status: 202, body: accepted(delivery, results), measured: countsOf(counted) };
};

export const receiveWebhook: CreateHttp = http("receive-webhook", receive, {
  refused: "DeliveriesRejected",
  failed: "DeliveriesFailed",
});

/**
 * A product asks whether the address is ours before it has anything to prove itself with. Whoever asks gets the same answer,
 * whether there is such a source or not; nothing is read or written.
 */
function handshake({ query }: Call): string | undefined {
  for (const vendor of vendors.values()) {
    const echo = vendor.handshake?.(query);
    if (echo !== undefined) return echo;
  }
  return undefined;
}

const DUPLICATE = { outcome: "duplicate" } as const;

function countsOf(results: readonly Pick<ItemResult, "outcome">[]): Answer["measured"] & object {
  const number = (...outcomes: ItemOutcome[]) => results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    DetectionsAccepted: number("opened", "attached", "reopened", "updated"),
    DetectionsDuplicate: number("duplicate"),
    DetectionsQuarantined: number("quarantined"),
  };
}

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

function checkKept(body: string): void {
  if (body.length * MOST_FOR_ONE <= MAX_KEPT_BYTES || Buffer.byteLength(JSON.stringify(body)) <= MAX_KEPT_BYTES) return;
  throw new Refusal("too-large", "body-too-large", `The body takes more than ${MAX_KEPT_BYTES} bytes to keep.`);
}

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
