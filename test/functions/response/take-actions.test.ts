// All actions of a round in one step: none waits for another, none fails for another, and isolations go first.
import { beforeEach, describe, expect, test } from "vitest";
import type { ActionKind } from "../../../core/action.ts";
import { Unavailable } from "../../../core/errors.ts";
import type { Deps } from "../../../functions/deps.ts";
import { requestAction } from "../../../functions/response/request-actions.ts";
import { takeActions } from "../../../functions/response/take-actions.ts";
import { changeAction, readActions } from "../../../records/actions.ts";
import { readIncident } from "../../../records/incidents.ts";
import { place } from "../../../records/placing.ts";
import type { ActionRequest, Connector } from "../../../vendors/vendor.ts";
import { type ApiHouse, apiHouse, CONTEXT } from "../../api-house.ts";
import { arrival, detection, T0 } from "../../records/detections.ts";

let house: ApiHouse;
let at: { customerId: string; incidentId: string };
let heard: string[];
/** Looks and requests of each action behave as told, by kind and process. */
let answers: Record<string, (call: "request" | "outcome") => Promise<"confirmed" | "running">>;

const nameOf = ({ kind, target }: Pick<ActionRequest, "kind" | "target">) =>
  kind === "kill" ? `kill ${target.process?.pid}` : kind;

const connector: Connector = {
  supports: ["kill", "remove", "isolate", "release"],
  repeatable: [],
  prepare: async () => undefined,
  async request(request) {
    heard.push(nameOf(request));
    await answers[nameOf(request)]?.("request");
    return "{}";
  },
  find: async () => "none",
  outcome: async (request) => ({ state: (await answers[nameOf(request)]?.("outcome")) ?? "confirmed" }),
  exempt: async () => false,
  investigationLink: () => undefined,
};

async function request(kind: ActionKind, pid = 0): Promise<string> {
  const incident = (await readIncident(house.deps.table, at.customerId, at.incidentId))?.value;
  if (incident === undefined) throw new Error("no incident");
  const process = kind === "kill" ? { process: { pid, name: "evil.exe" } } : {};
  const target = { computerId: "pc-1", computerName: "pc-1", ...process };
  const action = await requestAction(house.deps, incident, { kind, target, by: { kind: "mdr" }, at: T0 });
  if (action === undefined) throw new Error("not requested");
  return action.actionId;
}

const run = (actionIds: string[], more: object = {}, deps: Partial<Deps> = {}) =>
  takeActions({ ...house.deps, connectors: async () => connector, sleep, ...deps })(
    { ...at, round: 1, actionIds, since: new Date(house.clock.now).toISOString(), ...more },
    CONTEXT,
  );
/** A hundred times as fast, so that waits keep their order. */
const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 100));
const states = async () =>
  Object.fromEntries((await readActions(house.deps.table, at)).map((one) => [nameOf(one), one.state]));

beforeEach(async () => {
  house = await apiHouse();
  heard = [];
  answers = {};
  const { incidentId } = await place(house.deps.table, arrival("d-1"), detection("x", { object: "evil" }));
  at = { customerId: "acme", incidentId };
});

