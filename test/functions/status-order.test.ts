// The timeline tells changes of status in the order in which they came, also where the clock stands still or goes back.
import { expect, test } from "vitest";
import { setStatus } from "../../functions/status.ts";
import { createIncident } from "../../records/incidents.ts";
import { readRecorded } from "../../records/timeline.ts";
import { apiHouse } from "../api-house.ts";

const AT = "2026-01-05T00:00:10.000Z";
const BEFORE = "2026-01-05T00:00:09.000Z";
const place = { customerId: "acme", incidentId: "inc-1" };

test("changes of one instant, and of a clock that went back, stand in their order and once", async () => {
  const { deps } = await apiHouse();
  const since = { createdAt: BEFORE, episodeStartedAt: BEFORE, roundStartedAt: BEFORE, checkedAt: BEFORE };
  const about = { title: { ja: "件名", en: "Title" }, severity: "high", openedBy: "detection" } as const;
  await createIncident(deps.table, {
    ...place,
    ...since,
    ...about,
    computers: [],
    round: 1,
    episode: 1,
    status: "open",
  });
  const change = async (to: "on-hold" | "in-progress" | "resolved", at: string) => {
    await setStatus(deps, place, to, { at, cause: `${to} ${at}` });
    await setStatus(deps, place, to, { at, cause: `${to} ${at}` });
  };
  await change("on-hold", AT);
  await change("in-progress", AT);
  await change("on-hold", BEFORE);
  await change("resolved", AT);
  const { values } = await readRecorded(deps.table, place, undefined, 100);
  const told = values.map(({ fact, recordedAt }) => [
    recordedAt.slice(17, 23),
    fact.kind === "status-changed" && fact.to,
  ]);
  expect(told).toEqual([
    ["10.000", "on-hold"],
    ["10.001", "in-progress"],
    ["10.002", "on-hold"],
    ["10.003", "resolved"],
  ]);
});
