// Ids that derive from facts, so that doing the work again gives the same id.
import { hash } from "node:crypto";

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/** Lower-case base32 (Crockford) of the SHA-256 of the parts, `length` characters of 5 bits each. Parts cannot run into each other. */
export function hashId(length: number, ...parts: readonly string[]): string {
  const digest = hash("sha256", JSON.stringify(parts), "buffer");
  let id = "";
  for (const byte of digest) {
    if (id.length === length) break;
    id += CROCKFORD[byte & 31] ?? "";
  }
  return id;
}

export const sha256 = (data: string | Uint8Array): string => hash("sha256", data);

/** One event of one customer's product, whichever channel told it. */
export const detectionId = (customerId: string, product: string, identity: string): string =>
  hashId(26, "detection", customerId, product, identity);

/** Derived from the incident's first detection, so two finders of the same beginning make one incident. */
export const incidentId = (firstDetectionId: string): string => `inc-${hashId(20, "incident", firstDetectionId)}`;

/** What fits into a subject line and can be read out on the phone. */
export const shortId = (id: string): string => id.replace(/[^A-Za-z0-9]/g, "").slice(-8) || "0";

/** Step Functions allows 80 characters; an incident id has 24. */
export const executionName = (incident: string, round: number): string => `${incident}-${round}`;