describe("the actions of a round", () => {
  test("are all taken and shown in one step, isolations first, and the customer is told beside them", async () => {
    const ids = [await request("kill", 1), await request("kill", 2), await request("isolate")];
    await run(ids, { announce: true });
    expect([heard[0], heard.slice(1).toSorted()]).toEqual(["isolate", ["kill 1", "kill 2"]]);
    expect(await states()).toEqual({ isolate: "confirmed", "kill 1": "confirmed", "kill 2": "confirmed" });
    expect(house.mails.map(({ id }) => /\.(created|isolated)\./.exec(id)?.[1]).toSorted()).toEqual([
      "created",
      "isolated",
    ]);
  });

  test("do not wait for a product that does not answer the isolation", async () => {
    let answer = () => {};
    const silence = new Promise<void>((resolve) => {
      answer = resolve;
    });
    answers.isolate = async (call) => {
      if (call === "request") await silence;
      return "confirmed";
    };
    const step = run([await request("isolate"), await request("kill", 1)]);
    await expect.poll(() => heard).toEqual(["isolate", "kill 1"]);
    answer();
    await step;
    expect(await states()).toEqual({ isolate: "confirmed", "kill 1": "confirmed" });
  });

  test("that are still running are looked at again, and nothing is asked twice", async () => {
    answers["kill 1"] = async () => "running";
    const ids = [await request("kill", 1), await request("kill", 2)];
    await expect(run(ids)).rejects.toMatchObject({ name: "StillRunning" });
    expect(await states()).toEqual({ "kill 1": "accepted", "kill 2": "confirmed" });
    answers = {};
    await run(ids);
    expect(await states()).toEqual({ "kill 1": "confirmed", "kill 2": "confirmed" });
    expect(heard.toSorted()).toEqual(["kill 1", "kill 2"]);
  });

  test("that the product does not take now are left to the retry, the others are not", async () => {
    answers["kill 1"] = async () => {
      throw new Unavailable("down", "none");
    };
    const ids = [await request("kill", 1), await request("kill", 2)];
    await expect(run(ids)).rejects.toMatchObject({ name: "StillRunning" });
    expect(await states()).toEqual({ "kill 1": "requested", "kill 2": "confirmed" });
    answers = {};
    await run(ids);
    expect(await states()).toEqual({ "kill 1": "confirmed", "kill 2": "confirmed" });
  });

  test("that break for good are said to be unconfirmed, and break no other", async () => {
    answers["kill 1"] = async () => {
      throw new TypeError("a defect");
    };
    await run([await request("kill", 1), await request("kill", 2)]);
    expect(await states()).toEqual({ "kill 1": "unconfirmed", "kill 2": "confirmed" });
  });

  test("that could not be asked within the customer's time, counted from when the workflow came, are asked no more", async () => {
    const id = await request("kill", 1);
    house.clock.now += 24 * 3_600_000;
    const late = new Date(house.clock.now - 601_000).toISOString();
    await run([id], { since: late });
    expect([heard, await states()]).toEqual([[], { "kill 1": "unconfirmed" }]);
    const other = await request("kill", 2);
    await run([other]);
    expect(heard).toEqual(["kill 2"]);
  });

  test("are not delayed by a mail that fails", async () => {
    const id = await request("kill", 1);
    const mailer = { send: () => Promise.reject(new Error("no mail")) };
    await run([id], { announce: true }, { mailer });
    expect(await states()).toEqual({ "kill 1": "confirmed" });
  });

  test("are 40 at a time, and what has not begun in time is the retry's", async () => {
    let underWay = 0;
    let most = 0;
    const ids: string[] = [];
    for (let pid = 1; pid <= 90; pid += 1) {
      ids.push(await request("kill", pid));
      answers[`kill ${pid}`] = async (call) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (call === "request") house.clock.now += 600;
        underWay -= 1;
        return "confirmed";
      };
    }
    await expect(run(ids)).rejects.toMatchObject({ name: "StillRunning" });
    expect(most).toBe(40);
    const begun = Object.values(await states()).filter((state) => state !== "requested").length;
    expect(begun).toBeGreaterThanOrEqual(40);
    expect(begun).toBeLessThan(90);
    for (let retry = 0; retry < 5; retry += 1) await run(ids).catch(() => undefined);
    expect(new Set(Object.values(await states()))).toEqual(new Set(["confirmed"]));
    expect(heard).toHaveLength(90);
  });

  test("that another copy has ended meanwhile stand as that left them", async () => {
    const id = await request("kill", 1);
    answers["kill 1"] = async (call) => {
      if (call === "outcome")
        await changeAction(house.deps.table, at, id, (one) => ({
          ...one,
          state: "failed",
          endedAt: T0,
          settled: true,
        }));
      return "confirmed";
    };
    await run([id]);
    expect(await states()).toEqual({ "kill 1": "failed" });
  });
});
