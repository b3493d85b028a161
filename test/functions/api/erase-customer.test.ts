// The erasure of a customer: refused while the house still works for it, then all of it goes, whatever breaks the work off.
import { describe, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { changeIsolation } from "../../../records/computers.ts";
import { readCustomer } from "../../../records/customers.ts";
import { incidentsListPk } from "../../../records/keys.ts";
import { crashing } from "../../records/memory-table.ts";
import { d3 } from "../../stories.ts";
import { seed } from "./incident-seed.ts";
import { closeAll, type LivedHouse, livedHouse, ofCustomer } from "./leaving-house.ts";

const ROOT = "/v1/customers/acme";
const MINUTE = 60_000;

const erase = (house: LivedHouse, name = "acme", on = house.deps) =>
  house.call("PUT", `${ROOT}/erasure`, { as: "admin", body: { name }, on });

/** Repeats it as the command does. */
async function wholly(house: LivedHouse, on = house.deps): Promise<void> {
  for (let calls = 0; calls < 20; calls += 1) {
    const { status, body } = await erase(house, "acme", on);
    expect([status, body]).toMatchObject([200, {}]);
    if (body.state === "erased") return;
    house.clock.now += body.againAfterSeconds * 1000;
  }
  throw new Error("never erased");
}

const stateOf = async (house: LivedHouse) => (await readCustomer(house.deps.table, "acme"))?.value.erasing;
const houseAudit = async (house: LivedHouse): Promise<{ what: string; details: object; byName: string }[]> =>
  (await house.call("GET", "/v1/audit", { as: "admin" })).body.audit;

/** What still stands of it, but for what expires by itself, and claims that only hashes lead to. */
const left = async (house: LivedHouse, customerId = "acme") =>
  ofCustomer(await house.table.dump(), customerId)
    .map(({ pk, sk }) => `${pk} ${sk}`)
    .filter((key) => !key.includes("#ANSWER#"));

describe("what is erased", () => {
  test("all of it: records, people, secrets; and nothing of another customer", async () => {
    const house = await livedHouse();
    const others = await left(house, "other");
    const secretsOfOther = [...house.secrets].filter(([name]) => name.startsWith("customers/other/"));
    expect((await left(house)).length).toBeGreaterThan(40);
    await wholly(house);
    expect(await left(house)).toEqual([]);
    expect((await house.deps.table.query({ pk: "C#acme" })).items).toEqual([]);
    expect([...house.secrets]).toEqual(secretsOfOther);
    expect(await left(house, "other")).toEqual(others);
    expect((await house.call("GET", `${ROOT}/settings`, { as: "admin" })).status).toBe(404);
    expect((await house.call("GET", `${ROOT}/incidents`, { as: "customer" })).status).toBe(404);
  });

  test("a customer of the same id begins with nothing: what it was sent before opens a new incident", async () => {
    const house = await livedHouse();
    await wholly(house);
    await house.call("POST", "/v1/customers", { as: "admin", body: { customerId: "acme", settings: { name: "New" } } });
    const again = await seed(
      house,
      "acme",
      d3().map((one) => ({ ...one, id: `acme-${one.id}` })),
    );
    const { body } = await house.call("GET", `${ROOT}/incidents`, { as: "analyst" });
    expect(body.incidents.map((one: any) => [one.incidentId, one.status])).toEqual([[again, "open"]]);
  });

  test("the house's audit keeps who began and ended it", async () => {
    const house = await livedHouse();
    await wholly(house);
    expect(await houseAudit(house)).toMatchObject([
      { what: "customer-erased", byName: "admin person", details: { customerId: "acme" } },
      { what: "customer-erasure-begun", byName: "admin person", details: { customerId: "acme" } },
    ]);
  });
});

describe("it is refused, and nothing is done", () => {
  const untouched = async (house: LivedHouse) => {
    expect(await stateOf(house)).toBeUndefined();
    expect(await houseAudit(house)).toEqual([]);
    expect(house.secrets.has("customers/acme/sources/eset/one")).toBe(true);
  };

  test("under another name than the customer's", async () => {
    const house = await livedHouse();
    expect(await erase(house, "Acme")).toMatchObject({ status: 400, body: { code: "name-differs" } });
    await untouched(house);
  });

  test("while an incident is open, until it is finished", async () => {
    const house = await livedHouse();
    await seed(house, "acme", [{ ...d3()[0], id: "open", computer: { id: "pc-9", name: "PC-9" } } as any]);
    expect(await erase(house)).toMatchObject({ status: 409, body: { code: "incidents-open" } });
    await untouched(house);
    await closeAll(house);
    await wholly(house);
  });

  test.each([
    ["isolated", { wanted: "isolated", state: "isolated" }],
    ["about to be isolated", { wanted: "isolated", state: "connected" }],
    ["not confirmed to be connected again", { wanted: "connected", state: "unknown" }],
  ] as const)("while a computer is %s", async (_name, isolation) => {
    const house = await livedHouse();
    const { body } = await house.call("GET", `${ROOT}/computers`, { as: "customer" });
    const [{ computerId }] = body.computers;
    await changeIsolation(house.deps.table, "acme", computerId, (now) => ({ ...now, ...isolation }));
    expect(await erase(house)).toMatchObject({ status: 409, body: { code: "computers-isolated" } });
    await untouched(house);
  });
});

describe("on its way", () => {
  test("the sources end first, and a minute passes before anything else is touched", async () => {
    const house = await livedHouse();
    const before = await left(house);
    expect((await erase(house)).body).toEqual({ state: "waiting", againAfterSeconds: 60 });
    expect([...house.secrets.keys()].filter((name) => name.includes("acme/sources"))).toEqual([]);
    const { body } = await house.call("GET", `${ROOT}/sources`, { as: "admin" });
    expect(body.sources).toMatchObject([{ name: "eset", secretIds: [] }]);
    expect((await house.deps.table.get({ pk: "C#acme", sk: "POLL#eset" }))?.due).toBeUndefined();
    house.clock.now += MINUTE - 1000;
    expect((await erase(house)).body).toEqual({ state: "waiting", againAfterSeconds: 1 });
    expect((await left(house)).sort()).toEqual([...before, "CUSTOMERS CUSTOMER#acme"].sort());
    expect(house.secrets.has("customers/acme/connectors/eset")).toBe(true);
  });

  test("nothing of the customer is changed meanwhile, and all of it is read", async () => {
    const house = await livedHouse();
    await erase(house);
    const words = { subject: "s", text: "t", language: "en" };
    for (const [as, method, path, body] of [
      ["customer", "POST", `${ROOT}/inquiries`, words],
      ["admin", "POST", `${ROOT}/sources/eset/secrets`, {}],
      ["admin", "PUT", `${ROOT}/sources/new`, { vendor: "generic", credential: "secret" }],
    ] as const)
      expect(await house.call(method, path, { as, body }), path).toMatchObject({
        status: 409,
        body: { code: "customer-erasing" },
      });
    const again = { as: "admin", body: { customerId: "acme", settings: { name: "acme" } } };
    expect((await house.call("POST", "/v1/customers", again)).status).toBe(409);
    expect((await house.call("GET", `${ROOT}/export`, { as: "admin" })).status).toBe(200);
  });

  test("what was let in before may still open an incident: then it stops, and goes on once that is finished", async () => {
    const house = await livedHouse();
    await erase(house);
    const late = [{ ...d3()[0], id: "late", computer: { id: "pc-9", name: "PC-9" } } as any];
    await seed(house, "acme", late);
    house.clock.now += MINUTE;
    expect(await erase(house)).toMatchObject({ status: 409, body: { code: "incidents-open" } });
    expect(await stateOf(house)).toBeUndefined();
    expect((await houseAudit(house)).map(({ what }) => what)).toEqual([
      "customer-erasure-stopped",
      "customer-erasure-begun",
    ]);
    await closeAll(house);
    await wholly(house);
    expect(await left(house)).toEqual([]);
  });

  test("one call takes ten seconds at the most, and says that there is more", async () => {
    const house = await livedHouse();
    await erase(house);
    house.clock.now += MINUTE;
    const { table } = house.deps;
    const slow = {
      ...table,
      remove: async (...args: Parameters<typeof table.remove>) => {
        house.clock.now += 2000;
        return table.remove(...args);
      },
    };
    const on = { ...house.deps, table: slow };
    let calls = 0;
    for (let state = "erasing"; state === "erasing"; calls += 1) {
      const began = house.clock.now;
      state = (await erase(house, "acme", on)).body.state;
      expect(house.clock.now - began).toBeLessThan(10_000 + 10 * 2 * 2000 + 10_000);
    }
    expect(calls).toBeGreaterThan(3);
    expect(await left(house)).toEqual([]);
  });
});

/** The n-th write fails, before or after it is done, and everything after it. */
async function brokenOff(n: number, when: "before" | "after"): Promise<boolean> {
  const house = await livedHouse();
  const table = crashing(house.deps.table, n, when);
  const retire = async (name: string) => {
    if (table.writes() >= n) throw new Unavailable("crash", "maybe");
    await house.deps.secrets.retire(name);
  };
  const on = { ...house.deps, table, secrets: { ...house.deps.secrets, retire } };
  for (let calls = 0; calls < 3; calls += 1) {
    await erase(house, "acme", on);
    house.clock.now += MINUTE;
  }
  const reached = table.writes() >= n;
  const gone = (await readCustomer(house.deps.table, "acme")) === undefined;
  if (!gone) await wholly(house);
  expect(await left(house), `write ${n}, ${when}`).toEqual([]);
  expect(
    [...house.secrets.keys()].filter((name) => name.includes("/acme/")),
    `write ${n}, ${when}`,
  ).toEqual([]);
  expect((await house.deps.table.queryIndex("list", { pk: incidentsListPk("acme") })).items).toEqual([]);
  expect((await houseAudit(house)).filter(({ what }) => what === "customer-erased")).toHaveLength(1);
  return reached;
}

test.each(["before", "after"] as const)(
  "broken off %s any of its writes, it goes on when it is repeated",
  async (when) => {
    let n = 1;
    while (await brokenOff(n, when)) n += 1;
    expect(n).toBeGreaterThan(50);
  },
);
