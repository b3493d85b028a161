// An incident on record, placed as the webhook places it, for tests of functions that read or change one.
import { Detection } from "../../../core/detection.ts";
import { ResponsePolicy } from "../../../core/policy.ts";
import { place } from "../../../records/placing.ts";
import { createRecommended } from "../../../records/recommended.ts";
import type { ApiHouse } from "../../api-house.ts";
import { d3, type GenericJson } from "../../stories.ts";

/** Resolves to the incident's id. */
export async function seed(house: ApiHouse, customerId = "acme", detections: GenericJson[] = d3()): Promise<string> {
  const policy = ResponsePolicy.parse({});
  const receivedAt = new Date(house.clock.now).toISOString();
  let incidentId = "";
  for (const { id, ...facts } of detections) {
    const arrival = { customerId, source: "generic", deliveryId: `delivery-${id}`, receivedAt, policy };
    const detection = Detection.parse({ ...facts, identity: id, product: "generic" });
    incidentId = (await place(house.deps.table, arrival, detection)).incidentId;
  }
  return incidentId;
}

export const RECOMMENDED = { ja: "パスワードを変更してください", en: "Change the password" };

/** Resolves to the recommended action's id. */
export async function recommend(house: ApiHouse, incidentId: string, number = 0): Promise<string> {
  const recommendedId = `001-0${number}-abcdefghjk`;
  const at = new Date(house.clock.now).toISOString();
  await createRecommended(house.deps.table, { customerId: "acme", incidentId, recommendedId, text: RECOMMENDED, at });
  return recommendedId;
}
