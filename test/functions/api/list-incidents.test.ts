import { expect, test } from "vitest";
import { createIncident } from "../../../records/incidents.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { seed } from "./incident-seed.ts";

const PATH = "/v1/customers/acme/incidents";

async function write(house: ApiHouse, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    await createIncident(house.deps.table, {
      incidentId: `inc-${String(index).padStart(4, "0")}`,
      customerId: "acme",
      round: 1,
      episode: 1,
      status: index % 10 === 0 ? "closed" : "in-progress",
      severity: index % 2 === 0 ? "low" : "high",
      title: { ja: "題", en: "title" },
      createdAt,
      episodeStartedAt: createdAt,
      roundStartedAt: createdAt,
      checkedAt: createdAt,
      openedBy: "detection",
      computers: [],
    });
  }
}

async function all(house: ApiHouse, query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 1000; pages += 1) {
    const page = { ...query, ...(cursor === undefined ? {} : { cursor }) };
    const { status, body } = await house.call("GET", PATH, { as: "customer", query: page });
    expect(status).toBe(200);
    ids.push(...body.incidents.map(({ incidentId }: { incidentId: string }) => incidentId));
    cursor = body.cursor;
    if (cursor === undefined) return ids;
  }
  throw new Error("no end");
}

const named = (from: number, to: number, step = 1): string[] =>
  Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => `inc-${String(to - index * step).padStart(4, "0")}`,
  );

test("another customer's incidents look like a customer that does not exist", async () => {
  const house = await apiHouse();
  expect(await house.call("GET", PATH, { as: "customer" })).toMatchObject({ status: 200, body: { incidents: [] } });
  expect(await house.call("GET", PATH, { as: "other" })).toMatchObject({ status: 404 });
  expect(await house.call("GET", "/v1/customers/nobody/incidents", { as: "other" })).toMatchObject({ status: 404 });
});

test("pages hold every incident once, newest first, whatever their size", async () => {
  const house = await apiHouse();
  await write(house, 25);
  for (const limit of ["1", "7", "25", "200"]) expect(await all(house, { limit }), limit).toEqual(named(0, 24));
});

test("filters leave what fits, over many pages that hold none", async () => {
  const house = await apiHouse();
  await write(house, 2500);
  expect(await all(house, { status: "closed", limit: "3" })).toEqual(named(0, 2490, 10));
  expect(await all(house, { severity: "high", limit: "200" })).toEqual(named(1, 2499, 2));
  expect(await all(house, { status: "invalid" })).toEqual([]);
});

test("from and to are read in their own offset: from is included, to is not", async () => {
  const house = await apiHouse();
  await write(house, 120);
  const query = { from: "2026-01-01T09:10:00+09:00", to: "2026-01-01T09:20:00+09:00" };
  expect(await all(house, query)).toEqual(named(10, 19));
  expect(await all(house, { ...query, limit: "3" })).toEqual(named(10, 19));
  const west = { from: "2025-12-31T19:10:00-05:00", to: "2025-12-31T19:20:00-05:00" };
  expect(await all(house, west)).toEqual(named(10, 19));
});

test("a computer is found by its id and by its name in any case", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  await write(house, 3);
  expect(await all(house, { computer: "pc-soumu03" })).toEqual([id]);
  expect(await all(house, { computer: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e05" })).toEqual([id]);
  expect(await all(house, { computer: "PC-SOUMU" })).toEqual([]);
});

test("a cursor of another customer or another filter, or one made up, is refused", async () => {
  const house = await apiHouse();
  await write(house, 5);
  const { body } = await house.call("GET", PATH, { as: "analyst", query: { limit: "2" } });
  const cursor: string = body.cursor;
  const call = (path: string, query: Record<string, string>) => house.call("GET", path, { as: "analyst", query });
  expect(await call(PATH, { limit: "3", cursor })).toMatchObject({ status: 200 });
  const refused = { status: 400, body: { code: "invalid-cursor" } };
  expect(await call("/v1/customers/other/incidents", { limit: "2", cursor })).toMatchObject(refused);
  expect(await call(PATH, { limit: "2", cursor, status: "closed" })).toMatchObject(refused);
  expect(await call(PATH, { limit: "2", cursor: "bm9uc2Vuc2U" })).toMatchObject(refused);
  expect(await call(PATH, { limit: "0" })).toMatchObject({ status: 400, body: { code: "invalid-query" } });
  expect(await call(PATH, { nonsense: "1" })).toMatchObject({ status: 400, body: { code: "invalid-query" } });
});

test("the title's words are looked for in either language and any case, among the last 90 days", async () => {
  const house = await apiHouse();
  const daysAgo = (days: number) => new Date(house.clock.now - days * 86_400_000).toISOString();
  const titles = [
    [1, { ja: "不審なファイルをドロップしました", en: "Certutil dropped a file" }],
    [89, { ja: "別の件名", en: "A FILE by Certutil" }],
    [91, { ja: "古い件名", en: "Certutil dropped an old file" }],
  ] as const;
  for (const [days, title] of titles) {
    const createdAt = daysAgo(days);
    await createIncident(house.deps.table, {
      ...{ incidentId: `inc-${days}`, customerId: "acme", round: 1, episode: 1, status: "closed", severity: "low" },
      ...{ title, createdAt, episodeStartedAt: createdAt, roundStartedAt: createdAt, checkedAt: createdAt },
      ...{ openedBy: "detection", computers: [] },
    });
  }
  const found = (title: string, more = {}) => all(house, { title, ...more });
  expect(await found("file certutil")).toEqual(["inc-1", "inc-89"]);
  expect(await found("不審な")).toEqual(["inc-1"]);
  expect(await found("certutil 不審な")).toEqual([]);
  expect(await found("certutil", { from: daysAgo(30) })).toEqual(["inc-1"]);
  expect(await found("certutil", { from: daysAgo(400) })).toEqual(["inc-1", "inc-89"]);
});
