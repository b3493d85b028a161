// The tour of the inquiries: one about an incident, and one that becomes an incident.
import { expect } from "vitest";
import { demoIds } from "../../local/endpoints/demo.ts";
import type { Stage } from "./stage.ts";
import { WORDS, wanted } from "./tour.ts";

const written = { text: WORDS, language: "en" };

/** Asked, answered and done. */
export async function inquire(
  stage: Stage,
  incidentId: string,
): Promise<{ inquiryId: string; messageId: string; incidentId: string }> {
  const body = { subject: "rehearsal", ...written, incidentId };
  const { inquiryId } = await wanted(stage, 201, "customer", "POST", "/inquiries", body);
  const inquiry = `/inquiries/${inquiryId}`;
  const { messageId, status } = await wanted(stage, 201, "support", "POST", `${inquiry}/messages`, written);
  expect(status).toBe("waiting-for-customer");
  expect(await wanted(stage, 200, "customer", "POST", `${inquiry}/status`, { status: "done" })).toMatchObject({
    status: "done",
  });
  const about = stage.house.mails.filter(({ tags }) => tags.incident === inquiryId).map(({ to }) => to);
  expect(about).toEqual(expect.arrayContaining(["joho-system@demo.example", "it-security@demo.example"]));
  expect(about.length).toBeGreaterThan(2);
  return { inquiryId, messageId, incidentId };
}

/** Nothing was detected, and the analyst takes it up. Its workflow runs to the end. */
export async function suspect(stage: Stage): Promise<void> {
  const suspicion = { computer: "test", noticedAt: new Date(Date.now() - 60_000).toISOString() };
  const body = { subject: "rehearsal", ...written, suspicion };
  const { inquiryId } = await wanted(stage, 201, "customer", "POST", "/inquiries", body);
  const turned = { computerId: demoIds.test1 };
  const { incidentId } = await wanted(stage, 201, "analyst", "POST", `/inquiries/${inquiryId}/incident`, turned);
  const incident = `/incidents/${incidentId}`;
  const look = () => wanted(stage, 200, "analyst", "GET", incident);
  await stage.until(look, ({ status, waitingFor }) => status === "on-hold" && waitingFor === "analyst");
  const answered = await stage.call("analyst", "POST", `${incident}/status`, {
    status: "invalid",
    reason: "rehearsal",
  });
  expect(answered).toMatchObject({ status: 200 });
  const { ended } = stage.house;
  await stage.until(
    async () => ended.map(({ detail }) => detail),
    (all) => all.some(({ name, status }) => name === `${incidentId}-1` && status === "SUCCEEDED"),
  );
  expect(await look()).toMatchObject({ status: "invalid" });
}
