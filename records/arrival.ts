import type { ResponsePolicy } from "../core/policy.ts";

/** What placing needs to know of the delivery that a detection came with. */
export interface Arrival {
  customerId: string;
  source: string;
  deliveryId: string;
  receivedAt: string;
  policy: ResponsePolicy;
}
