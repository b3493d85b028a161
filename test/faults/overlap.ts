// One computer that two incidents hold by turns: what people, detections and late copies do to it, and what is rightly wanted of it then.
import type fc from "fast-check";
import { isFinished } from "../../core/status.ts";
import { takeAction } from "../../functions/response/take-action.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { type Action, readActions } from "../../records/actions.ts";
import { readComputer } from "../../records/computers.ts";
import { type FaultHouse, MINUTE } from "./house.ts";
import { detectionOf, ransomware } from "./paths.ts";
import { attestAll, pointAt, release } from "./people.ts";
import { CUSTOMER } from "./registry.ts";

export const COMPUTER = "pc-1";

/** What is rightly wanted: the computer is isolated while one of these holds it. */
export interface Model {
  holds: Set<string>;
  exempt: boolean;
}

export interface Real {
  house: FaultHouse;
  detections: number;
}

type Command = fc.AsyncCommand<Model, Real>;

const openOnes = async (house: FaultHouse) => (await house.incidents()).filter(({ status }) => !isFinished(status));

export async function allActions(house: FaultHouse): Promise<Action[]> {
  const found: Action[] = [];
  for (const incident of await house.incidents()) found.push(...(await readActions(house.world.table, incident)));
  return found.toSorted((a, b) => a.requestedAt.localeCompare(b.requestedAt));
}

export async function compare(model: Model, { house }: Real): Promise<void> {
  const { isolation } = (await readComputer(house.world.table, CUSTOMER, COMPUTER)) ?? {};
  const holds = [...(isolation?.holds ?? [])].sort();
  const wanted = [...model.holds].sort();
  if (JSON.stringify(holds) !== JSON.stringify(wanted))
    throw new Error(`held by ${JSON.stringify(holds)}, and rightly by ${JSON.stringify(wanted)}`);
  const isolated = model.holds.size > 0 ? "isolated" : "connected";
  if (isolation?.wanted !== isolated) throw new Error(`${isolation?.wanted} is wanted, and rightly ${isolated}`);
}

const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    await real.house.world.clock.advance(1000);
  },
  toString: () => name,
});

export const isolate = (which: number) =>
  command(`isolate(${which})`, async (model, { house }) => {
    const open = await openOnes(house);
    const chosen = open[which % Math.max(1, open.length)];
    if (chosen !== undefined) await pointAt(house, COMPUTER, chosen.incidentId);
    const answer = await house.person("analyst", "POST", `/computers/${COMPUTER}/isolation`, { reason: "a test" });
    if (answer.status !== 202) throw new Error(`isolation was answered with ${answer.status}`);
    model.holds.add(answer.body.incidentId);
  });

export const releaseOne = (which: number) =>
  command(`release(${which})`, async (model, { house }) => {
    const { isolation } = (await readComputer(house.world.table, CUSTOMER, COMPUTER)) ?? {};
    const holders = [...(isolation?.holds ?? [])].sort();
    const incidentId = holders[which % Math.max(1, holders.length)];
    const incident = (await house.incidents()).find((one) => one.incidentId === incidentId);
    if (incident === undefined) return;
    await attestAll(house, incident);
    const answer = await release(house, incident, [COMPUTER]);
    if (answer.status !== 202) throw new Error(`release was answered with ${answer.status}`);
    model.holds.delete(incident.incidentId);
  });

/** Ransomware on it, again: isolated by ourselves unless it is exempt. */
export const detect = () =>
  command("detect", async (model, real) => {
    real.detections += 1;
    const answer = await real.house.deliver([
      { ...ransomware(`again-${real.detections}`), ...detectionOf(1000 + real.detections) },
    ]);
    const incidentId = answer?.body.results[0].incidentId;
    if (!model.exempt) model.holds.add(incidentId);
    await real.house.pass(MINUTE);
  });

export const exempt = (on: boolean) =>
  command(on ? "exempt" : "end exemption", async (model, { house }) => {
    if (on === model.exempt) return;
    // It speaks of what comes after, so what came before is decided first.
    await house.rest();
    const path = `/computers/${COMPUTER}/exemption`;
    const answer = on
      ? await house.person("analyst", "POST", path, { reason: "ours" })
      : await house.person("analyst", "DELETE", path);
    if (answer.status !== 200) throw new Error(`exemption was answered with ${answer.status}`);
    model.exempt = on;
  });

export const online = (on: boolean) =>
  command(on ? "online" : "offline", async (_model, { house }) => {
    const computer = house.world.product.computer(CUSTOMER, COMPUTER);
    if (computer !== undefined) computer.online = on;
  });

/** A copy of a step that was lost on its way for a while asks for an earlier action once more. */
export const lateDuplicate = (which: number) =>
  command(`late duplicate(${which})`, async (_model, { house }) => {
    const actions = (await allActions(house)).filter(({ kind }) => kind === "isolate" || kind === "release");
    const action = actions[which % Math.max(1, actions.length)];
    if (action === undefined) return;
    const { incidentId, actionId } = action;
    const copy = takeAction(house.process().deps)(
      { customerId: CUSTOMER, incidentId, round: 1, actionId },
      lambdaContext("take-action"),
    );
    await copy.catch(() => undefined);
  });

export const wait = (minutes: number) =>
  command(`wait(${minutes})`, async (_model, { house }) => house.pass(minutes * MINUTE));
