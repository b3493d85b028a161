// The export of a customer: everything that is kept of it, nothing of another, no secret.
import { expect, test } from "vitest";
import { sha256 } from "../../../core/ids.ts";
import { quarantine } from "../../../records/deliveries.ts";
import { LEFT_OUT } from "../../../records/holdings.ts";
import { read } from "../../documents.ts";
import { type LivedHouse, livedHouse, ofCustomer } from "./leaving-house.ts";

interface Exported {
  kind: string;
  under?: string;
  value: any;
}

async function exported(house: LivedHouse, customerId = "acme"): Promise<{ records: Exported[]; largest: number }> {
  const records: Exported[] = [];
  let cursor: string | undefined;
  let largest = 0;
  do {
    const query = cursor === undefined ? {} : { cursor };
    const { status, body } = await house.call("GET", `/v1/customers/${customerId}/export`, { as: "admin", query });
    expect(status).toBe(200);
    records.push(...body.records);
    cursor = body.cursor;
    largest = Math.max(largest, JSON.stringify(body).length);
  } while (cursor !== undefined);
  return { records, largest };
}

test("an export holds every record of the customer once, but for the house's own notes and what expires by itself", async () => {
  const house = await livedHouse();
  const { records } = await exported(house);
  const own = ofCustomer(await house.table.dump(), "acme");
  const kept = own.filter(({ pk, sk }) => {
    const [name = ""] = sk.split("#");
    return !LEFT_OUT.has(name) && !/#(CLAIM|POINTER|ANSWER|DELIVERY)#/.test(pk);
  });
  const texts = records.map(({ value }) => JSON.stringify(value));
  for (const { pk, sk, body } of kept) expect(texts, `${pk} ${sk}`).toContain(JSON.stringify(body.value));
  // The customer's people and its own entry were there before the table was watched.
  expect(records.length).toBe(kept.length + 2);
  expect(new Set(texts).size).toBeGreaterThan(kept.length - 20);
  const kinds = new Set(records.map(({ kind }) => kind));
  for (const kind of [
    "customer",
    "source",
    "person",
    "audit",
    "quarantine",
    "computer",
    "computer-incident",
    "exemption",
  ])
    expect(kinds).toContain(kind);
  for (const kind of [
    "incident",
    "incident-computer",
    "detection",
    "timeline",
    "trace",
    "notice",
    "inquiry",
    "message",
  ])
    expect(kinds).toContain(kind);
  expect(records[0]).toMatchObject({ kind: "customer", value: { customerId: "acme", settings: { name: "acme" } } });
  expect(records.filter(({ kind }) => kind === "timeline").map(({ under }) => under)).toContain(house.incidentId);
  expect(records.find(({ kind }) => kind === "message")?.under).toBe(house.inquiryId);
});

test("it holds nothing of another customer, and no secret", async () => {
  const house = await livedHouse();
  const text = JSON.stringify((await exported(house)).records);
  for (const foreign of ["of other", '"other"', "other person", "soc@other.test"]) expect(text).not.toContain(foreign);
  expect(text).toContain("of acme");
  for (const secret of ["secret of", "password of"]) expect(text).not.toContain(secret);
  const others = JSON.stringify((await exported(house, "other")).records);
  expect(others).toContain("of other");
  expect(others).not.toContain("of acme");
});

test("a large one comes in pages that an answer of the API holds, none of it twice", async () => {
  const house = await livedHouse();
  const receivedAt = new Date(house.clock.now).toISOString();
  const about = { customerId: "acme", source: "eset", receivedAt, reason: "why", raw: "x".repeat(200_000) };
  for (let n = 0; n < 30; n += 1) await quarantine(house.deps.table, { ...about, quarantineId: `large-${n}` });
  const { records, largest } = await exported(house);
  expect(largest).toBeLessThan(1_300_000);
  const ids = records.filter(({ kind }) => kind === "quarantine").map(({ value }) => value.quarantineId);
  expect(ids).toHaveLength(31);
  expect(new Set(ids).size).toBe(31);
});

test("only an admin may, and a cursor that names another customer's records is refused", async () => {
  const house = await livedHouse();
  for (const as of ["analyst", "support", "customer"])
    expect((await house.call("GET", "/v1/customers/acme/export", { as })).status, as).toBe(403);
  const bound = sha256(JSON.stringify(["acme", "export"])).slice(0, 16);
  const forged = (pk: string) => {
    const after = JSON.stringify({ section: 0, pk });
    return Buffer.from(JSON.stringify({ after, of: bound })).toString("base64url");
  };
  const ask = (pk: string) =>
    house.call("GET", "/v1/customers/acme/export", { as: "admin", query: { cursor: forged(pk) } });
  expect((await ask("C#acme")).status).toBe(200);
  for (const pk of ["C#other", "CUSTOMERS", "HOUSE", "C#acme2"])
    expect(await ask(pk), pk).toMatchObject({ status: 400, body: { code: "invalid-cursor" } });
});

test("what is left out stands in the table of docs/architecture.md, and docs/operations.md says which it is", () => {
  const [architecture, operations] = [read("docs/architecture.md"), read("docs/operations.md")];
  for (const name of LEFT_OUT) {
    expect(architecture, name).toContain(`| \`${name}`);
    expect(operations, name).toContain(`\`${name}\``);
  }
});
