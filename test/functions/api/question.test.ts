// What the incident says of the question that the house asks, and of why it waits for an analyst.
import { afterEach, expect, test } from "vitest";
import { zoneTime } from "../../../core/zone-time.ts";
import { escalateIncident } from "../../../functions/response/escalate-incident.ts";
import { lambdaContext } from "../../../local/lambda-context.ts";
import { computersOf, type TestHouse, testHouse } from "../../house.ts";
import { type GenericJson, g2, n2 } from "../../stories.ts";

let house: TestHouse;
afterEach(() => house.close());

async function waiting(detections: GenericJson[]): Promise<string> {
  house = await testHouse({ computers: computersOf(detections) });
  const { body } = await house.send(detections);
  const id: string = body.results[0].incidentId;
  await house.until(id, "on-hold");
  return id;
}
const shown = async (id: string, as = "customer") => (await house.call(as, "GET", `/incidents/${id}`)).body;
const post = (as: string, id: string, what: string, body: unknown) =>
  house.call(as, "POST", `/incidents/${id}/${what}`, body);

test("says what is asked since when, and until when as the mail does", async () => {
  const id = await waiting(n2(4));
  const { question, waitingFor, escalation } = await shown(id, "support");
  expect(question).toEqual({
    text: { ja: "この作業に心当たりはありますか。", en: "Do you know this work?" },
    askedAt: (await house.incident(id)).assessment?.at,
    answerBy: expect.any(String),
  });
  const mail = house.mails.find(({ subject }) => /Do you know this work/.test(subject));
  expect(mail?.text).toContain(zoneTime(question.answerBy, "Asia/Tokyo", "en"));
  expect(mail?.text).toContain(`/customers/acme/incidents/${id}`);
  expect([waitingFor, escalation]).toEqual(["customer", undefined]);
  const until = new Date(house.clock.now() + 3 * 86_400_000).toISOString();
  expect((await post("customer", id, "postponement", { until, by: "Sato" })).status).toBe(200);
  expect((await shown(id)).question.answerBy).toBe(until);
});

test("says who answered, and then why an analyst must decide, until something changes that", async () => {
  const id = await waiting(n2(4));
  await house.pass(60_000);
  expect((await post("customer", id, "answer", { known: false, note: "nobody here" })).status).toBe(202);
  const { question, waitingFor, escalation } = await shown(id);
  expect(question.answer).toMatchObject({ known: false, by: { kind: "person", name: "Yamada" } });
  expect(waitingFor).toBe("analyst");
  expect(escalation.what.en).toBe("The customer does not know this work. Please decide.");
  await post("analyst", id, "status", { status: "in-progress", reason: "looking" });
  expect(await shown(id)).not.toHaveProperty("escalation");
  // Another answer is the present one.
  await house.pass(1000);
  const until = new Date(house.clock.now() + 86_400_000).toISOString();
  expect((await post("analyst", id, "answer", { known: true, until })).status).toBe(202);
  expect((await shown(id)).question.answer).toMatchObject({ known: true, by: { name: "analyst" } });
  await house.until(id, "invalid");
  expect((await shown(id)).question.answer.known).toBe(true);
});

test("an answer to an earlier assessment answers nothing that was asked since", async () => {
  const id = await waiting(n2(4));
  await house.pass(60_000);
  await post("customer", id, "answer", { known: false });
  await house.pass(60_000);
  expect((await post("analyst", id, "resume", { reason: "look again" })).status).toBe(202);
  await house.pass(120_000);
  const { question, waitingFor } = await shown(id);
  expect(waitingFor).toBe("customer");
  expect(question.text.en).toBe("Do you know this work?");
  expect(question).not.toHaveProperty("answer");
});

test("asks nothing where nothing is asked; neither question nor record-keeping shows in the list", async () => {
  const id = await waiting(g2("2026-01-04"));
  expect(await shown(id)).not.toHaveProperty("question");
  const [listed] = (await house.call("customer", "GET", "/incidents")).body.incidents;
  for (const inner of ["statusChange", "statusAt", "escalation", "checkedAt"]) expect(listed).not.toHaveProperty(inner);
});

test("is what a reminder is about, until it is answered", async () => {
  const id = await waiting(n2(4));
  await house.pass(25 * 3_600_000);
  const reminders = () => house.mails.filter(({ subject }) => /reminder/.test(subject));
  expect(reminders().map(({ subject }) => subject)).toEqual([expect.stringContaining("We still need your answer")]);
  expect(reminders()[0]?.text).toContain("Choose on screen whether you know this work.");
  expect(reminders()[0]?.text).toContain(`/incidents/${id}`);
  await post("customer", id, "answer", { known: false });
  await house.pass(60 * 3_600_000);
  expect(reminders().filter(({ to }) => to === "it@acme.test")).toHaveLength(1);
});

test("why the response stopped on its way is told, and a resume of the dead execution ends that", async () => {
  const id = await waiting(g2("2026-01-04"));
  await house.deps.workflow.stop(`${id}-1`, "broken");
  const input = { customerId: "acme", incidentId: id, round: 1, error: "Unavailable" };
  await escalateIncident(house.deps)(input, lambdaContext("escalate-incident"));
  const { escalation, waitingFor, version } = await shown(id, "analyst");
  expect([waitingFor, escalation.what.en]).toEqual([
    "analyst",
    "The automatic response stopped on its way (Unavailable).",
  ]);
  // Told again by a repeated step: nothing new.
  await escalateIncident(house.deps)(input, lambdaContext("escalate-incident"));
  expect((await shown(id)).version).toBe(version);
  const resumed = await post("analyst", id, "resume", { reason: "the product is back" });
  expect(resumed.body).toEqual({ execution: `${id}-2`, round: 2 });
  expect((await post("customer", id, "resume", { reason: "please" })).status).toBe(403);
});
