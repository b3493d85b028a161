// What the sweeper finds with an incident that it looks at: kills and removals without their end, and how often it looks at one that waits.
import { afterEach, describe, expect, test } from "vitest";
import { changeAction } from "../../../records/actions.ts";
import { dueKeys } from "../../../records/due.ts";
import { CUSTOMER, type TestHouse } from "../../house.ts";
import { d3, g2 } from "../../stories.ts";
import { actionsOf, closeAll, facts, HOUR, houseFor, MINUTE, type Play, play, send } from "../../workflows/play.ts";

afterEach(closeAll);

const resolved = async (): Promise<Play> => {
  const house = await houseFor(d3("2026-01-04"));
  const one = { house, id: await send(house, d3("2026-01-04")) };
  await house.until(one.id, "resolved");
  return one;
};
const leave = (one: Play, kind: string, how: object) =>
  actionsOf(one).then(async (actions) => {
    const action = actions.find((each) => each.kind === kind);
    if (action === undefined) throw new Error(`no ${kind}`);
    await changeAction(one.house.deps.table, action, action.actionId, ({ endedAt: _e, ...rest }) => ({
      ...rest,
      settled: false,
      ...how,
    }));
    return action;
  });
const outcome = async (one: Play, actionId: string) => {
  const action = (await actionsOf(one)).find((each) => each.actionId === actionId);
  return [action?.state, action?.settled];
};
const lines = async (one: Play, kind: string) => (await facts(one)).filter((fact) => fact.kind === kind).length;

describe("an action that was left", () => {
  test("accepted: is asked after, and ends as the product shows it", async () => {
    const one = await resolved();
    const { actionId } = await leave(one, "remove", { state: "accepted" });
    await one.house.pass(20 * MINUTE);
    expect(await outcome(one, actionId)).toEqual(["confirmed", true]);
  });

  test("never asked: is not asked any more", async () => {
    const one = await resolved();
    const { actionId } = await leave(one, "kill", { state: "requested" });
    const tasks = one.house.endpoints.journal.length;
    await one.house.pass(20 * MINUTE);
    expect(await outcome(one, actionId)).toEqual(["unconfirmed", true]);
    expect(one.house.endpoints.journal.length).toBe(tasks);
    expect(await lines(one, "action-unconfirmed")).toBe(1);
  });

  test("ended, and its line not written: the line is written", async () => {
    const one = await resolved();
    const endedAt = new Date(one.house.clock.now()).toISOString();
    const { actionId } = await leave(one, "kill", { state: "failed", reason: "offline", endedAt });
    await one.house.pass(20 * MINUTE);
    expect(await outcome(one, actionId)).toEqual(["failed", true]);
    expect(await lines(one, "action-failed")).toBe(1);
  });
});

describe("an incident that waits for its customer", () => {
  const dueIn = async ({ deps, clock }: TestHouse, milliseconds: number) =>
    (await dueKeys(deps.table, new Date(clock.now() + milliseconds).toISOString(), 1000)).filter(
      ({ sk }) => sk === "INCIDENT",
    ).length;

  test("is looked at after a quarter of an hour, and from then on every six hours", async () => {
    const one = await play(g2("2026-01-04"));
    await one.house.until(one.id, "on-hold");
    expect(await dueIn(one.house, 16 * MINUTE)).toBe(1);
    await one.house.pass(20 * MINUTE);
    expect(await dueIn(one.house, 5 * HOUR)).toBe(0);
    expect(await dueIn(one.house, 6 * HOUR)).toBe(1);
    const seen = (await one.house.incident(one.id)).checkedAt;
    await one.house.pass(5 * HOUR);
    expect((await one.house.incident(one.id)).checkedAt).toBe(seen);
    await one.house.pass(2 * HOUR);
    expect((await one.house.incident(one.id)).checkedAt > seen).toBe(true);
  });

  test("goes on in a new round within six hours where its execution vanished and nobody heard of it", async () => {
    const one = await play(g2("2026-01-04"));
    await one.house.until(one.id, "on-hold");
    await one.house.pass(20 * MINUTE);
    await one.house.machine.stop(`${one.id}-1`, "vanished");
    await one.house.pass(7 * HOUR);
    expect(await one.house.incident(one.id)).toMatchObject({ round: 2, customerId: CUSTOMER });
    expect(one.house.machine.state(`${one.id}-2`)).toBe("running");
  });
});
