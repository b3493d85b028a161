// Microsoft Graph's change notifications: they carry the id of an alert, and the source's secret as clientState.
// Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks, resource type changeNotificationCollection.
import { hash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { part, text } from "../fields.ts";
import { isObject, readJson } from "../json-text.ts";
import type { Delivered, ParsedItem } from "../vendor.ts";

const Notification = z.object({
  changeType: text(32),
  /** `security/alerts_v2/{id}` or `security/alerts_v2('{id}')`. */
  resource: text(1024),
  resourceData: part({ id: text(256) }),
  lifecycleEvent: text(64),
});

/** What Graph tells of the subscription itself: from then on, or for a while, alerts do not come. */
const LIFECYCLE: ReadonlyMap<string, string> = new Map([
  ["reauthorizationRequired", "Graph asks for the subscription to be renewed"],
  ["subscriptionRemoved", "Graph has removed the subscription: make it anew"],
  ["missed", "Graph has missed notifications: look for alerts of these hours in the portal"],
]);

export const looksLikeNotification = (value: Record<string, unknown>): boolean =>
  Object.hasOwn(value, "subscriptionId") &&
  (Object.hasOwn(value, "resource") || Object.hasOwn(value, "lifecycleEvent"));

export function readNotification(value: Record<string, unknown>, raw: string): ParsedItem {
  const { changeType, resource = "", resourceData, lifecycleEvent } = Notification.parse(value);
  const quarantined = (reason: string): ParsedItem => ({ kind: "quarantined", reason, raw });
  if (lifecycleEvent !== undefined)
    return quarantined(LIFECYCLE.get(lifecycleEvent) ?? "a lifecycle notification of a kind not known");
  const named = /(?:^|\/)alerts_v2(?:\/|\('?)([^/')]+)/i.exec(resource);
  if (named === null) return quarantined("a notification of another resource than alerts_v2");
  if (changeType === "deleted") return { kind: "skipped", reason: "an alert was deleted" };
  const id = resourceData.id ?? named[1] ?? "";
  return /^[\w.:~-]{1,100}$/.test(id) ? { kind: "reference", id, raw } : quarantined("names no alert");
}

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
