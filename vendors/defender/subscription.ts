// How Microsoft Graph proves a subscription's notification, and makes sure of its address. Apart from what reads notifications:
// every start of the webhook needs this.
// Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks.
import { hash, timingSafeEqual } from "node:crypto";
import { isObject, readJson } from "../json-text.ts";
import type { Delivered } from "../vendor.ts";

const digest = (written: string): Buffer => hash("sha256", written, "buffer");

/** Every notification of the delivery carries the secret: Graph signs nothing, and one may not vouch for another. */
export function carriesClientState({ body }: Delivered, secret: string): boolean {
  const read = readJson(body);
  const told = read.ok && isObject(read.value) ? read.value.value : undefined;
  if (!Array.isArray(told) || told.length === 0) return false;
  const expected = digest(secret);
  return told
    .map(
      (one) =>
        isObject(one) && typeof one.clientState === "string" && timingSafeEqual(digest(one.clientState), expected),
    )
    .every(Boolean);
}

/** "The endpoint must respond … with the URL decoded validationToken, as plain text", within ten seconds. */
export function echoOf({ validationToken }: Readonly<Record<string, string>>): string | undefined {
  return validationToken === undefined || validationToken === "" || validationToken.length > 4096
    ? undefined
    : validationToken;
}
