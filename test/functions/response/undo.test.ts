// What a connector prepares before an isolation reaches the release that ends it, from the record and not from a memory.
import { expect, test } from "vitest";
import { requestAction } from "../../../functions/response/request-actions.ts";
import { end } from "../../../functions/response/settle.ts";
import { take } from "../../../functions/response/take.ts";
import { readComputer } from "../../../records/computers.ts";
import { readIncident } from "../../../records/incidents.ts";
import { place } from "../../../records/placing.ts";
import type { Connector } from "../../../vendors/vendor.ts";
import { apiHouse } from "../../api-house.ts";
import { arrival, detection, T0 } from "../../records/detections.ts";

test("the first isolation's preparation goes to every release until one is confirmed, then a new one is read", async () => {
  const { deps } = await apiHouse();
  const heard: string[] = [];
  let groups = 0;
  const connector: Connector = {
    supports: ["isolate", "release"],
    repeatable: [],
    async prepare({ kind }) {
      groups += kind === "isolate" ? 1 : 0;
      return kind === "isolate" ? `groups-${groups}` : undefined;
    },
    async request({ kind }, prepared) {
      heard.push(`${kind} ${prepared}`);
      return "{}";
    },
    find: async () => "none",
    outcome: async () => ({ state: "running" }),
    exempt: async () => false,
    investigationLink: () => undefined,
  };
  const house = { ...deps, connectors: async () => connector };
  const { incidentId } = await place(house.table, arrival("d-1"), detection("x"));
  const incident = (await readIncident(house.table, "acme", incidentId))?.value;
  if (incident === undefined) throw new Error("no incident");
  const target = { computerId: "pc-1", computerName: "pc-1" };
  const undo = async () => (await readComputer(house.table, "acme", "pc-1"))?.isolation.undo;
  const act = async (kind: "isolate" | "release", state: "confirmed" | "unconfirmed" | "failed") => {
    const action = await requestAction(house, incident, { kind, target, by: { kind: "mdr" }, at: T0 });
    if (action === undefined) throw new Error("not requested");
    await end(house, await take(house, incident, action.actionId), state, "told");
  };

  await act("isolate", "confirmed");
  expect(await undo()).toBe("groups-1");
  await act("release", "unconfirmed");
  await act("isolate", "confirmed");
  expect(await undo()).toBe("groups-1");
  await act("release", "confirmed");
  expect(await undo()).toBeUndefined();
  await act("isolate", "failed");
  expect(await undo()).toBeUndefined();
  expect(heard).toEqual([
    "isolate groups-1",
    "release groups-1",
    "isolate groups-1",
    "release groups-1",
    "isolate groups-2",
  ]);
});
