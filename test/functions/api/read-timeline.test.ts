import { expect, test } from "vitest";
import { append } from "../../../records/timeline.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { seed } from "./incident-seed.ts";

async function opened() {
  const house = await apiHouse();
  const id = await seed(house);
  const path = `/v1/customers/acme/incidents/${id}/timeline`;
  const read = async (query: Record<string, string> = {}) => {
    const { status, body } = await house.call("GET", path, { as: "customer", query });
    expect(status).toBe(200);
    return body as { entries: any[]; cursor?: string; live: string; more: boolean };
  };
  return { house, id, read, path };
}

const comment = (house: ApiHouse, incidentId: string, text: string, recordedAt: string) =>
  append(
    house.deps.table,
    { customerId: "acme", incidentId },
    { fact: { kind: "person-comment", text, language: "en" }, recordedAt, cause: [text] },
  );

/** As a client follows: at once while there is more, dropping what it has. */
async function follow(read: (query: Record<string, string>) => Promise<any>, known: Set<string>, live: string) {
  const fresh: string[] = [];
  let next = live;
  for (let more = true; more; ) {
    const page = await read({ after: next, limit: "3" });
    for (const { entryId, text } of page.entries) {
      if (known.has(entryId)) continue;
      known.add(entryId);
      fresh.push(text.en);
    }
    next = page.live;
    more = page.more;
  }
  return { fresh, live: next };
}

test("entries come by when they happened, newest or oldest first, with their text in both languages", async () => {
  const { read } = await opened();
  const oldest: any[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ order: "oldest", limit: "3", ...(cursor === undefined ? {} : { cursor }) });
    oldest.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  const times = oldest.map(({ occurredAt }) => occurredAt);
  expect(times).toEqual([...times].sort());
  const { entries } = await read({ limit: "200" });
  expect(entries.map(({ entryId }) => entryId)).toEqual(oldest.map(({ entryId }) => entryId).reverse());
  expect(entries.find(({ fact }) => fact.kind === "incident-created").text).toEqual({
    ja: expect.stringContaining("インシデント 作成済み"),
    en: expect.stringContaining("Incident created"),
  });
});

test("live reading shows each new entry once, also one whose own instant is older than the last answer", async () => {
  const { house, id, read } = await opened();
  const first = await read({ limit: "200" });
  const known = new Set(first.entries.map(({ entryId }) => entryId));
  let state = await follow(read, known, first.live);
  expect(state.fresh).toEqual([]);
  house.clock.now += 60_000;
  const t = (seconds: number) => new Date(house.clock.now - seconds * 1000).toISOString();
  for (let index = 0; index < 10; index += 1) await comment(house, id, `new ${index}`, t(10 - index));
  state = await follow(read, known, state.live);
  expect(state.fresh).toHaveLength(10);
  await comment(house, id, "late", t(50));
  house.clock.now += 60_000;
  state = await follow(read, known, state.live);
  expect(state.fresh).toEqual(["Commented: late"]);
  house.clock.now += 3_600_000;
  expect((await follow(read, known, state.live)).fresh).toEqual([]);
});

test("live reading from the start shows everything; another incident's cursor is refused", async () => {
  const { house, read, path } = await opened();
  const all = await read({ limit: "200" });
  const { fresh } = await follow(read, new Set(), "start");
  expect(fresh).toHaveLength(all.entries.length);
  const stolen = { as: "customer", query: { after: all.cursor ?? "bm9uc2Vuc2U" } };
  expect(await house.call("GET", path, stolen)).toMatchObject({ status: 400, body: { code: "invalid-cursor" } });
});

test("who has the live answer already hears 304 until something comes, also under a later cursor", async () => {
  const { house, id, read, path } = await opened();
  const look = (after: string, etag?: string) =>
    house.call("GET", path, {
      as: "customer",
      query: { after, limit: "200" },
      ...(etag === undefined ? {} : { headers: { "if-none-match": etag } }),
    });
  const { live } = await read();
  const first = await look(live);
  const etag = first.headers.etag ?? "";
  expect([first.status, etag]).toEqual([200, expect.stringMatching(/^W\/"\w+"$/)]);
  for (const after of [live, first.body.live]) {
    const again = await look(after, etag);
    expect([again.status, again.body, again.headers.etag]).toEqual([304, undefined, etag]);
  }
  await comment(house, id, "something new", new Date(house.clock.now).toISOString());
  const changed = await look(live, etag);
  expect(changed.status).toBe(200);
  expect(changed.body.entries.map(({ text }: any) => text.en).join()).toContain("something new");
  expect(changed.headers.etag).not.toBe(etag);
});
