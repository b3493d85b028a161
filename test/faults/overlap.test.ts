// Whatever happens to a computer that two incidents share: it is isolated as long as one of them holds it, and no longer.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readComputer } from "../../records/computers.ts";
import { sha1 } from "../story-facts.ts";
import { openHouse } from "./house.ts";
import { physicalComputers } from "./life.ts";
import {
  allActions,
  COMPUTER,
  compare,
  detect,
  exempt,
  isolate,
  lateDuplicate,
  type Model,
  online,
  type Real,
  releaseOne,
  wait,
} from "./overlap.ts";
import { adminWork, agent } from "./paths.ts";
import { finishAll } from "./people.ts";
import { CUSTOMER, register } from "./registry.ts";
import { copyWorld, createWorld, type World } from "./world.ts";

const DAY = 24 * 60 * 60_000;
const RUNS = 120;

/** Two open incidents on one computer, which neither holds: the second came after the first one's window. */
async function twoIncidents(): Promise<World> {
  const first = adminWork();
  const second = adminWork("second", 1, { ...agent, name: "tool.exe", sha1: sha1("tool") });
  const world = createWorld(physicalComputers({ detections: [first, second] }));
  await register(world, [first, second]);
  const house = openHouse(world);
  await house.deliver([first]);
  await house.rest();
  await world.clock.advance(1.1 * DAY);
  await house.deliver([second]);
  await house.rest();
  expect((await house.incidents()).map(({ status }) => status)).toEqual(["on-hold", "on-hold"]);
  house.process().stop();
  return world;
}

const which = fc.nat({ max: 5 });
const commands = fc.commands(
  [
    which.map(isolate),
    which.map(releaseOne),
    fc.constant(detect()),
    fc.boolean().map(exempt),
    fc.boolean().map(online),
    which.map(lateDuplicate),
    fc.constantFrom(1, 3, 20).map(wait),
  ],
  { maxCommands: 14 },
);

/** An isolation that the computer did not pick up in its time is a person's to ask for again, and the customer knows. */
async function isToldUnconfirmed(house: Real["house"]): Promise<boolean> {
  const generation = (await readComputer(house.world.table, CUSTOMER, COMPUTER))?.isolation.generation;
  const given = (await allActions(house)).filter((one) => one.kind === "isolate" && one.generation === generation);
  if (given.length === 0 || given.some(({ state }) => state !== "unconfirmed")) return false;
  return house.world.mails.some(({ mail }) => mail.subject.includes("is not confirmed"));
}

async function comesToItsEnd(model: Model, real: Real): Promise<void> {
  const { house } = real;
  const computer = house.world.product.computer(CUSTOMER, COMPUTER);
  if (computer === undefined) throw new Error("no computer");
  computer.online = true;
  expect(await house.rest()).toBe(true);
  await compare(model, real);
  if (!(await isToldUnconfirmed(house))) expect(computer.isolated).toBe(model.holds.size > 0);
  expect(await finishAll(house, async () => {})).toBeUndefined();
  expect(computer.isolated).toBe(false);
}

test("the computer's state is what was rightly wanted last, and it is released when the last hold ends", {
  timeout: 180_000,
}, async () => {
  const world = await twoIncidents();
  let lives = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (all) => {
      lives += 1;
      const house = openHouse(copyWorld(world));
      const model: Model = { holds: new Set(), exempt: false };
      const real: Real = { house, detections: 0 };
      try {
        await fc.asyncModelRun(() => ({ model, real }), all);
        await comesToItsEnd(model, real);
      } finally {
        house.process().stop();
      }
    }),
    { numRuns: RUNS, seed: 7 },
  );
  console.log(`${lives} lives of one computer and two incidents`);
});
