// An incident that asks the customer「この作業に心当たりはありますか」, in a running house.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import { n2 } from "../stories.ts";
import type { Kit } from "./kit.ts";

/** Each batch is an incident of its own: other computers, another file. Resolves to its id once it waits for the customer. */
export async function askKnownWork({ house }: Kit, batch: string, count = 4): Promise<string> {
  const { api } = house;
  await api("admin", "PUT", "/v1/customers/demo/sources/rollout", { vendor: "generic", credential: "secret" });
  const made = await api("admin", "POST", "/v1/customers/demo/sources/rollout/secrets", {});
  const detections = n2(count).map((detection) => ({
    ...detection,
    id: `${batch} ${detection.id}`,
    computer: {
      ...detection.computer,
      id: `${batch}-${detection.computer.id}`,
      name: `${batch}-${detection.computer.name}`,
    },
    executable: { ...detection.executable, sha1: createHash("sha1").update(batch).digest("hex") },
  }));
  const sent = await fetch(`${house.url}/v1/webhooks/demo/rollout`, {
    method: "POST",
    headers: { authorization: `Bearer ${made.body.secret}` },
    body: JSON.stringify({ detections }),
  });
  const { results } = (await sent.json()) as { results: { incidentId: string }[] };
  expect(new Set(results.map(({ incidentId }) => incidentId)).size).toBe(1);
  const incidentId = results[0]?.incidentId ?? "";
  await house.untilStatus(incidentId, "on-hold");
  await api("admin", "DELETE", `/v1/customers/demo/sources/rollout/secrets/${made.body.secretId}`);
  return incidentId;
}
