// What Graph may tell of a subscription itself, as the id of a reference.
// Source: learn.microsoft.com/graph/change-notifications-lifecycle-events.
const EVENTS = ["reauthorizationRequired", "subscriptionRemoved", "missed"] as const;
export type LifecycleEvent = (typeof EVENTS)[number];

const REFERENCE = /^lifecycle:(\w+):([\w-]{1,64})$/;
const isEvent = (word: string | undefined): word is LifecycleEvent => EVENTS.some((one) => one === word);

/** The id of a reference; nothing where the notification names no such event or no subscription. */
export function lifecycleReference(event: string, subscriptionId: string | undefined): string | undefined {
  const id = `lifecycle:${event}:${subscriptionId}`;
  return isEvent(event) && subscriptionId !== undefined && REFERENCE.test(id) ? id : undefined;
}

export function readLifecycle(id: string): { event: LifecycleEvent; subscriptionId: string } | undefined {
  const [, event, subscriptionId] = REFERENCE.exec(id) ?? [];
  return isEvent(event) && subscriptionId !== undefined ? { event, subscriptionId } : undefined;
}
