// The way an incident took through the workflow is known after Step Functions has forgotten the execution.
import { expect, test } from "vitest";
import { pathOf } from "../../../core/execution-path.ts";
import type { HistoryEvent } from "../../../core/ports.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { handleReasons, openReasons } from "../../../records/incidents.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { seed } from "../api/incident-seed.ts";

const at = (second: number): string => new Date(Date.UTC(2026, 0, 5, 0, 0, second)).toISOString();
const event = (id: number, previousEventId: number, type: string, details: object = {}): HistoryEvent => ({
  ...{ id, previousEventId, timestamp: at(id), type },
  ...details,
});
const entered = (name: string) => ({ stateEnteredEventDetails: { name } });
const left = (name: string) => ({ stateExitedEventDetails: { name } });
const EVENTS: HistoryEvent[] = [
  event(1, 0, "ExecutionStarted"),
  event(2, 1, "TaskStateEntered", entered("Assess the incident")),
  event(3, 2, "TaskScheduled"),
  event(4, 3, "TaskStateExited", left("Assess the incident")),
  event(5, 4, "MapStateEntered", entered("Auto-remediate")),
  event(6, 5, "TaskStateEntered", entered("Take")),
  event(7, 5, "TaskStateEntered", entered("Take")),
  event(8, 7, "TaskStateExited", left("Take")),
  event(9, 6, "TaskStateExited", left("Take")),
  event(10, 9, "MapStateExited", left("Auto-remediate")),
  event(11, 10, "FailStateEntered", entered("An analyst must resume this incident")),
];

test("states stand in the order of entry, each with its own exit, also within a Map", () => {
  expect(pathOf(EVENTS)).toEqual([
    { state: "Assess the incident", enteredAt: at(2), leftAt: at(4) },
    { state: "Auto-remediate", enteredAt: at(5), leftAt: at(10) },
    { state: "Take", enteredAt: at(6), leftAt: at(9) },
    { state: "Take", enteredAt: at(7), leftAt: at(8) },
    { state: "An analyst must resume this incident", enteredAt: at(11) },
  ]);
});

async function finished(): Promise<{
  house: ApiHouse;
  path: string;
  forget(): void;
  ends(state: "running" | "failed"): void;
}> {
  const house = await apiHouse();
  const id = await seed(house);
  const path = `/v1/customers/acme/incidents/${id}`;
  // As the assessment does: what is still news would reopen it.
  await handleReasons(house.deps.table, await openReasons(house.deps.table, "acme", id));
  let state: "running" | "failed" | "absent" = "failed";
  house.deps.workflow.state = async () => state;
  house.deps.workflow.history = async (_name, after) =>
    after === undefined ? { events: EVENTS.slice(0, 5), next: "5" } : { events: EVENTS.slice(5) };
  const body = { status: "closed", reason: "no impact" };
  expect((await house.call("POST", `${path}/status`, { as: "analyst", body })).status).toBe(200);
  return {
    house,
    path,
    forget: () => {
      state = "absent";
    },
    ends: (next) => {
      state = next;
    },
  };
}
const workflow = async (house: ApiHouse, path: string) =>
  (await house.call("GET", `${path}/workflow`, { as: "analyst" })).body;

test("the sweeper keeps the way of a finished incident, and it is shown once the execution is forgotten", async () => {
  const { house, path, forget } = await finished();
  house.clock.now += 2 * 3_600_000;
  await sweep(house.deps);
  forget();
  const shown = await workflow(house, path);
  expect(shown).toMatchObject({ state: "failed", events: [] });
  expect(shown.path).toEqual(pathOf(EVENTS));
});

test("an execution that still runs is looked at again; nothing is kept twice; the retention still ends", async () => {
  const { house, path, ends, forget } = await finished();
  ends("running");
  house.clock.now += 2 * 3_600_000;
  await sweep(house.deps);
  ends("failed");
  await sweep(house.deps);
  let asked = 0;
  house.deps.workflow.history = async () => {
    asked += 1;
    return { events: [] };
  };
  await sweep(house.deps);
  expect(asked).toBe(0);
  forget();
  expect((await workflow(house, path)).path).toEqual(pathOf(EVENTS));
  house.clock.now += 401 * 86_400_000;
  await sweep(house.deps);
  expect((await house.call("GET", path, { as: "analyst" })).status).toBe(404);
  expect((await house.deps.table.query({ pk: `C#acme#I#${path.split("/").at(-1)}` })).items).toEqual([]);
});

test("an incident that was finished before paths were kept, and is forgotten already, has none", async () => {
  const { house, path, forget } = await finished();
  forget();
  house.clock.now += 2 * 3_600_000;
  await sweep(house.deps);
  expect(await workflow(house, path)).not.toHaveProperty("path");
  expect(await workflow(house, path)).toMatchObject({ state: "absent" });
});
