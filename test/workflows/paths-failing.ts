// Paths on which something breaks: the end of an action, a step, an execution, the product.
import { expect } from "vitest";
import { Unavailable } from "../../core/errors.ts";
import type { TestHouse } from "../house.ts";
import { g2 } from "../stories.ts";
import { brokenEndPaths, heldG2 } from "./paths-ends.ts";
import type { Path } from "./paths-waiting.ts";
import {
  actions,
  breakWrites,
  entersOf,
  HOUR,
  houseFor,
  MINUTE,
  mailsTo,
  network,
  play,
  release,
  send,
  statuses,
  tasks,
} from "./play.ts";

export const failingPaths: Path[] = [
  ...brokenEndPaths,
  [
    "asks for the isolation again when the product is down at first",
    async () => {
      const one = await play(g2("2026-01-04"), {
        before: ({ endpoints }) => endpoints.tellApi({ kind: "failing", status: 503, on: "task-create" }),
      });
      await one.house.pass(4 * MINUTE);
      expect(network(one.house, "SV-SQL01")).toBe("connected");
      await one.house.endpoints.tellApi({ kind: "normal" });
      await one.house.until(one.id, "on-hold");
      expect(network(one.house, "SV-SQL01")).toBe("isolated");
      expect(entersOf(one).filter((name) => name === "Auto-remediate")).toHaveLength(1);
      expect((await actions(one)).every((action) => action.endsWith(" confirmed"))).toBe(true);
      expect(mailsTo(one)).toEqual(["created", "isolated SV-SQL01"]);
      expect(Object.values(tasks(one.house))).toEqual([1, 1]);
    },
  ],
  [
    "announces an incident later, when its notice could not be written at first",
    async () => {
      const house = await houseFor(g2("2026-01-04"));
      const heal = breakWrites(house, (sk) => sk.includes(".created."), new Unavailable("table", "none"));
      const one = { house, id: await send(house, g2("2026-01-04")) };
      await house.clock.runUntil(() => network(house, "SV-SQL01") === "isolated", 2 * MINUTE);
      await house.clock.runUntil(() => entersOf(one).includes("Comment on the findings"), 2 * MINUTE);
      expect(mailsTo(one)).not.toContain("created");
      heal();
      await house.until(one.id, "on-hold");
      await house.pass(MINUTE);
      expect(mailsTo(one).toSorted()).toEqual(["created", "isolated SV-SQL01"]);
    },
  ],
  [
    "escalates a step that breaks, waits for an analyst, and goes on when they resume it",
    async () => {
      const house = await houseFor(g2("2026-01-04"));
      const heal = breakWrites(house, (sk) => sk.startsWith("ASSESSMENT#"));
      const one = { house, id: await send(house, g2("2026-01-04")) };
      const { id } = one;
      await house.until(id, "on-hold");
      await house.pass(HOUR);
      expect(house.machine.state(`${id}-1`)).toBe("failed");
      expect(entersOf(one).slice(-2)).toEqual(["Escalate to an analyst", "An analyst must resume this incident"]);
      expect((await house.incident(id)).waitingFor).toBe("analyst");
      expect((await house.incident(id)).round).toBe(1);
      expect(mailsTo(one, "analysts@hikeshi.test")).toEqual(["escalated"]);
      heal();
      const answer = await house.call("analyst", "POST", `/incidents/${id}/resume`, { reason: "repaired" });
      expect(answer).toMatchObject({ status: 202, body: { round: 2 } });
      await house.pass(2 * MINUTE);
      expect(network(house, "SV-SQL01")).toBe("isolated");
      expect((await house.incident(id)).waitingFor).toBe("customer");
      expect(await statuses(one)).toEqual(["on-hold", "in-progress", "on-hold"]);
    },
  ],
  [
    "starts again by itself when not even the escalation could be written",
    async () => {
      const house = await houseFor(g2("2026-01-04"));
      const heal = breakWrites(house, (sk) => sk.startsWith("ASSESSMENT#") || sk.startsWith("MOMENT#escalated"));
      const one = { house, id: await send(house, g2("2026-01-04")) };
      await house.pass(MINUTE);
      expect(house.machine.state(`${one.id}-1`)).toBe("failed");
      heal();
      await house.until(one.id, "on-hold");
      expect((await house.incident(one.id)).round).toBe(2);
      expect(network(house, "SV-SQL01")).toBe("isolated");
    },
  ],
  [
    "starts a dead execution again, and goes straight to the wait where it had come so far",
    async () => {
      const one = await heldG2();
      const { house, id } = one;
      const told = mailsTo(one).length;
      await house.machine.stop(`${id}-1`, "died");
      await house.pass(20 * MINUTE);
      expect(entersOf(one, 2)).toEqual([
        "Assess the incident",
        "Auto-remediate",
        "Comment on the findings",
        "Close or isolate?",
        "Wait for the customer's recovery",
      ]);
      expect(mailsTo(one)).toHaveLength(told);
      await release(one, "SV-SQL01");
      await house.until(id, "resolved");
    },
  ],
  [
    "finishes what a dead execution had only begun",
    async () => {
      const before = ({ endpoints }: TestHouse) => endpoints.tell("SV-SQL01", { kind: "slow", milliseconds: MINUTE });
      const one = await play(g2("2026-01-04"), { before });
      const { house, id } = one;
      await house.pass(10_000);
      await house.machine.stop(`${id}-1`, "died");
      await house.until(id, "on-hold");
      expect((await house.incident(id)).round).toBe(2);
      expect((await actions(one)).every((action) => action.endsWith(" confirmed"))).toBe(true);
      expect((await house.timeline(id)).filter((text) => text.startsWith("Recommended action"))).toHaveLength(7);
      expect(mailsTo(one)).toEqual(["created", "isolated SV-SQL01"]);
      expect(Object.values(tasks(house))).toEqual([1, 1]);
    },
  ],
];
