import { expect, test } from "vitest";
import { quarantine } from "../../../records/deliveries.ts";
import { apiHouse } from "../../api-house.ts";

const ALL = ["admin", "analyst", "support", "customer"];
const C = "/v1/customers/acme";

test.each([
  ["POST", "/v1/customers", ["admin"]],
  ["GET", "/v1/customers", ["admin", "analyst", "support"]],
  ["GET", "/v1/people", ["admin"]],
  ["PUT", "/v1/people", ["admin"]],
  ["DELETE", "/v1/people/x", ["admin"]],
  ["GET", "/v1/audit", ["admin"]],
  ["GET", "/v1/me", ALL],
  ["GET", `${C}/me`, ALL],
  ["GET", `${C}/settings`, ALL],
  ["GET", `${C}/export`, ["admin"]],
  ["PUT", `${C}/erasure`, ["admin"]],
  ["PUT", `${C}/settings`, ["admin", "customer"]],
  ["PUT", `${C}/sources/new`, ["admin"]],
  ["GET", `${C}/sources`, ALL],
  ["POST", `${C}/sources/new/secrets`, ["admin", "customer"]],
  ["DELETE", `${C}/sources/new/secrets/x`, ["admin", "customer"]],
  ["PUT", `${C}/people`, ["admin", "customer"]],
  ["GET", `${C}/people`, ALL],
  ["DELETE", `${C}/people/x`, ["admin", "customer"]],
  ["GET", `${C}/audit`, ["admin", "customer"]],
  ["GET", `${C}/quarantine`, ["admin", "analyst"]],
])("%s %s is for %j only", async (method, path, roles) => {
  const house = await apiHouse();
  const body = method === "GET" ? undefined : {};
  for (const as of ALL) {
    const { status } = await house.call(method, path, { as, body });
    // What gets past the role fails on the empty body or the unknown id.
    if (roles.includes(as)) expect([200, 201, 400, 404], as).toContain(status);
    else expect(status, as).toBe(403);
  }
  expect((await house.call(method, path, { body })).status).toBe(401);
  if (!path.startsWith(C)) return;
  const elsewhere = await house.call(method, path.replace("acme", "nobody"), { as: "other", body });
  const theirs = await house.call(method, path, { as: "other", body });
  expect(theirs.status).toBe(404);
  expect(theirs.body).toEqual(elsewhere.body);
});

test("the quarantine is paged, with the reason for admins and the item itself for analysts", async () => {
  const house = await apiHouse();
  for (const index of [1, 2, 3]) {
    await quarantine(house.deps.table, {
      customerId: "acme",
      source: "eset",
      quarantineId: `q${index}`,
      receivedAt: `2026-01-0${index}T00:00:00.000Z`,
      reason: "unknown type",
      raw: `{"item":${index}}`,
    });
  }
  const list = (as: string, query?: Record<string, string>) =>
    house.call("GET", `${C}/quarantine`, { as, ...(query === undefined ? {} : { query }) });
  const page = await list("analyst", { limit: "2" });
  expect(page.body.items.map((one: Record<string, string>) => [one.quarantineId, one.raw])).toEqual([
    ["q3", '{"item":3}'],
    ["q2", '{"item":2}'],
  ]);
  const rest = await list("analyst", { limit: "2", cursor: page.body.cursor });
  expect(rest.body.items.map((one: Record<string, string>) => one.quarantineId)).toEqual(["q1"]);
  const bare = await list("admin");
  expect(bare.body.items).toHaveLength(3);
  expect(bare.body.items[0]).toEqual({
    quarantineId: "q3",
    source: "eset",
    receivedAt: "2026-01-03T00:00:00.000Z",
    reason: "unknown type",
  });
});

test("a page of large quarantined items stays below what one answer can carry, and loses none", async () => {
  const house = await apiHouse();
  const raw = "x".repeat(250_000);
  for (let index = 0; index < 15; index += 1) {
    const quarantineId = `q${String(index).padStart(2, "0")}`;
    const item = { customerId: "acme", source: "eset", quarantineId, receivedAt: "2026-01-01T00:00:00.000Z" };
    await quarantine(house.deps.table, { ...item, reason: "unknown type", raw });
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query: Record<string, string> = cursor === undefined ? {} : { cursor };
    const page = await house.call("GET", `${C}/quarantine`, { as: "analyst", query });
    expect(JSON.stringify(page.body).length).toBeLessThan(3_100_000);
    seen.push(...page.body.items.map((one: Record<string, string>) => one.quarantineId));
    cursor = page.body.cursor;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(15);
  expect(seen).toHaveLength(15);
});
