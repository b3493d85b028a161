import { expect, test } from "vitest";
import { changeIsolation } from "../../../records/computers.ts";
import { readRecorded } from "../../../records/timeline.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { COMPUTER, d3, n2 } from "../../stories.ts";
import { seed } from "./incident-seed.ts";

const PATH = "/v1/customers/acme/computers";
const computer = COMPUTER["PC-SOUMU03"];
const one = `${PATH}/${computer}`;

const names = async (house: ApiHouse, query: Record<string, string>): Promise<string[]> => {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: "3", ...query, ...(cursor === undefined ? {} : { cursor }) };
    const { status, body } = await house.call("GET", PATH, { as: "support", query: page });
    expect(status).toBe(200);
    found.push(...body.computers.map(({ name }: { name: string }) => name));
    cursor = body.cursor;
  } while (cursor !== undefined);
  return found;
};

const kinds = async (house: ApiHouse, incidentId: string): Promise<string[]> =>
  (await readRecorded(house.deps.table, { customerId: "acme", incidentId }, undefined, 1000)).values.map(
    ({ fact }) => fact.kind,
  );

test("computers are paged and found by name, isolation and exemption, ours or the product's group", async () => {
  const house = await apiHouse();
  await seed(house, "acme", n2(8));
  const [first] = d3();
  if (first === undefined) throw new Error("no story");
  await seed(house, "acme", [{ ...first, computer: { ...first.computer, group: "All/Servers/Exempt/Tills" } }]);
  expect(await names(house, {})).toHaveLength(9);
  expect(await names(house, { name: "pc-000" })).toHaveLength(8);
  expect(await names(house, { source: "generic", name: "soumu" })).toEqual(["PC-SOUMU03"]);
  expect(await names(house, { source: "eset" })).toEqual([]);
  expect(await names(house, { exempt: "true" })).toEqual(["PC-SOUMU03"]);
  const path = `${PATH}/${n2(1)[0]?.computer.id}/exemption`;
  await house.call("POST", path, { as: "customer", body: { reason: "a till", until: "2026-01-06T09:00:00+09:00" } });
  expect(await names(house, { exempt: "true" })).toEqual(["PC-0001", "PC-SOUMU03"]);
  expect(await names(house, { exempt: "false" })).toHaveLength(7);
  house.clock.now = Date.parse("2026-01-06T00:00:00Z");
  expect(await names(house, { exempt: "true" })).toEqual(["PC-SOUMU03"]);
  await changeIsolation(house.deps.table, "acme", computer, (isolation) => ({
    ...isolation,
    wanted: "connected",
    state: "unknown",
  }));
  expect(await names(house, { isolated: "true" })).toEqual(["PC-SOUMU03"]);
  expect(await names(house, { isolated: "false" })).toHaveLength(8);
  expect((await house.call("GET", PATH, { as: "support", query: { isolated: "yes" } })).status).toBe(400);
});

test("a computer shows the incidents it was part of, newest first, and its version", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const { status, body, headers } = await house.call("GET", one, { as: "customer" });
  expect(status).toBe(200);
  expect(headers.etag).toBe(`"${body.version}"`);
  expect(body).toMatchObject({ computerId: computer, incidents: [{ incidentId: id, status: "open" }], exempt: false });
});

test("an exemption is recorded with its reason and end, in the audit and in the open incident, and ends", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const body = { reason: "a till", until: "2026-01-09T09:00:00+09:00" };
  const made = await house.call("POST", `${one}/exemption`, { as: "customer", body });
  expect(made).toMatchObject({
    status: 200,
    body: { exempt: true, exemption: { reason: "a till", until: "2026-01-09T00:00:00.000Z", by: "customer person" } },
  });
  await house.call("POST", `${one}/exemption`, { as: "customer", body });
  expect(await kinds(house, id)).toContain("exempted");
  expect((await kinds(house, id)).filter((kind) => kind === "exempted")).toHaveLength(1);
  const ended = await house.call("DELETE", `${one}/exemption`, { as: "customer" });
  expect(ended).toMatchObject({ status: 200, body: { exempt: false } });
  expect(ended.body).not.toHaveProperty("exemption");
  expect((await house.call("DELETE", `${one}/exemption`, { as: "customer" })).status).toBe(200);
  expect((await kinds(house, id)).filter((kind) => kind === "exemption-ended")).toHaveLength(1);
  const audit = JSON.stringify((await house.call("GET", "/v1/customers/acme/audit", { as: "admin" })).body);
  expect(audit.match(/"computer-exempted"/g)).toHaveLength(1);
  expect(audit.match(/"computer-exemption-ended"/g)).toHaveLength(1);
  const past = { reason: "x", until: "2025-01-01T00:00:00Z" };
  expect((await house.call("POST", `${one}/exemption`, { as: "customer", body: past })).body.fields[0].path).toBe(
    "until",
  );
});

test("an exemption that somebody else changed meanwhile is not changed", async () => {
  const house = await apiHouse();
  await seed(house);
  const { etag = "" } = (await house.call("GET", one, { as: "customer" })).headers;
  const exempt = (reason: string) =>
    house.call("POST", `${one}/exemption`, { as: "customer", body: { reason }, headers: { "if-match": etag } });
  expect((await exempt("first")).status).toBe(200);
  expect(await exempt("second")).toMatchObject({ status: 409, body: { code: "version" } });
  const end = await house.call("DELETE", `${one}/exemption`, { as: "customer", headers: { "if-match": etag } });
  expect(end).toMatchObject({ status: 409, body: { code: "version" } });
  expect((await house.call("GET", one, { as: "customer" })).body.exemption.reason).toBe("first");
});
