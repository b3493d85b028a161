// The allow-list: who may vouch for a file, until when, and that nobody can say it was somebody else.
import { expect, test } from "vitest";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { g2, SHA1 } from "../../stories.ts";
import { seed } from "./incident-seed.ts";

const PATH = "/v1/customers/acme/allowed-files";
const UNTIL = "2026-03-01T00:00:00Z";
const SHA256 = "ab".repeat(32);
const FILE = { sha256: SHA256, name: "agent.exe", reason: "Roll-out of the agent", until: UNTIL };

const allow = (house: ApiHouse, more: object = {}, as = "customer") =>
  house.call("POST", PATH, { as, body: { ...FILE, ...more } });
const list = async (house: ApiHouse, as = "support") => (await house.call("GET", PATH, { as })).body.files;
const audits = async (house: ApiHouse) =>
  (await house.call("GET", "/v1/customers/acme/audit", { as: "admin" })).body.audit;

test("a file is vouched for with reason, who and when, and taken off again; both stand in the audit", async () => {
  const house = await apiHouse();
  const allowed = { ...FILE, hash: SHA256, addedAt: "2026-01-05T00:00:00.000Z", addedBy: "customer person" };
  expect(await allow(house)).toMatchObject({ status: 201, body: allowed });
  expect(await list(house)).toEqual([allowed]);
  house.clock.now += 1000;
  const removed = await house.call("DELETE", `${PATH}/${SHA256}`, { as: "analyst" });
  expect(removed).toMatchObject({ status: 200, body: { removed: allowed } });
  expect(await list(house)).toEqual([]);
  expect((await house.call("DELETE", `${PATH}/${SHA256}`, { as: "analyst" })).status).toBe(404);
  expect(await audits(house)).toMatchObject([
    { what: "file-disallowed", byName: "analyst person", details: { files: [SHA256], reason: FILE.reason } },
    { what: "files-allowed", byName: "customer person", details: { files: [SHA256], until: UNTIL } },
  ]);
});

test("the same file again replaces its entry, so its end can also come earlier", async () => {
  const house = await apiHouse();
  await allow(house);
  await allow(house, { until: "2026-02-01T00:00:00Z", reason: "sooner" }, "analyst");
  expect(await list(house)).toMatchObject([
    { until: "2026-02-01T00:00:00Z", reason: "sooner", addedBy: "analyst person" },
  ]);
});

test("no hash, a wrong hash, no reason, and an end in the past or too far away are refused, and nothing is kept", async () => {
  const house = await apiHouse();
  const wrong: [object, string][] = [
    [{ sha256: undefined }, "sha256"],
    [{ sha256: SHA256.toUpperCase() }, "sha256"],
    [{ sha256: undefined, sha1: "12" }, "sha1"],
    [{ reason: "" }, "reason"],
    [{ until: "2026-01-04T23:59:59Z" }, "until"],
    [{ until: "2027-01-07T00:00:00Z" }, "until"],
  ];
  for (const [more, path] of wrong)
    expect(await allow(house, more)).toMatchObject({ status: 400, body: { fields: [{ path }] } });
  expect([await list(house), await audits(house)]).toEqual([[], []]);
});

test("support reads only, and another customer's list is not there", async () => {
  const house = await apiHouse();
  await allow(house);
  expect((await allow(house, {}, "support")).status).toBe(403);
  expect((await house.call("DELETE", `${PATH}/${SHA256}`, { as: "support" })).status).toBe(403);
  for (const as of ["admin", "analyst", "customer"]) expect(await list(house, as)).toHaveLength(1);
  expect((await house.call("GET", PATH, { as: "other" })).status).toBe(404);
  expect((await allow(house, {}, "other")).status).toBe(404);
  expect((await house.call("DELETE", `${PATH}/${SHA256}`, { as: "other" })).status).toBe(404);
});

test("a file of the operating system is not vouched for from the incident where it was seen; another one is", async () => {
  const house = await apiHouse();
  const incidentId = await seed(house, "acme", g2("2026-01-04"));
  const { body } = await house.call("GET", `/v1/customers/acme/incidents/${incidentId}/executables`, { as: "analyst" });
  const system = body.executables.find(({ executable }: any) => executable.signature === "os-vendor").executable;
  const hashes = { sha256: system.sha256, sha1: system.sha256 === undefined ? system.sha1 : undefined };
  expect(await allow(house, { ...hashes, incidentId })).toMatchObject({ status: 409, body: { code: "system-file" } });
  expect(await audits(house)).toEqual([]);
  const other = { sha256: undefined, sha1: SHA1.srv, incidentId };
  expect(await allow(house, other)).toMatchObject({ status: 201, body: { hash: SHA1.srv } });
  expect((await allow(house, { incidentId: "inc-none" })).status).toBe(404);
});

test("a full list says so and keeps what it has; what is past its end makes room", async () => {
  const house = await apiHouse();
  const settings = "/v1/customers/acme/settings";
  const { body, headers } = await house.call("GET", settings, { as: "admin" });
  const entries = (until: string) =>
    Array.from({ length: 500 }, (_, n) => ({ sha1: n.toString(16).padStart(40, "0"), reason: "many", until }));
  const put = (until: string, etag = headers.etag ?? "") =>
    house.call("PUT", settings, {
      as: "admin",
      body: { ...body, policy: { ...body.policy, allowList: entries(until) } },
      headers: { "if-match": etag },
    });
  const full = await put(UNTIL);
  expect(await allow(house)).toMatchObject({ status: 409, body: { code: "allow-list-full" } });
  expect(await list(house)).toHaveLength(500);
  expect((await audits(house))[0].what).toBe("files-allowed-refused");
  await put("2026-01-04T00:00:00Z", full.headers.etag);
  expect((await allow(house)).status).toBe(201);
  expect(await list(house)).toHaveLength(1);
});

test("who added an entry is the house's word, also in settings that are put as a whole", async () => {
  const house = await apiHouse();
  await allow(house);
  house.clock.now += 60_000;
  const path = "/v1/customers/acme/settings";
  const { body, headers } = await house.call("GET", path, { as: "admin" });
  const [standing] = body.policy.allowList;
  expect(standing.addedBy).toBe("customer person");
  const forged = { sha1: "0".repeat(40), reason: "mine", until: UNTIL, addedBy: "somebody else", addedAt: "2020" };
  const allowList = [{ ...standing, addedBy: "nobody" }, forged];
  const put = (etag = "", as = "admin") =>
    house.call("PUT", path, {
      as,
      body: { ...body, policy: { ...body.policy, allowList } },
      headers: { "if-match": etag },
    });
  const done = await put(headers.etag);
  expect(done.body.policy.allowList).toEqual([
    standing,
    { sha1: forged.sha1, reason: "mine", until: UNTIL, addedBy: "admin person", addedAt: "2026-01-05T00:01:00.000Z" },
  ]);
  house.clock.now += 60_000;
  // The same again is no change, whoever sends it.
  expect((await put(done.headers.etag, "customer")).headers.etag).toBe(done.headers.etag);
  const created = { customerId: "new", settings: { name: "New", policy: { allowList: [forged] } } };
  const made = await house.call("POST", "/v1/customers", { as: "admin", body: created });
  expect(made).toMatchObject({
    status: 201,
    body: { settings: { policy: { allowList: [{ addedBy: "admin person" }] } } },
  });
  house.clock.now += 60_000;
  expect(await house.call("POST", "/v1/customers", { as: "admin", body: created })).toEqual(made);
});
