// Inquiries: opened with what the guide makes people paste, answered by the desk, seen by their own customer alone.
import { expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { INQUIRY_NOTE } from "../../../core/inquiry.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { COMPUTER } from "../../stories.ts";
import { recommend, seed } from "./incident-seed.ts";
import { houseWithDesk, open, read, root, SUSPICION, WORDS, write } from "./inquiry-calls.ts";

test("an inquiry about an incident holds its comments in full, its recommended actions, computers and timeline", async () => {
  const house = await houseWithDesk();
  const incidentId = await seed(house);
  await recommend(house, incidentId);
  const long = `MDR has detected exploitation. ${"x".repeat(5000)} end`;
  const comment = { as: "analyst", body: { text: long, language: "en" } };
  await house.call("POST", `/v1/customers/acme/incidents/${incidentId}/comments`, comment);
  const opened = await open(house, { incidentId });
  expect(opened).toMatchObject({ status: 201, body: { status: "waiting-for-us", incidentId } });
  const { attachment, messages } = await read(house, opened.body.inquiryId);
  for (const language of ["ja", "en"])
    for (const part of [long, "PC-SOUMU03", incidentId, language === "ja" ? "パスワードを変更" : "Change the password"])
      expect(attachment[language]).toContain(part);
  expect(attachment.ja).toContain("## タイムライン（新しい順）");
  expect(messages).toMatchObject([{ from: "customer", text: WORDS.text, language: "ja" }]);
  const { body: timeline } = await house.call("GET", `/v1/customers/acme/incidents/${incidentId}/timeline`, {
    as: "customer",
  });
  expect(timeline.entries.map(({ fact }: any) => fact.inquiryId)).toContain(opened.body.inquiryId);
  // Who has not opened it yet sees the same.
  const { body: form } = await house.call("GET", "/v1/customers/acme/inquiry-form", {
    as: "customer",
    query: { incidentId },
  });
  expect(form.note).toEqual(INQUIRY_NOTE);
  expect(form.attachment.en).toContain(long);
});

test("what does not fit into an attachment is left out, and it says so", async () => {
  const house = await houseWithDesk();
  const incidentId = await seed(house);
  for (let number = 0; number < 8; number += 1) {
    const body = { text: "あ".repeat(9999), language: "ja" };
    await house.call("POST", `/v1/customers/acme/incidents/${incidentId}/comments`, { as: "analyst", body });
  }
  const { body } = await open(house, { incidentId });
  const { attachment } = await read(house, body.inquiryId);
  expect(attachment.ja.length).toBeLessThanOrEqual(60_000);
  expect(attachment.ja).toContain("（以下省略）");
});

test("an inquiry goes round: the desk is told, answers, the customer's recipients are told, and it is done", async () => {
  const house = await houseWithDesk();
  const { body } = await open(house, { suspicion: SUSPICION });
  const id = body.inquiryId;
  expect(house.mails.map(({ to }) => to)).toEqual(["desk@hikeshi.test"]);
  expect(house.mails[0]?.text).toContain(WORDS.text);
  expect(house.mails[0]?.text).toContain(`/customers/acme/inquiries/${id}`);
  expect((await write(house, id, "support")).body).toMatchObject({ status: "waiting-for-customer" });
  expect(house.mails.map(({ to }) => to)).toEqual(["desk@hikeshi.test", "soc@acme.test"]);
  expect((await write(house, id, "customer")).body).toMatchObject({ status: "waiting-for-us" });
  expect(house.mails.at(-1)?.subject).toContain("Reply to an inquiry");
  expect((await write(house, id, "analyst", { done: true })).body).toMatchObject({ status: "done" });
  expect(house.mails.at(-1)?.subject).toContain("(done)");
  const thread = await read(house, id);
  expect(thread).toMatchObject({ status: "done", suspicion: SUSPICION });
  expect(thread.messages.map(({ from }: any) => from)).toEqual(["customer", "desk", "customer", "desk"]);
  // A finished one is open again when the customer writes.
  expect((await write(house, id, "customer")).body.status).toBe("waiting-for-us");
});

test("the same request is one inquiry and one message, and its mail goes once", async () => {
  const house = await houseWithDesk();
  const first = await open(house);
  expect(await open(house)).toEqual(first);
  const headers = { "idempotency-key": "answer-1" };
  await write(house, first.body.inquiryId, "support", {}, headers);
  await write(house, first.body.inquiryId, "support", {}, headers);
  expect((await read(house, first.body.inquiryId)).messages).toHaveLength(2);
  expect(house.mails).toHaveLength(2);
  expect((await house.call("GET", root, { as: "customer" })).body.inquiries).toHaveLength(1);
});

test("a mailer that does not answer stops nobody: the sweeper sends it later", async () => {
  const house = await houseWithDesk();
  const down = { ...house.deps, mailer: { send: () => Promise.reject(new Unavailable("down", "none")) } };
  const opened = await house.call("POST", root, { as: "customer", body: WORDS, on: down });
  expect(opened.status).toBe(201);
  expect(house.mails).toEqual([]);
  house.clock.now += 5 * 60_000;
  await sweep(house.deps);
  expect(house.mails.map(({ to }) => to)).toEqual(["desk@hikeshi.test"]);
});

test("a message whose writer crashed before anybody was told takes effect with the sweeper", async () => {
  const house = await houseWithDesk();
  const { inquiryId } = (await open(house)).body;
  await write(house, inquiryId, "support", { done: true });
  const table = house.deps.table;
  const crashing = {
    ...house.deps,
    table: {
      ...table,
      put: (item: any, expected: any) => {
        if (item.sk === "INQUIRY") return Promise.reject(new Unavailable("crash", "none"));
        return table.put(item, expected);
      },
    },
  };
  const late = await house.call("POST", `${root}/${inquiryId}/messages`, {
    as: "customer",
    body: { text: "and this?", language: "en" },
    on: crashing,
  });
  expect(late.status).toBe(503);
  expect(await read(house, inquiryId)).toMatchObject({ status: "done" });
  house.clock.now += 5 * 60_000;
  await sweep(house.deps);
  expect(await read(house, inquiryId)).toMatchObject({ status: "waiting-for-us" });
  expect(house.mails.at(-1)?.text).toContain("and this?");
});

test("the status: a customer may only end it, and who saw an older version is refused", async () => {
  const house = await houseWithDesk();
  const { inquiryId } = (await open(house)).body;
  const set = (as: string, status: string, headers = {}) =>
    house.call("POST", `${root}/${inquiryId}/status`, { as, body: { status }, headers });
  const { etag = "" } = (await house.call("GET", `${root}/${inquiryId}`, { as: "customer" })).headers;
  expect(await set("customer", "waiting-for-us")).toMatchObject({ status: 403, body: { code: "status-not-allowed" } });
  expect((await set("customer", "done", { "if-match": etag })).body.status).toBe("done");
  expect(await set("support", "waiting-for-us", { "if-match": etag })).toMatchObject({ status: 409 });
  expect((await set("support", "waiting-for-us")).body.status).toBe("waiting-for-us");
});

test("an analyst turns an inquiry into an incident, once, and each leads to the other", async () => {
  const house = await houseWithDesk();
  await seed(house);
  house.clock.now += 40 * 86_400_000;
  const { inquiryId } = (await open(house, { suspicion: SUSPICION })).body;
  const turn = (as: string) =>
    house.call("POST", `${root}/${inquiryId}/incident`, { as, body: { computerId: COMPUTER["PC-SOUMU03"] } });
  for (const as of ["support", "customer", "admin"]) expect((await turn(as)).status).toBe(403);
  const turned = await turn("analyst");
  expect(turned.status).toBe(201);
  const { incidentId } = turned.body;
  expect((await turn("analyst")).body).toEqual({ incidentId });
  expect(await read(house, inquiryId)).toMatchObject({ incidentId, turnedInto: { by: "analyst person" } });
  const incident = (await house.call("GET", `/v1/customers/acme/incidents/${incidentId}`, { as: "analyst" })).body;
  expect(incident).toMatchObject({ title: { ja: WORDS.subject }, status: "open", severity: "medium" });
  expect(house.started).toContain(`${incidentId}-1`);
  const { entries } = (
    await house.call("GET", `/v1/customers/acme/incidents/${incidentId}/timeline`, { as: "analyst" })
  ).body;
  expect(entries.filter(({ fact }: any) => fact.kind === "inquiry-opened")).toMatchObject([
    { fact: { inquiryId, turned: true }, actor: { name: "analyst person" } },
  ]);
});

test("an inquiry about an incident is not turned into a second one", async () => {
  const house = await houseWithDesk();
  const incidentId = await seed(house);
  const { inquiryId } = (await open(house, { incidentId })).body;
  const body = { computerId: COMPUTER["PC-SOUMU03"] };
  const answer = await house.call("POST", `${root}/${inquiryId}/incident`, { as: "analyst", body });
  expect(answer).toMatchObject({ status: 409, body: { code: "has-incident" } });
});

test("another customer's inquiry looks like one that does not exist", async () => {
  const house = await houseWithDesk();
  const { inquiryId } = (await open(house)).body;
  const body = { text: "x", language: "en" };
  const calls = (customer: string, id: string) =>
    [
      ["GET", `/v1/customers/${customer}/inquiries/${id}`],
      ["POST", `/v1/customers/${customer}/inquiries/${id}/messages`, body],
      ["POST", `/v1/customers/${customer}/inquiries/${id}/status`, { status: "done" }],
    ] as const;
  for (const [index, [method, path, sent]] of calls("acme", inquiryId).entries()) {
    const [, missing] = calls("nobody", "inq-nothing")[index] ?? ["", ""];
    const [theirs, none] = [
      await house.call(method, path, { as: "other", body: sent }),
      await house.call(method, missing, { as: "other", body: sent }),
    ];
    expect([theirs.status, theirs.body]).toEqual([404, none.body]);
  }
  const [, mine] = calls("other", inquiryId)[0];
  expect(await house.call("GET", mine, { as: "other" })).toMatchObject({
    status: 404,
    body: { code: "inquiry-not-found" },
  });
  const incidentId = await seed(house);
  const stolen = await house.call("POST", "/v1/customers/other/inquiries", {
    as: "other",
    body: { ...WORDS, incidentId },
  });
  expect(stolen).toMatchObject({ status: 404, body: { code: "incident-not-found" } });
  expect(house.mails).toHaveLength(1);
});

test("only customers open inquiries, and a hundred messages are the most", async () => {
  const house = await houseWithDesk();
  for (const as of ["analyst", "support", "admin"])
    expect((await house.call("POST", root, { as, body: WORDS })).status).toBe(403);
  const { inquiryId } = (await open(house)).body;
  for (let number = 1; number < 100; number += 1) expect((await write(house, inquiryId, "customer")).status).toBe(201);
  expect(await write(house, inquiryId, "customer")).toMatchObject({ status: 409, body: { code: "inquiry-full" } });
});

test("it is erased when the customer's retention is over, with its messages, its attachment and its notices", async () => {
  const house = await houseWithDesk();
  const incidentId = await seed(house);
  const { inquiryId } = (await open(house, { incidentId })).body;
  const standing = async () => (await house.deps.table.query({ pk: `C#acme#I#${inquiryId}` })).items.length;
  house.clock.now += 399 * 86_400_000;
  await sweep(house.deps);
  expect(await standing()).toBeGreaterThan(3);
  house.clock.now += 2 * 86_400_000;
  await sweep(house.deps);
  expect(await standing()).toBe(0);
  expect((await house.call("GET", root, { as: "customer" })).body.inquiries).toEqual([]);
});
