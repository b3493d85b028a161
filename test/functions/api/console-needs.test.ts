// What the console's screens ask beyond the first API: comments in both languages, the steps of a recovery, filters of several values.
import { expect, test } from "vitest";
import { createAction } from "../../../records/actions.ts";
import { changeComputer } from "../../../records/computers.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { COMPUTER } from "../../stories.ts";
import { recommend, seed } from "./incident-seed.ts";

const path = (id: string, what = "") => `/v1/customers/acme/incidents/${id}${what}`;
const incident = async (house: ApiHouse, id: string, as = "customer") =>
  (await house.call("GET", path(id), { as })).body;
const facts = async (house: ApiHouse, id: string, kind: string) =>
  (await house.call("GET", path(id, "/timeline"), { as: "customer", query: { limit: "200" } })).body.entries.filter(
    ({ fact }: any) => fact.kind === kind,
  );

test("an analyst comments in Japanese, in English, or in both; each reader sees their own, also in the mail", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const comment = (body: object) => house.call("POST", path(id, "/comments"), { as: "analyst", body });
  const both = await comment({ ja: "隔離済みです。", en: "It is isolated.\nSee below." });
  expect(both.status).toBe(201);
  expect(house.mails.at(-1)?.text).toContain("> It is isolated.\n> See below.");
  expect(house.mails.at(-1)?.text).not.toContain("shown as written");
  house.clock.now += 1000;
  expect((await comment({ ja: "追記です。" })).status).toBe(201);
  expect(house.mails.at(-1)?.text).toContain("shown as written");
  const [second, first] = await facts(house, id, "person-comment");
  expect(first).toMatchObject({
    fact: { commentId: both.body.commentId, language: "en", text: "It is isolated.\nSee below." },
    text: { ja: "コメントしました: 隔離済みです。", en: "Commented: It is isolated.\nSee below." },
  });
  expect(second.fact).toMatchObject({ language: "ja", text: "追記です。" });
  for (const body of [{}, { text: "x" }, { language: "en" }, { text: "x", language: "en", ja: "x" }, { ja: "" }])
    expect(await comment(body), JSON.stringify(body)).toMatchObject({ status: 400, body: { code: "invalid-body" } });
});

test("recommended actions say which comment they came with", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  await recommend(house, id);
  const body = { en: "Please do this.", recommended: [{ ja: "これを実施", en: "do this" }] };
  const { commentId } = (await house.call("POST", path(id, "/comments"), { as: "analyst", body })).body;
  const shown = (await incident(house, id)).recommended;
  expect(shown.map((one: any) => [one.text.en, one.commentId])).toEqual([
    ["Change the password", undefined],
    ["do this", commentId],
  ]);
  expect((await facts(house, id, "recommended-added"))[0].fact.commentId).toBe(commentId);
});

test("the steps of a recovery are ticked off by whoever did them, once, and stand in the timeline", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const tick = (step: string, body: object = {}, as = "customer") =>
    house.call("POST", path(id, `/recovery-steps/${step}/attestation`), { as, body });
  expect((await incident(house, id)).recoverySteps).toEqual(
    ["user-told", "credentials-checked", "updates-possible", "connection-checked"].map((step) => ({ step })),
  );
  const first = await tick("user-told", { note: "by phone" });
  expect(first).toMatchObject({ status: 200, body: { done: { by: "customer person", note: "by phone" } } });
  house.clock.now += 1000;
  expect((await tick("user-told", {}, "analyst")).body).toEqual(first.body);
  expect((await incident(house, id)).recoverySteps[0]).toEqual(first.body);
  expect(await facts(house, id, "recovery-step-done")).toMatchObject([
    { fact: { step: "user-told", note: "by phone" }, actor: { name: "customer person" } },
  ]);
  expect(await tick("nothing")).toMatchObject({ status: 404, body: { code: "recovery-step-not-found" } });
});

test("what is held by another incident, too, is told before anybody releases it", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const computerId = COMPUTER["PC-SOUMU03"];
  const hold = (...holds: string[]) =>
    changeComputer(house.deps.table, "acme", computerId, (computer) => ({
      ...computer,
      isolation: { ...computer.isolation, wanted: "isolated", state: "isolated", holds },
    }));
  await hold(id);
  expect((await incident(house, id)).release).toEqual({ held: [computerId], missing: [], stillHeldBy: {} });
  await hold(id, "inc-other");
  expect((await incident(house, id)).release.stillHeldBy).toEqual({ [computerId]: ["inc-other"] });
});

