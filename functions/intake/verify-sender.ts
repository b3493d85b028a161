// Whether a delivery comes from whom it says: checked over the bytes as received, before anything is parsed. Fails closed.
import { createHmac, createSecretKey, hash, timingSafeEqual } from "node:crypto";
import type { Source } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { sha256 } from "../../core/ids.ts";
import { readSource } from "../../records/customers.ts";
import { vendors } from "../../vendors/index.ts";
import type { Deps } from "../deps.ts";
import type { Call } from "../http.ts";
import { secretName } from "../secret-cache.ts";

const TOLERANCE_SECONDS = 5 * 60;

/** One answer for all: unknown customer, unknown source, no credential, wrong credential. */
const refused = (): Refusal => new Refusal("unauthenticated", "unauthenticated", "The sender could not be verified.");

export interface Sender {
  source: Source;
  deliveryId: string;
}

export async function verifySender(deps: Deps, customerId: string, sourceName: string, call: Call): Promise<Sender> {
  const source = await readSource(deps.table, customerId, sourceName);
  const check = source?.credential === "signature" ? signed : carriedOr(source?.vendor);
  const names = (source?.secretIds ?? []).map((id) => secretName.source(customerId, sourceName, id));
  if (source === undefined || names.length === 0) {
    carried(call, ["nobody"], deps.now());
    throw refused();
  }
  if (check(call, await secrets(deps, names), deps.now())) return { source, deliveryId: deliveryIdOf(source, call) };
  // A secret that was rotated a moment ago may not be known here yet.
  if (
    names.map((name) => deps.secretCache.forget(name)).some(Boolean) &&
    check(call, await secrets(deps, names), deps.now())
  ) {
    return { source, deliveryId: deliveryIdOf(source, call) };
  }
  throw refused();
}

async function secrets(deps: Deps, names: readonly string[]): Promise<string[]> {
  const values = await Promise.all(names.map((name) => deps.secretCache.get(name)));
  return values.filter((value) => value !== undefined);
}

/** Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, https://www.standardwebhooks.com; proven against its package in the tests. */
function signed(call: Call, active: readonly string[], now: number): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = call.headers;
  if (id === undefined || timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp))
    return false;
  if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = active.map((secret) => sign(secret, id, timestamp, call.body));
  const given = signature.split(" ");
  return expected.map((one) => given.map((other) => sameText(one, other)).some(Boolean)).some(Boolean);
}

function sign(secret: string, id: string, timestamp: string, body: Buffer): string {
  // A key object at once: from bytes, createHmac takes ten times as long.
  const key = createSecretKey(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")}`;
}

/** A secret in `Authorization: Bearer`, `Authorization: Basic` (its password) or `x-api-key`. */
function carried(call: Call, active: readonly string[], _now: number): boolean {
  const given = givenSecret(call.headers) ?? "";
  return active.map((secret) => sameText(given, secret)).some(Boolean) && given !== "";
}

/** Or in the product's own way. */
const carriedOr =
  (vendor = "") =>
  (call: Call, active: readonly string[], now: number): boolean => {
    if (carried(call, active, now)) return true;
    const proves = vendors.get(vendor)?.proves;
    if (proves === undefined) return false;
    const delivered = { headers: call.headers, query: call.query, body: call.body.toString("utf8") };
    return active.map((secret) => proves(delivered, secret, now)).some(Boolean);
  };

function givenSecret(headers: Record<string, string>): string | undefined {
  const authorization = headers.authorization ?? "";
  const [scheme = "", value = ""] = authorization.split(/ +/, 2);
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() === "basic") {
    const decoded = Buffer.from(value, "base64").toString("utf8");
    return decoded.slice(decoded.indexOf(":") + 1);
  }
  return headers["x-api-key"];
}

/** In constant time, whatever their lengths. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => hash("sha256", text, "buffer");

/** The sender's id where its signature covers one; else the hash of the body. */
function deliveryIdOf(source: Source, call: Call): string {
  const id = source.credential === "signature" ? call.headers["webhook-id"] : undefined;
  return id === undefined ? `body-${sha256(call.body)}` : `id-${sha256(id)}`;
}
