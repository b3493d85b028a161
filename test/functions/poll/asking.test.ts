// Which sources are asked: those whose connector's settings say so, from the moment on at which they do.
import { expect, test } from "vitest";
import { changeLeased, leasePoll, pollKey, readPoll } from "../../../records/polls.ts";
import { apiHouse } from "../../api-house.ts";

const PATH = "/v1/customers/acme/sources/eset";
const connector = (settings: object) => ({
  settings: { region: "jpn", ...settings },
  credential: { username: "api@acme.test", password: "secret" },
});
const body = (settings: object) => ({ vendor: "eset", credential: "secret", connector: connector(settings) });
const key = pollKey("acme", "eset");

test("a source is asked from when its settings say so until they no longer do; where its reading stands is kept", async () => {
  const house = await apiHouse();
  const { table } = house.deps;
  await house.call("PUT", PATH, { as: "admin", body: body({}) });
  expect(await readPoll(table, key)).toBeUndefined();
  await house.call("PUT", PATH, { as: "admin", body: body({ poll: true }) });
  const at = new Date(house.clock.now).toISOString();
  expect(await readPoll(table, key)).toMatchObject({ since: at, pollAt: at, streams: {} });

  const leased = await leasePoll(table, key, at, "2027-01-01T00:00:00.000Z", "mine");
  if (leased === undefined) throw new Error("not leased");
  expect(await leasePoll(table, key, at, "2027-01-01T00:00:00.000Z", "other")).toBeUndefined();
  await changeLeased(table, leased, (poll) => ({ ...poll, streams: { incidents: { cursor: "here", failures: 0 } } }));
  await house.call("PUT", PATH, { as: "admin", body: body({}) });
  expect((await readPoll(table, key))?.pollAt).toBeUndefined();
  // Who read meanwhile changes nothing any more.
  expect(await changeLeased(table, leased, (poll) => ({ ...poll, streams: {} }))).toBe(false);

  house.clock.now += 60_000;
  await house.call("PUT", PATH, { as: "admin", body: body({ poll: true }) });
  expect(await readPoll(table, key)).toMatchObject({
    pollAt: new Date(house.clock.now).toISOString(),
    streams: { incidents: { cursor: "here" } },
  });
});

test("putting the same again mends what a crash left", async () => {
  const house = await apiHouse();
  await house.call("PUT", PATH, { as: "admin", body: body({ poll: true }) });
  const item = await house.deps.table.get(key);
  await house.deps.table.remove(key, item?.version ?? 0);
  await house.call("PUT", PATH, { as: "admin", body: body({ poll: true }) });
  expect((await readPoll(house.deps.table, key))?.pollAt).toBeDefined();
});

test("another product's connector asks for nothing: its payloads would be read with the wrong words", async () => {
  const house = await apiHouse();
  const answer = await house.call("PUT", "/v1/customers/acme/sources/own", {
    as: "admin",
    body: { vendor: "generic", credential: "secret", connector: { vendor: "eset", ...connector({ poll: true }) } },
  });
  expect([answer.status, answer.body.code]).toEqual([400, "polls-another-product"]);
});
