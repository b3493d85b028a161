// Paths on which the end of an action breaks: it cannot be written, or the step that takes all actions at once fails.
import { expect } from "vitest";
import type { TestHouse } from "../house.ts";
import { d1, d3, g2 } from "../stories.ts";
import type { Path } from "./paths-waiting.ts";
import {
  actionsOf,
  attestAll,
  breakWrites,
  entersOf,
  houseFor,
  isolateByHand,
  MINUTE,
  mailsTo,
  type Play,
  playUntilOnHold,
  release,
  send,
  slowD3,
  tasks,
} from "./play.ts";

/** Each action is written when it is decided, when it is asked, when the product took it, and at its end. */
const END = 4;

/** Fails so many writes of such actions from their end on, or until the way back is taken. */
function breakEnd(house: TestHouse, kind: string, times: number): () => void {
  const writes = new Map<string, number>();
  return breakWrites(house, (sk) => {
    if (!sk.startsWith(`ACTION#${kind}`)) return false;
    const count = (writes.get(sk) ?? 0) + 1;
    writes.set(sk, count);
    return count >= END && count < END + times;
  });
}

const exemptD1 = () => playUntilOnHold(d1("2026-01-04"), { exempt: ["SV-FILE01", "PC-KEIRI07"] });

/** The SQL Server is isolated, and its customer has done what was recommended. */
export async function heldG2(): Promise<Play> {
  const one = await playUntilOnHold(g2("2026-01-04"));
  await attestAll(one);
  return one;
}

interface End {
  what: string;
  kind: string;
  /** Where the workflow goes on after the action. */
  next: string;
  lead(): Promise<Play>;
  /** Makes the request. */
  ask?(one: Play): Promise<unknown>;
}
const ENDS: readonly End[] = [
  {
    what: "an action",
    kind: "remove",
    next: "Comment on the findings",
    lead: async () => ({ house: await houseFor(d3("2026-01-04")), id: "" }),
  },
  { what: "a late isolation", kind: "isolate", next: "Tell the customer", lead: slowD3 },
  {
    what: "a person's isolation",
    kind: "isolate",
    next: "Wait for the customer's recovery",
    lead: exemptD1,
    ask: ({ house }) => isolateByHand(house, "SV-FILE01"),
  },
  {
    what: "a release",
    kind: "release",
    next: "Finish the incident",
    lead: heldG2,
    ask: (one) => release(one, "SV-SQL01"),
  },
];

/** The step that takes all actions at once dies each time before it has answered. */
function breakStep({ deps }: TestHouse): void {
  const { log } = deps;
  const info: typeof log.info = (line) => {
    if (line.function === "take-actions") throw new Error("broken");
    log.info(line);
  };
  deps.log = { ...log, info };
}

/** Goes on from where it is led, with the broken thing in its way. */
async function goOn({ lead, ask }: End, broken: (house: TestHouse) => void): Promise<Play> {
  const led = await lead();
  broken(led.house);
  const one = led.id === "" ? { ...led, id: await send(led.house, d3("2026-01-04")) } : led;
  await ask?.(one);
  await one.house.pass(12 * MINUTE);
  expect(one.house.machine.state(`${one.id}-1`)).not.toBe("failed");
  return one;
}

/** Each action has its end, was given to the product once, and was told of. */
async function expectEnd(one: Play, kind: string, shown: string): Promise<void> {
  const ended = (await actionsOf(one)).filter((action) => action.kind === kind);
  expect(ended.map(({ state, settled }) => [settled, state])).not.toContainEqual([false, expect.anything()]);
  expect(new Set(ended.map(({ state }) => state))).toEqual(new Set([shown]));
  if (kind === "release") expect((await one.house.incident(one.id)).status).toBe("resolved");
  if (kind === "isolate") expect(mailsTo(one).filter((mail) => mail.startsWith("isolated"))).toHaveLength(1);
  expect(Object.values(tasks(one.house)).every((count) => count <= (kind === "release" ? 2 : 1))).toBe(true);
}

const brokenEnds = ENDS.flatMap((end): Path[] =>
  [true, false].map(
    (once): Path => [
      `cannot write the end of ${end.what}${once ? "" : ", nor that nobody can tell it"}: goes on, and the sweeper finishes it`,
      async () => {
        let heal = () => {};
        const one = await goOn(end, (house) => {
          heal = breakEnd(house, end.kind, once ? 1 : Number.POSITIVE_INFINITY);
        });
        expect(entersOf(one)).toContain(end.next);
        heal();
        await one.house.pass(90 * MINUTE);
        await expectEnd(one, end.kind, once && end.kind === "remove" ? "unconfirmed" : "confirmed");
      },
    ],
  ),
);

const oneByOne = ENDS.flatMap((end): Path[] => [
  [
    `takes ${end.what} by itself where the step for all of them fails, and goes on from there`,
    async () => {
      const one = await goOn(end, breakStep);
      await one.house.pass(MINUTE);
      const entered = entersOf(one);
      expect(entered.slice(entered.indexOf("Act one by one"), entered.indexOf("Take the action") + 1)).toHaveLength(2);
      expect(entered).toContain("Confirm the action");
      expect(entered[entered.lastIndexOf("Go on where it stopped") + 1]).toBe(end.next);
      await expectEnd(one, end.kind, "confirmed");
    },
  ],
]);

const neverConfirmed = [true, false].map(
  (once): Path => [
    `could not confirm what was taken by itself${once ? "" : ", nor say so"}: goes on, and the sweeper finishes it`,
    async () => {
      const [end] = ENDS;
      if (end === undefined) throw new Error("no end");
      let heal = () => {};
      const one = await goOn(end, (house) => {
        breakStep(house);
        // The step for all of them tries two, the one for this action alone the third.
        heal = breakEnd(house, end.kind, once ? 3 : Number.POSITIVE_INFINITY);
      });
      expect(entersOf(one)).toContain(`Could not confirm the action${once ? "" : " later"}`);
      heal();
      await one.house.pass(90 * MINUTE);
      await expectEnd(one, end.kind, once ? "unconfirmed" : "confirmed");
    },
  ],
);

export const brokenEndPaths: Path[] = [...brokenEnds, ...oneByOne, ...neverConfirmed];
