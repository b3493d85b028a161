// Who goes first where many tasks wait on one machine.
import { describe, expect, test } from "vitest";
import { createLanes, type Lanes, standBack } from "../../local/lanes.ts";
import { createVirtualClock } from "../virtual-clock.ts";
import { asl, createHouse, task } from "./state-machine/house.ts";

const ordinary = { urgent: false, progress: 0 };
const urgent = (progress = 0) => ({ urgent: true, progress });

/** Enters so many tasks; tells which began, and ends them one by one. */
function play(lanes: Lanes) {
  const begun: string[] = [];
  const leaves = new Map<string, () => void>();
  return {
    begun,
    enter: (name: string, task: { urgent: boolean; progress: number }) =>
      lanes.enter(task, (leave) => {
        begun.push(name);
        leaves.set(name, leave);
      }),
    end: (name: string) => leaves.get(name)?.(),
  };
}

const names = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`);

describe("the lanes", () => {
  test("a calm house takes sixteen ordinary tasks at a time, and the others in their order", () => {
    const { enter, begun, end } = play(createLanes(createVirtualClock()));
    for (const name of names(20, "o")) enter(name, ordinary);
    expect(begun).toEqual(names(16, "o"));
    end("o3");
    expect(begun.at(-1)).toBe("o16");
  });

  test("while anything urgent is there ordinary tasks stand back, and go on one at a time once they waited a second", async () => {
    const clock = createVirtualClock();
    const { enter, begun, end } = play(createLanes(clock));
    enter("u", urgent());
    await clock.advance(10);
    enter("v", urgent());
    for (const name of names(5, "o")) enter(name, ordinary);
    await clock.advance(39);
    expect(begun).toEqual(["u", "v"]);
    for (let n = 0; n < 20; n += 1) {
      enter(`w${n}`, urgent());
      await clock.advance(49);
    }
    const waited = begun.filter((name) => name.startsWith("o"));
    expect(waited).toEqual(["o0"]);
    end("o0");
    expect(begun.at(-1)).toBe("o1");
  });

  test("when nothing urgent is left, what stood back goes on, one more with each that ends", () => {
    const { enter, begun, end } = play(createLanes(createVirtualClock()));
    enter("u", urgent());
    for (const name of names(5, "o")) enter(name, ordinary);
    end("u");
    expect(begun).toEqual(["u", "o0"]);
    end("o0");
    expect(begun).toEqual(["u", "o0", "o1", "o2"]);
  });

  test("a request from outside holds ordinary tasks back as long as it lasts, also where it fails", async () => {
    const lanes = createLanes(createVirtualClock());
    const { enter, begun, end } = play(lanes);
    let fail = () => {};
    const request = lanes.meanwhile(
      () =>
        new Promise<void>((_, reject) => {
          fail = () => reject(new Error("cut"));
        }),
    );
    for (const name of names(3, "o")) enter(name, ordinary);
    expect(begun).toEqual([]);
    expect(lanes.isFree(ordinary)).toBe(false);
    fail();
    await expect(request).rejects.toThrow("cut");
    expect(begun).toEqual(["o0"]);
    end("o0");
    expect(begun).toEqual(["o0", "o1", "o2"]);
  });

  test("of urgent tasks the least far goes first, and every eighth time who waited the longest", () => {
    const { enter, begun, end } = play(createLanes(createVirtualClock()));
    for (const name of names(32, "u")) enter(name, urgent());
    enter("far", urgent(100));
    for (const name of names(20, "fresh")) enter(name, urgent(1));
    for (const name of names(10, "u")) end(name);
    expect(begun[32]).toBe("fresh0");
    expect(begun.slice(32)).toContain("far");
    expect(begun.indexOf("far")).toBeGreaterThan(33);
  });

  test("who waits for something outside holds nobody up for longer than a moment", async () => {
    const clock = createVirtualClock();
    const { enter, begun } = play(createLanes(clock));
    for (const name of names(17, "o")) enter(name, ordinary);
    expect(begun).toHaveLength(16);
    await clock.advance(50);
    expect(begun).toHaveLength(17);
  });

  test("who stands back in the middle of an urgent task goes on when nothing urgent is there", async () => {
    const lanes = createLanes(createVirtualClock());
    const { enter, end } = play(lanes);
    enter("u", urgent());
    let isOn = false;
    const stoodBack = standBack(lanes).then(() => {
      isOn = true;
    });
    await Promise.resolve();
    expect(isOn).toBe(false);
    end("u");
    await stoodBack;
    expect(lanes.isFree(ordinary)).toBe(true);
  });

  test("who left the queue does not begin", () => {
    const { enter, begun, end } = play(createLanes(createVirtualClock()));
    enter("u", urgent());
    enter("o0", ordinary);
    const leaveQueue = enter("o1", ordinary);
    enter("o2", ordinary);
    leaveQueue();
    end("u");
    end("o0");
    expect(begun).toEqual(["u", "o0", "o2"]);
  });
});

describe("a house under a backlog", () => {
  const turns = (count: number): Promise<void> =>
    count === 0 ? Promise.resolve() : new Promise<void>((done) => setImmediate(done)).then(() => turns(count - 1));
  const work = async (input: unknown) => {
    await turns(5);
    return input;
  };
  const life = asl({
    Assess: task("assess", { Next: "Which" }),
    Which: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.harm %}", Next: "Isolate" }],
      Default: "Comment",
    },
    Isolate: task("isolate", { Next: "Comment" }),
    Comment: task("comment", { Next: "Tell" }),
    Tell: task("tell", { Next: "Tell again" }),
    "Tell again": task("tell", { End: true }),
  });

  async function place(urgentOnes: readonly string[] | undefined) {
    const functions = { assess: work, isolate: work, comment: work, tell: work };
    const house = createHouse(life, { functions, ...(urgentOnes === undefined ? {} : { urgent: urgentOnes }) });
    const old = names(60, "old");
    for (const name of old) await house.machine.start(name, { harm: false });
    while (house.calls.filter(({ functionName }) => functionName !== "assess").length < 10) await turns(1);
    const before = house.calls.length;
    await house.machine.start("new", { harm: true });
    const all = [...old, "new"];
    await house.clock.runUntil(() => all.every((name) => house.machine.state(name) !== "running"));
    const told = house.calls.slice(before).map(({ functionName }) => functionName);
    return { place: told.indexOf("isolate") / told.length, told, states: all.map((name) => house.machine.state(name)) };
  }

  test("isolates a new incident's computer before the others' comments and notices are done, which are done in the end", async () => {
    const { place: at, told, states } = await place(["assess", "isolate"]);
    expect(at).toBeLessThan(0.15);
    // Nor did the others stand still meanwhile.
    expect(told.slice(0, told.indexOf("isolate")).some((name) => name !== "assess")).toBe(true);
    expect(states.every((state) => state === "succeeded")).toBe(true);
  });

  test("without lanes it takes its turn among them", async () => {
    expect((await place(undefined)).place).toBeGreaterThan(0.3);
  });
});
