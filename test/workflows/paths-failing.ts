// Paths on which something breaks: a step, an execution, the table in the middle of a confirmation.
import { expect } from "vitest";
import { Unavailable } from "../../core/errors.ts";
import type { TestHouse } from "../house.ts";
import { d1, d3, g2 } from "../stories.ts";
import type { Path } from "./paths-waiting.ts";
import {
  actions,
  actionsOf,
  attestAll,
  breakWrites,
  entersOf,
  HOUR,
  houseFor,
  isolateByHand,
  MINUTE,
  mailsTo,
  network,
  type Play,
  play,
  release,
  send,
  statuses,
  tasks,
} from "./play.ts";

/** Each action is written when it is decided, when it is asked, when the product took it, and at its end. */
const END = 4;

/** Fails the writes of such actions from their end on: once, or until the way back is taken. */
function breakEnd(house: TestHouse, kind: string, once: boolean): () => void {
  const writes = new Map<string, number>();
  return breakWrites(house, (sk) => {
    if (!sk.startsWith(`ACTION#${kind}`)) return false;
    const count = (writes.get(sk) ?? 0) + 1;
    writes.set(sk, count);
    return once ? count === END : count >= END;
  });
}

const slowD3 = async (): Promise<Play> => {
  const before = ({ endpoints }: TestHouse) =>
    endpoints.tell("PC-SOUMU03", { kind: "slow", milliseconds: 20 * MINUTE });
  const one = await play(d3("2026-01-04"), { before });
  await one.house.pass(MINUTE);
  one.house.endpoints.tell("PC-SOUMU03", { kind: "normal" });
  return one;
};
const exemptD1 = async (): Promise<Play> => {
  const one = await play(d1("2026-01-04"), { exempt: ["SV-FILE01", "PC-KEIRI07"] });
  await one.house.until(one.id, "on-hold");
  return one;
};
const heldG2 = async (): Promise<Play> => {
  const one = await play(g2("2026-01-04"));
  await one.house.until(one.id, "on-hold");
  await attestAll(one);
  return one;
};

/** In which Map · which action's end is not written · what leads there · what makes the request. */
const ENDS: [string, string, () => Promise<Play>, (one: Play) => Promise<unknown>][] = [
  ["the action", "remove", async () => ({ house: await houseFor(d3("2026-01-04")), id: "" }), async () => {}],
  ["the isolation", "isolate", slowD3, async () => {}],
  ["their isolation", "isolate", exemptD1, ({ house }) => isolateByHand(house, "SV-FILE01")],
  ["the release", "release", heldG2, (one) => release(one, "SV-SQL01")],
];

const brokenEnds = ENDS.flatMap(([what, kind, lead, ask]): Path[] =>
  [true, false].map(
    (once): Path => [
      `could not confirm ${what}${once ? "" : ", nor say so"}: goes on, and the sweeper finishes it`,
      async () => {
        const led = await lead();
        const heal = breakEnd(led.house, kind, once);
        const one = led.id === "" ? { ...led, id: await send(led.house, d3("2026-01-04")) } : led;
        await ask(one);
        await one.house.pass(12 * MINUTE);
        expect(entersOf(one)).toContain(`Could not confirm ${what}${once ? "" : " later"}`);
        expect(one.house.machine.state(`${one.id}-1`)).not.toBe("failed");
        heal();
        await one.house.pass(90 * MINUTE);
        const ended = (await actionsOf(one)).filter((action) => action.kind === kind);
        expect(ended.map(({ state, settled }) => [settled, state])).not.toContainEqual([false, expect.anything()]);
        const shown = once && kind === "remove" ? "unconfirmed" : "confirmed";
        expect(new Set(ended.map(({ state }) => state))).toEqual(new Set([shown]));
        if (kind === "release") expect((await one.house.incident(one.id)).status).toBe("resolved");
        if (kind === "isolate") expect(mailsTo(one).filter((mail) => mail.startsWith("isolated"))).toHaveLength(1);
        expect(Object.values(tasks(one.house)).every((count) => count <= (kind === "release" ? 2 : 1))).toBe(true);
      },
    ],
  ),
);

export const failingPaths: Path[] = [
  ...brokenEnds,
  [
    "asks for the isolation again while it remediates, when the product is down at first",
    async () => {
      const one = await play(g2("2026-01-04"), {
        before: ({ endpoints }) => endpoints.tellApi({ kind: "failing", status: 503, on: "task-create" }),
      });
      await one.house.pass(4 * MINUTE);
      expect(network(one.house, "SV-SQL01")).toBe("connected");
      await one.house.endpoints.tellApi({ kind: "normal" });
      await one.house.until(one.id, "on-hold");
      expect(network(one.house, "SV-SQL01")).toBe("isolated");
      expect(entersOf(one)).toContain("Ask again while remediating");
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
      await house.clock.runUntil(() => entersOf(one).includes("Announced later"), 2 * MINUTE);
      expect(network(house, "SV-SQL01")).toBe("isolated");
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
        "Is there something to do?",
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
