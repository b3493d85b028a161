// What a crash left pending is done by the sweeper, once: mails that were not sent, wakes that were not taken, incidents without an execution.
import { beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { createDeps } from "../../../functions/deps.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { tell } from "../../../functions/telling.ts";
import { createReason, writeWait } from "../../../records/incidents.ts";
import { placeOf } from "../../../records/keys.ts";
import { readNotices } from "../../../records/notices.ts";
import { place } from "../../../records/placing.ts";
import { readRecorded } from "../../../records/timeline.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { arrival, detection, T0 } from "../../records/detections.ts";

let house: ApiHouse;
let at: { customerId: string; incidentId: string };
beforeEach(async () => {
  house = await apiHouse();
  const { incidentId } = await place(house.deps.table, arrival("d"), detection("x", { object: "evil" }));
  at = { customerId: "acme", incidentId };
});
const MINUTE = 60_000;
const created = { notice: { kind: "created" }, to: "customer" } as unknown as Parameters<typeof tell>[2];
const told = async () => {
  const { values } = await readRecorded(house.deps.table, at, undefined, 1000);
  return values.filter(({ fact }) => fact.kind === "notice-sent").length;
};
const deaf = (calls: { count: number }) => {
  const { secretCache: _s, connectors: _c, house: names, ...ports } = house.deps;
  const send = async () => {
    calls.count += 1;
    throw new Unavailable("the mail server is away", "none");
  };
  return createDeps({ ...ports, mailer: { send } }, names);
};

describe("a mail that could not be sent", () => {
  test("throws nothing, waits, and is sent once by the sweeper when the mailer is back", async () => {
    const calls = { count: 0 };
    await tell(deaf(calls), at, created);
    expect([calls.count, house.mails.length]).toEqual([1, 0]);
    expect(await readNotices(house.deps.table, at)).toMatchObject([{ state: "pending" }]);
    await sweep(house.deps);
    expect(house.mails).toHaveLength(0);
    for (let minutes = 0; minutes < 10; minutes += 1) {
      house.clock.now += MINUTE;
      await sweep(house.deps);
    }
    expect(house.mails).toHaveLength(1);
    expect(await readNotices(house.deps.table, at)).toMatchObject([{ state: "sent" }]);
    expect(await told()).toBe(1);
  });

  test("is tried more and more seldom, and hinders no other work of the sweep", async () => {
    const calls = { count: 0 };
    const deps = deaf(calls);
    await tell(deps, at, created);
    for (let minutes = 0; minutes < 120; minutes += 1) {
      house.clock.now += MINUTE;
      expect((await sweep(deps)).failed).toBe(0);
    }
    expect(calls.count).toBeGreaterThan(3);
    expect(calls.count).toBeLessThan(12);
    expect(house.started).toHaveLength(1);
  });

  test("is told to nobody twice when the step is done again", async () => {
    for (let n = 0; n < 3; n += 1) await tell(house.deps, at, created);
    expect([house.mails.length, await told()]).toEqual([1, 1]);
  });
});

describe("an incident", () => {
  test("whose execution was never started is started, once", async () => {
    house.clock.now += 2 * MINUTE;
    await sweep(house.deps);
    await sweep(house.deps);
    expect(house.started).toEqual([`${at.incidentId}-1`]);
  });

  test("whose wake was lost is woken with the token it waits with", async () => {
    await house.deps.workflow.start(`${at.incidentId}-1`, { ...at, round: 1 });
    await writeWait(house.deps.table, { ...at, token: "old", at: T0 });
    await writeWait(house.deps.table, { ...at, token: "present", at: T0 });
    await createReason(house.deps.table, { ...at, reasonId: "release-1", kind: "release", at: T0 });
    await sweep(house.deps);
    expect(house.woken).toEqual([]);
    house.clock.now += 2 * MINUTE;
    await sweep(house.deps);
    expect(new Set(house.woken)).toEqual(new Set(["present"]));
  });
});

test("an incident's partition tells its place, and no other does", () => {
  expect(placeOf(`C#acme#I#${at.incidentId}`)).toEqual(at);
  for (const pk of ["C#acme", "C#acme#I#", "C#a#b#I#c", "C#acme#COMPUTER#I#x", ""]) expect(placeOf(pk)).toBeUndefined();
});
