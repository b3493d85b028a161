// Microsoft Graph's change notifications: they carry the id of an alert, and the source's secret as clientState.
// Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks, resource type changeNotificationCollection.
import * as z from "zod";
import { part, text } from "../fields.ts";
import type { ParsedItem } from "../vendor.ts";
import { lifecycleReference } from "./lifecycle-events.ts";

const Notification = z.object({
  changeType: text(32),
  /** `security/alerts_v2/{id}` or `security/alerts_v2('{id}')`. */
  resource: text(1024),
  resourceData: part({ id: text(256) }),
  lifecycleEvent: text(64),
  subscriptionId: text(64),
});

export const looksLikeNotification = (value: Record<string, unknown>): boolean =>
  Object.hasOwn(value, "subscriptionId") &&
  (Object.hasOwn(value, "resource") || Object.hasOwn(value, "lifecycleEvent"));

export function readNotification(value: Record<string, unknown>, raw: string): ParsedItem {
  const { changeType, resource = "", resourceData, lifecycleEvent, subscriptionId } = Notification.parse(value);
  const quarantined = (reason: string): ParsedItem => ({ kind: "quarantined", reason, raw });
  if (lifecycleEvent !== undefined) {
    // What Graph tells of the subscription itself: the connector does what it asks for.
    const id = lifecycleReference(lifecycleEvent, subscriptionId);
    return id === undefined
      ? quarantined("a lifecycle notification of a kind not known")
      : { kind: "reference", id, raw };
  }
  const named = /(?:^|\/)alerts_v2(?:\/|\('?)([^/')]+)/i.exec(resource);
  if (named === null) return quarantined("a notification of another resource than alerts_v2");
  if (changeType === "deleted") return { kind: "skipped", reason: "an alert was deleted" };
  const id = resourceData.id ?? named[1] ?? "";
  return /^[\w.:~-]{1,100}$/.test(id) ? { kind: "reference", id, raw } : quarantined("names no alert");
}
