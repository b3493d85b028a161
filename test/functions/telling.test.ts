// A notice's mail and its line on the timeline: each comes once, whatever breaks between them.
import { expect, test } from "vitest";
import { Unavailable } from "../../core/errors.ts";
import { sweep } from "../../functions/sweep/sweep.ts";
import { tell } from "../../functions/telling.ts";
import { createIncident } from "../../records/incidents.ts";
import { readRecorded } from "../../records/timeline.ts";
import { apiHouse } from "../api-house.ts";
import { OPEN_INCIDENT, place } from "../open-incident.ts";

async function houseWithIncident() {
  const house = await apiHouse();
  await createIncident(house.deps.table, OPEN_INCIDENT);
  return house;
}

test("a crash between the mail and its line on the timeline is healed by the sweeper, without a second mail", async () => {
  const house = await houseWithIncident();
  const { put } = house.deps.table;
  house.deps.table.put = async (item, expected) => {
    if (item.sk.startsWith("TIMELINE#")) throw new Unavailable("down", "none");
    return put(item, expected);
  };
  await expect(tell(house.deps, place, { notice: { kind: "created" }, to: "customer" })).rejects.toThrow();
  expect(house.mails).toHaveLength(1);
  house.deps.table.put = put;
  house.clock.now += 10 * 60_000;
  await sweep(house.deps);
  await sweep(house.deps);
  const { values } = await readRecorded(house.deps.table, place, undefined, 100);
  expect(values.map(({ fact }) => fact.kind)).toEqual(["notice-sent"]);
  expect(house.mails).toHaveLength(1);
});

test("the line on the timeline is recorded when the mail went, so that a live reader sees it", async () => {
  const house = await houseWithIncident();
  const { send } = house.deps.mailer;
  house.deps.mailer.send = async () => {
    throw new Unavailable("down", "none");
  };
  await tell(house.deps, place, { notice: { kind: "created" }, to: "customer" });
  house.deps.mailer.send = send;
  house.clock.now += 3 * 3_600_000;
  await sweep(house.deps);
  const { values } = await readRecorded(house.deps.table, place, undefined, 100);
  expect(values.map(({ recordedAt }) => recordedAt)).toEqual(["2026-01-05T03:00:00.000Z"]);
});

test("a record that cannot be written after the mail went is tried again, and the mail is not", async () => {
  const house = await houseWithIncident();
  const { put } = house.deps.table;
  let failures = 0;
  house.deps.table.put = async (item, expected) => {
    if (house.mails.length > 0 && item.sk.startsWith("NOTICE#") && failures < 3) {
      failures += 1;
      throw new Unavailable("throttled", "none");
    }
    return put(item, expected);
  };
  const pauses: number[] = [];
  house.deps.sleep = async (milliseconds) => {
    pauses.push(milliseconds);
  };
  await tell(house.deps, place, { notice: { kind: "created" }, to: "customer" });
  house.clock.now += 10 * 60_000;
  await sweep(house.deps);
  expect(house.mails).toHaveLength(1);
  expect(pauses).toEqual([100, 200, 400]);
});