test("incidents are filtered by several statuses and severities, and by whom they wait for", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const list = async (query: Record<string, string>) =>
    house.call("GET", "/v1/customers/acme/incidents", { as: "customer", query });
  const ids = async (query: Record<string, string>) =>
    (await list(query)).body.incidents.map((one: any) => [one.incidentId, one.computerCount]);
  await house.call("POST", path(id, "/status"), {
    as: "analyst",
    body: { status: "on-hold", reason: "x", waitingFor: "customer" },
  });
  expect(await ids({ status: "open,on-hold" })).toEqual([[id, 1]]);
  expect(await ids({ status: "open,resolved" })).toEqual([]);
  const { severity } = await incident(house, id);
  expect(await ids({ severity: `critical,${severity}` })).toEqual([[id, 1]]);
  expect(await ids({ severity: "critical" })).toEqual([]);
  expect(await ids({ waitingFor: "customer" })).toEqual([[id, 1]]);
  expect(await ids({ waitingFor: "analyst" })).toEqual([]);
  expect(await list({ status: "open,nothing" })).toMatchObject({ status: 400, body: { code: "invalid-query" } });
});

test("a computer says whose exemption it is, and is found by it", async () => {
  const house = await apiHouse();
  await seed(house);
  const computerId = COMPUTER["PC-SOUMU03"];
  const list = async (query: Record<string, string>) =>
    (await house.call("GET", "/v1/customers/acme/computers", { as: "customer", query })).body.computers;
  expect((await list({}))[0]).toMatchObject({ exempt: false, exemptBy: [] });
  await changeComputer(house.deps.table, "acme", computerId, (computer) => ({ ...computer, group: "All/exempt" }));
  expect((await list({ exemptBy: "product" }))[0]).toMatchObject({ exempt: true, exemptBy: ["product"] });
  expect(await list({ exemptBy: "us" })).toEqual([]);
  const exempt = `/v1/customers/acme/computers/${computerId}/exemption`;
  await house.call("POST", exempt, { as: "customer", body: { reason: "a till" } });
  expect((await list({ exemptBy: "us" }))[0]).toMatchObject({ exemptBy: ["us", "product"] });
});

test("a computer's history holds its incidents, its isolations and its exemptions, newest first", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const computerId = COMPUTER["PC-SOUMU03"];
  const computer = `/v1/customers/acme/computers/${computerId}`;
  const at = new Date(house.clock.now).toISOString();
  await createAction(house.deps.table, {
    customerId: "acme",
    incidentId: id,
    actionId: "a-1",
    kind: "isolate",
    target: { computerId, computerName: "PC-SOUMU03" },
    source: "generic",
    requestedBy: { kind: "mdr" },
    requestedAt: at,
    state: "confirmed",
    endedAt: at,
    settled: true,
    attempt: 1,
  });
  house.clock.now += 60_000;
  await house.call("POST", `${computer}/exemption`, { as: "customer", body: { reason: "a till" } });
  house.clock.now += 60_000;
  await house.call("DELETE", `${computer}/exemption`, { as: "analyst" });
  const { events, more } = (await house.call("GET", `${computer}/history`, { as: "support" })).body;
  expect(more).toBe(false);
  expect(events).toMatchObject([
    { kind: "exemption-ended", by: { name: "analyst person" } },
    { kind: "exempted", by: { name: "customer person" }, reason: "a till" },
    { kind: "incident", incidentId: id },
    { kind: "isolate", state: "confirmed", incidentId: id, by: { kind: "mdr" } },
  ]);
});

test("the graph of an incident connects what its detections saw", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const { nodes, edges, leftOut } = (await house.call("GET", path(id, "/graph"), { as: "customer" })).body;
  expect(new Set(nodes.map(({ kind }: any) => kind))).toEqual(
    new Set(["computer", "process", "executable", "detection"]),
  );
  expect(edges.some(({ kind }: any) => kind === "starts")).toBe(true);
  expect(leftOut).toBe(0);
});
