// The customer's day and the hour at which its digest is sent.
import { TZDate } from "@date-fns/tz";
import type { Customer } from "../core/customer.ts";

const SEND_HOUR = 9;

/** The digest that an incident finished at this instant belongs to: sent at nine the next morning, in the customer's zone. */
export function digestOf(
  { customerId, settings }: Customer,
  at: string,
): { customerId: string; day: string; sendAt: string } {
  const local = new TZDate(Date.parse(at), settings.timeZone);
  const day = `${local.getFullYear()}-${String(local.getMonth() + 1).padStart(2, "0")}-${String(local.getDate()).padStart(2, "0")}`;
  const next = new TZDate(local.getFullYear(), local.getMonth(), local.getDate() + 1, SEND_HOUR, settings.timeZone);
  return { customerId, day, sendAt: new Date(next.getTime()).toISOString() };
}
