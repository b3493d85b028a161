// What Graph tells of the subscription itself, done as its documentation says: renewed, or what was missed is listed.
// Source: learn.microsoft.com/graph/change-notifications-lifecycle-events.
import { Refusal } from "../../core/errors.ts";
import type { FetchedItem } from "../vendor.ts";
import { listAlerts, type Position } from "./alert-list.ts";
import type { Client } from "./client.ts";
import { parseFetched } from "./detections.ts";
import type { LifecycleEvent } from "./lifecycle-events.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** What one answer of ours can place in time; more is a person's to look for. */
const MOST_PAGES = 4;
const LOOK_BACK_MILLISECONDS = 86_400_000;

export interface LifecycleDeps {
  client: Client;
  graph: string;
  /** Absent: the house keeps no subscription here, and whoever made it must do what Graph asks for. */
  subscriptions: Subscriptions | undefined;
}

const skipped = (reason: string): FetchedItem[] => [{ kind: "skipped", reason }];
const ofAPerson = (code: string): Refusal =>
  new Refusal("bad-request", `defender-${code}`, "A person must look after the subscription");

export async function handleLifecycle(
  { client, graph, subscriptions }: LifecycleDeps,
  { event, subscriptionId }: { event: LifecycleEvent; subscriptionId: string },
  receivedAt: string,
): Promise<FetchedItem[]> {
  if (event === "missed") return missed(client, graph, receivedAt);
  if (subscriptions === undefined)
    throw ofAPerson(event === "subscriptionRemoved" ? "make-the-subscription-anew" : "renew-the-subscription");
  // It is made anew when the house looks for it next, and what changed meanwhile is read then.
  if (event === "subscriptionRemoved") return skipped("the subscription is gone");
  // "Renewing a subscription … also reauthorizes it."
  await subscriptions.renew(subscriptionId);
  return skipped("the subscription was renewed");
}

async function missed(client: Client, graph: string, receivedAt: string): Promise<FetchedItem[]> {
  const since = new Date(Date.parse(receivedAt) - LOOK_BACK_MILLISECONDS).toISOString();
  const found: object[] = [];
  let position: Position | undefined = { since, skip: 0 };
  for (let page = 0; page < MOST_PAGES && position !== undefined; page += 1) {
    const { alerts, next } = await listAlerts(client, graph, position);
    found.push(...alerts);
    position = next;
  }
  if (position !== undefined) throw ofAPerson("look-for-missed-alerts");
  return found.length === 0 ? skipped("nothing was missed") : parseFetched(JSON.stringify(found));
}
