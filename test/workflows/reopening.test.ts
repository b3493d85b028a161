// After the end: the same again on the same computer reopens, a comment does not.
import { afterEach, expect, test } from "vitest";
import { d3, type GenericJson, g2 } from "../stories.ts";
import {
  actions,
  attestAll,
  closeAll,
  HOUR,
  MINUTE,
  mailsTo,
  network,
  play,
  release,
  running,
  send,
  statuses,
  tasks,
} from "./play.ts";

afterEach(closeAll);

const again = (detections: GenericJson[], day: string): GenericJson[] =>
  detections.map((detection) => ({ ...detection, id: `${day}-${detection.id}` }));

test("the same file on the same computer reopens: a new episode with its own actions and mails", async () => {
  const one = await play(d3("2026-01-04"));
  const { house, id } = one;
  await house.until(id, "resolved");
  await house.pass(2 * HOUR);
  for (const process of house.endpoints.computer("PC-SOUMU03").processes) process.running = true;
  expect(await send(house, again(d3("2026-01-05"), "second"))).toBe(id);
  await house.until(id, "resolved");
  expect(await house.incident(id)).toMatchObject({ episode: 2, round: 2 });
  expect(running(house, "PC-SOUMU03")).toEqual([]);
  expect((await actions(one)).filter((action) => action.endsWith(" confirmed"))).toHaveLength(8);
  expect(mailsTo(one)).toEqual(["created", "finished", "created again", "finished"]);
  expect(await statuses(one)).toEqual(["in-progress", "resolved", "reopened", "in-progress", "resolved"]);
});

test("an episode judges by its own actions: what is not confirmed this time isolates", async () => {
  const one = await play(d3("2026-01-04"));
  const { house, id } = one;
  await house.until(id, "resolved");
  await house.pass(2 * HOUR);
  for (const process of house.endpoints.computer("PC-SOUMU03").processes) process.running = true;
  house.endpoints.tell("PC-SOUMU03", { kind: "slow", milliseconds: 20 * MINUTE });
  await send(house, again(d3("2026-01-05"), "second"));
  await house.pass(MINUTE);
  house.endpoints.tell("PC-SOUMU03", { kind: "normal" });
  await house.until(id, "on-hold");
  expect(network(house, "PC-SOUMU03")).toBe("isolated");
  expect(mailsTo(one)).toEqual(["created", "finished", "created again", "isolated PC-SOUMU03"]);
});

test("an isolation of the first episode is released, and one of the second is asked for anew", async () => {
  const one = await play(g2("2026-01-04"));
  const { house, id } = one;
  await house.until(id, "on-hold");
  await attestAll(one);
  await release(one, "SV-SQL01");
  await house.until(id, "resolved");
  await house.pass(2 * HOUR);
  await send(house, again(g2("2026-01-05"), "second"));
  await house.until(id, "on-hold");
  expect(network(house, "SV-SQL01")).toBe("isolated");
  expect(Object.keys(tasks(house)).filter((name) => name.includes(" isolate "))).toHaveLength(2);
  expect(mailsTo(one).slice(-2)).toEqual(["created again", "isolated SV-SQL01"]);
});

test("after the watch period the same file opens a new incident", async () => {
  const one = await play(d3("2026-01-04"), { settings: { policy: { reopenWithinDays: 0.25 } } });
  await one.house.until(one.id, "resolved");
  await one.house.pass(7 * HOUR);
  expect(await send(one.house, again(d3("2026-01-05"), "later"))).not.toBe(one.id);
});

test("a comment on a finished incident is mailed and leaves it finished", async () => {
  const one = await play(d3("2026-01-04"));
  const { house, id } = one;
  await house.until(id, "resolved");
  await house.pass(MINUTE);
  const comment = { text: "A longer analysis follows here.", language: "en" };
  expect((await house.call("analyst", "POST", `/incidents/${id}/comments`, comment)).status).toBe(201);
  await house.pass(2 * HOUR);
  expect(await house.incident(id)).toMatchObject({ status: "resolved", round: 1, episode: 1 });
  expect(mailsTo(one)).toEqual(["created", "finished", "comment"]);
  expect(house.machine.state(`${id}-2`)).toBe("absent");
});
