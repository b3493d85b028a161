import { expect, test } from "vitest";
import { readRecorded } from "../../../records/timeline.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { COMPUTER } from "../../stories.ts";
import { seed } from "./incident-seed.ts";

const path = (id: string, what = "") => `/v1/customers/acme/incidents/${id}${what}`;
const kinds = async (house: ApiHouse, incidentId: string): Promise<string[]> =>
  (await readRecorded(house.deps.table, { customerId: "acme", incidentId }, undefined, 1000)).values.map(
    ({ fact }) => fact.kind,
  );

test.each([
  ["/status", { status: "on-hold", reason: "later" }],
  ["/release", { computerIds: [COMPUTER["PC-SOUMU03"]] }],
  ["/answer", { known: false }],
  ["/resume", { reason: "again" }],
  ["/postponement", { until: "2026-01-09T00:00:00Z", by: "Sato" }],
])("%s of an incident that changed meanwhile is refused", async (what, body) => {
  const house = await apiHouse();
  const id = await seed(house);
  const { etag = "" } = (await house.call("GET", path(id), { as: "analyst" })).headers;
  const first = { status: "in-progress", reason: "at work" };
  const changed = await house.call("POST", path(id, "/status"), {
    as: "analyst",
    body: first,
    headers: { "if-match": etag },
  });
  expect(changed.status).toBe(200);
  expect(changed.headers.etag).not.toBe(etag);
  const before = await kinds(house, id);
  const late = await house.call("POST", path(id, what), { as: "analyst", body, headers: { "if-match": etag } });
  expect(late).toMatchObject({ status: 409, body: { code: "version" } });
  expect(await kinds(house, id)).toEqual(before);
});

test("only the table's changes of status are made, and an analyst's hold waits for an analyst unless told", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const set = (status: string, more = {}) =>
    house.call("POST", path(id, "/status"), { as: "analyst", body: { status, reason: "so", ...more } });
  expect((await set("open")).status).toBe(400);
  expect(await set("reopened")).toMatchObject({ status: 409, body: { code: "status-change" } });
  expect((await set("on-hold")).body).toEqual({ status: "on-hold", waitingFor: "analyst" });
  expect(await set("on-hold")).toMatchObject({ status: 409, body: { code: "status-change" } });
  expect((await set("in-progress")).body).toEqual({ status: "in-progress" });
  expect((await set("on-hold", { waitingFor: "customer" })).body).toEqual({
    status: "on-hold",
    waitingFor: "customer",
  });
});

test("a postponement reaches 14 days ahead at most, and stands on the incident and in the timeline", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const postpone = (until: string) =>
    house.call("POST", path(id, "/postponement"), { as: "customer", body: { until, by: "Sato" } });
  for (const until of ["2026-01-04T23:59:59Z", "2026-01-19T00:00:01Z"])
    expect(await postpone(until)).toMatchObject({ status: 400, body: { fields: [{ path: "until" }] } });
  expect((await postpone("2026-01-19T09:00:00+09:00")).body).toEqual({ until: "2026-01-19T00:00:00.000Z", by: "Sato" });
  const { postponed } = (await house.call("GET", path(id), { as: "customer" })).body;
  expect(postponed).toEqual({ until: "2026-01-19T00:00:00.000Z", by: "Sato" });
  expect((await kinds(house, id)).filter((kind) => kind === "postponed")).toHaveLength(1);
});

test("the same comment under two keys is two comments, a recommended action that is not there is not found", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const comment = { as: "customer", body: { text: "same words", language: "en" } };
  for (let times = 0; times < 2; times += 1)
    expect((await house.call("POST", path(id, "/comments"), comment)).status).toBe(201);
  expect((await kinds(house, id)).filter((kind) => kind === "person-comment")).toHaveLength(2);
  const attest = path(id, "/recommended-actions/nothing/attestation");
  const answer = await house.call("POST", attest, { as: "customer", body: {} });
  expect(answer).toMatchObject({ status: 404, body: { code: "recommended-action-not-found" } });
});
