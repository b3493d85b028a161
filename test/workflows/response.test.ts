// The product misbehaves: slow, offline, failing, lying, answers that get lost. What the house says stays true.
import { afterEach, describe, expect, test } from "vitest";
import { take } from "../../functions/response/take.ts";
import { readComputer } from "../../records/computers.ts";
import { CUSTOMER } from "../house.ts";
import { COMPUTER, d3, g2 } from "../stories.ts";
import {
  actions,
  actionsOf,
  attestAll,
  closeAll,
  expectNothingBroken,
  facts,
  MINUTE,
  mailsTo,
  network,
  type Play,
  type PlayOptions,
  play,
  release,
  running,
  tasks,
} from "./play.ts";

afterEach(closeAll);

const startG2 = (before: PlayOptions["before"] = () => {}) => play(g2("2026-01-04"), { before });
const held = async (before?: PlayOptions["before"]): Promise<Play> => {
  const one = await startG2(before);
  await one.house.until(one.id, "on-hold");
  return one;
};
const computer = async ({ house }: Play) =>
  (await readComputer(house.deps.table, CUSTOMER, COMPUTER["SV-SQL01"]))?.isolation;
const isolation = async (one: Play) => (await actions(one)).find((action) => action.startsWith("isolate"));
const count = (one: Play, event: string) => one.house.endpoints.journal.filter((entry) => entry.event === event).length;

describe("an isolation", () => {
  test("of a slow computer is confirmed when it is done, not before", async () => {
    const one = await startG2(({ endpoints }) =>
      endpoints.tell("SV-SQL01", { kind: "slow", milliseconds: 5 * MINUTE }),
    );
    await one.house.pass(4 * MINUTE);
    expect([await isolation(one), mailsTo(one)]).toEqual(["isolate SV-SQL01 accepted", ["created"]]);
    await one.house.until(one.id, "on-hold");
    expect([await isolation(one), mailsTo(one)]).toEqual([
      "isolate SV-SQL01 confirmed",
      ["created", "isolated SV-SQL01"],
    ]);
  });

  test("of a computer that comes back in time is confirmed late, and mailed once", async () => {
    const one = await held(({ endpoints }) => endpoints.tell("SV-SQL01", { kind: "offline" }));
    expect(await isolation(one)).toBe("isolate SV-SQL01 unconfirmed");
    expect(mailsTo(one)).toEqual(["created", "isolation-unconfirmed SV-SQL01"]);
    await one.house.pass(2 * MINUTE);
    one.house.endpoints.tell("SV-SQL01", { kind: "online" });
    await one.house.pass(3 * MINUTE);
    expect(network(one.house, "SV-SQL01")).toBe("isolated");
    expect(await isolation(one)).toBe("isolate SV-SQL01 confirmed");
    expect((await computer(one))?.state).toBe("isolated");
    await one.house.pass(60 * MINUTE);
    expect(mailsTo(one)).toEqual(["created", "isolation-unconfirmed SV-SQL01", "isolated SV-SQL01"]);
  });

  test("never happens to a computer that comes back after the request's end", async () => {
    const one = await held(({ endpoints }) => endpoints.tell("SV-SQL01", { kind: "offline" }));
    await one.house.pass(30 * MINUTE);
    one.house.endpoints.tell("SV-SQL01", { kind: "online" });
    await one.house.pass(60 * MINUTE);
    expect(network(one.house, "SV-SQL01")).toBe("connected");
    expect(await isolation(one)).toBe("isolate SV-SQL01 unconfirmed");
    expect(mailsTo(one)).toEqual(["created", "isolation-unconfirmed SV-SQL01"]);
  });

  test("that the product reports as failed holds nothing, and the mail says so", async () => {
    const one = await startG2(({ endpoints }) => endpoints.tell("SV-SQL01", { kind: "failing" }));
    await one.house.pass(15 * MINUTE);
    expect(await isolation(one)).toBe("isolate SV-SQL01 failed task-failed");
    expect(await computer(one)).toMatchObject({ wanted: "connected", holds: [] });
    expect(mailsTo(one)).toContain("isolation-unconfirmed SV-SQL01");
    expect(JSON.stringify(await facts(one))).not.toMatch(/隔離済み|is isolated/);
  });

  test("that the product accepted and never ran is never said to be done", async () => {
    const one = await held(({ endpoints }) => endpoints.tell("SV-SQL01", { kind: "silent" }));
    expect(await isolation(one)).toBe("isolate SV-SQL01 unconfirmed");
    expect(JSON.stringify(await facts(one))).not.toMatch(/隔離済み|is isolated/);
    expect(mailsTo(one)).toEqual(["created", "isolation-unconfirmed SV-SQL01"]);
  });

  // The API's own word is all there is: a run that is shown as FINISHED cannot be told from one that was.
  test("that the product shows as finished is confirmed, even where it lies", async () => {
    const one = await held(({ endpoints }) => endpoints.tell("SV-SQL01", { kind: "lying" }));
    expect(network(one.house, "SV-SQL01")).toBe("connected");
    expect(await isolation(one)).toBe("isolate SV-SQL01 confirmed");
  });

  test("asked a second time by a late copy does nothing after a release", async () => {
    const one = await held();
    const isolate = (await actionsOf(one)).find(({ kind }) => kind === "isolate");
    await attestAll(one);
    await release(one, "SV-SQL01");
    await one.house.until(one.id, "resolved");
    const asked = one.house.endpoints.requests["task-create"];
    const { table } = one.house.deps;
    // The record as the late copy read it: before the product was asked.
    const stale = { ...isolate, state: "requested", settled: false };
    const deps = {
      ...one.house.deps,
      table: {
        ...table,
        get: async (key: { pk: string; sk: string }) => {
          const item = await table.get(key);
          return item && key.sk.startsWith("ACTION#isolate") ? { ...item, body: { v: 1, value: stale } } : item;
        },
      },
    };
    await take(deps, { customerId: CUSTOMER, incidentId: one.id }, isolate?.actionId ?? "");
    expect(one.house.endpoints.requests["task-create"]).toBe(asked);
    expect(network(one.house, "SV-SQL01")).toBe("connected");
  });
});

