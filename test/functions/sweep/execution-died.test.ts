// The sweeper is told of an execution that died, and looks at its incident at once.
import { expect, test } from "vitest";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { apiHouse } from "../../api-house.ts";
import { seed } from "../api/incident-seed.ts";

test.each([
  ["timed-out", 2],
  ["aborted", 2],
  ["running", 1],
] as const)(
  "an execution that is %s leaves its incident in round %i, without waiting until it is due",
  async (state, round) => {
    const house = await apiHouse();
    const incidentId = await seed(house);
    await sweep(house.deps);
    house.started.length = 0;
    house.clock.now += 6 * 60_000;
    house.deps.workflow.state = async (name) => (name === `${incidentId}-1` ? state : "running");
    await sweep(house.deps);
    expect(house.started).toEqual([]);
    await sweep(house.deps, { customerId: "acme", incidentId });
    await sweep(house.deps, { customerId: "acme", incidentId });
    expect(house.started).toEqual(round === 1 ? [] : [`${incidentId}-2`]);
  },
);

test("an execution that dies young is left until its incident is due: it would die again", async () => {
  const house = await apiHouse();
  const incidentId = await seed(house);
  await sweep(house.deps);
  house.started.length = 0;
  house.deps.workflow.state = async () => "aborted";
  house.clock.now += 60_000;
  await sweep(house.deps, { customerId: "acme", incidentId });
  expect(house.started).toEqual([]);
  house.clock.now += 15 * 60_000;
  await sweep(house.deps);
  expect(house.started).toEqual([`${incidentId}-2`]);
});

test("what it is told of others changes nothing", async () => {
  const house = await apiHouse();
  for (const event of [
    undefined,
    {},
    { customerId: "acme", incidentId: "inc-0" },
    { customerId: "nobody", incidentId: "x" },
  ])
    expect(await sweep(house.deps, event)).toMatchObject({ failed: 0 });
  expect(house.started).toEqual([]);
});