describe("a request whose answer is lost", () => {
  test.each([
    ["isolate and kill", g2, "task-create", 2],
    ["kill", d3, "task-create", 3],
    ["remove", d3, "executable-block", 1],
  ] as const)("is asked after before it is repeated: %s", async (_what, story, on, times) => {
    const one = await play(story("2026-01-04"), {
      before: ({ endpoints }) => endpoints.tellApi({ kind: "lost-answer", on, times }),
    });
    await one.house.until(one.id, "on-hold", "resolved");
    expect((await actions(one)).every((action) => action.endsWith(" confirmed"))).toBe(true);
    expect(Object.values(tasks(one.house)).every((number) => number === 1)).toBe(true);
    expectNothingBroken(one.house);
  });

  test("of a release is asked after, and released once", async () => {
    const one = await held();
    await attestAll(one);
    await one.house.endpoints.tellApi({ kind: "lost-answer", on: "task-create" });
    await release(one, "SV-SQL01");
    await one.house.until(one.id, "resolved");
    expect(Object.values(tasks(one.house))).toEqual([1, 1, 1]);
    expect(count(one, "released")).toBe(1);
    expect(mailsTo(one)).toEqual(["created", "isolated SV-SQL01", "recovered SV-SQL01"]);
  });
});

describe("an answer that comes later", () => {
  test("is fetched by its id, and nothing is asked twice", async () => {
    const one = await held(({ endpoints }) => endpoints.tellApi({ kind: "accepted", count: 6, on: "task-create" }));
    await one.house.pass(MINUTE);
    expect((await actions(one)).every((action) => action.endsWith(" confirmed"))).toBe(true);
    expect(Object.values(tasks(one.house))).toEqual([1, 1]);
  });
});

describe("a release", () => {
  test("of an offline computer is asked for until it is shown, and never said before", async () => {
    const one = await held();
    const { house, id } = one;
    await attestAll(one);
    house.endpoints.tell("SV-SQL01", { kind: "offline" });
    await release(one, "SV-SQL01");
    await house.pass(60 * MINUTE);
    expect(mailsTo(one)).toEqual(["created", "isolated SV-SQL01"]);
    expect((await house.incident(id)).status).toBe("on-hold");
    house.endpoints.tell("SV-SQL01", { kind: "online" });
    await house.until(id, "resolved");
    expect(network(house, "SV-SQL01")).toBe("connected");
    expect(mailsTo(one)).toEqual(["created", "isolated SV-SQL01", "recovered SV-SQL01"]);
    expect((await facts(one)).filter((fact) => fact.kind === "status-changed")).toHaveLength(3);
  });

  test("of an incident that an analyst found invalid ends as invalid, however late it is shown", async () => {
    const one = await held(({ endpoints }) => endpoints.tell("SV-SQL01", { kind: "normal" }));
    const { house, id } = one;
    house.endpoints.tell("SV-SQL01", { kind: "offline" });
    await house.call("analyst", "POST", `/incidents/${id}/status`, { status: "invalid", reason: "a test" });
    await house.pass(40 * MINUTE);
    expect((await house.incident(id)).status).toBe("on-hold");
    house.endpoints.tell("SV-SQL01", { kind: "online" });
    await house.until(id, "invalid", "resolved");
    expect((await house.incident(id)).status).toBe("invalid");
  });
});

describe("a product that is down for minutes", () => {
  test.each([1, 4, 8])("is asked again once it answers (%i minutes)", async (minutes) => {
    const down = { kind: "failing", status: 503, on: "task-create" } as const;
    const one = await startG2(({ endpoints }) => endpoints.tellApi(down));
    const { house, id } = one;
    await house.pass(minutes * MINUTE);
    await house.endpoints.tellApi({ kind: "normal" });
    await house.until(id, "on-hold");
    expect(running(house, "SV-SQL01")).not.toContain("srv.exe");
    expect(await isolation(one)).toBe("isolate SV-SQL01 confirmed");
    expect(Object.values(tasks(house))).toEqual([1, 1]);
  });
});
