import { describe, expect, it } from "vitest";
import { hit, pollWorld } from "./world.ts";

const uuids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_one, index) => hit(from + index, "").uuid);

describe("the poller", () => {
  it("takes in what ESET lists as new, once, though both lists name it", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    for (const number of [1, 2, 3]) world.endpoints.detect(hit(number, world.now()));
    await world.minutes(3);
    expect(world.placed()).toEqual(uuids(1, 3));
    expect(world.endpoints.requests["detection-delta-v1"]).toBeGreaterThan(0);
    expect(world.endpoints.requests["detection-delta-v2"]).toBeGreaterThan(0);
  });

  it("loses nothing between its beginning and the first token", async () => {
    let detect = () => {};
    const world = await pollWorld({
      instead: (_method, path) => {
        if (path.endsWith("/v2/incidents")) detect();
        return path.endsWith(":listDelta") &&
          world.placed().length === 0 &&
          world.clock.now() < Date.parse("2026-01-05T00:03:30Z")
          ? new Response(null, { status: 503 })
          : undefined;
      },
    });
    let done = false;
    detect = () => {
      if (done) return;
      done = true;
      world.endpoints.detect(hit(1, world.now()));
    };
    await world.minutes(20);
    expect(world.placed()).toEqual(uuids(1, 1));
  });

  it("sees what is told late, long after it occurred", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    world.endpoints.detect(hit(1, world.now(3 * 24 * 60)));
    await world.minutes(2);
    expect(world.placed()).toEqual(uuids(1, 1));
  });

  it("reads by time what came since, where the token has expired", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    world.endpoints.detect(hit(1, world.now()));
    await world.minutes(2);
    world.endpoints.detect(hit(2, world.now()));
    world.endpoints.expireDeltas();
    world.endpoints.detect(hit(3, world.now()));
    await world.minutes(3);
    world.endpoints.detect(hit(4, world.now()));
    await world.minutes(2);
    expect(world.placed()).toEqual(uuids(1, 4));
  });

  it("catches up after days of being down, many pages at a time, and goes on where it was stopped", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    for (let number = 1; number <= 730; number += 1) {
      if (number % 10 === 0) await world.clock.advance(60 * 60_000);
      world.endpoints.detect(hit(number, world.now()));
    }
    world.endpoints.expireDeltas();
    await world.minutes(4);
    expect(world.placed()).toEqual(uuids(1, 730));
    expect(world.endpoints.requests["detection-list"]).toBeGreaterThan(7);
  }, 60_000);

  it("asks for less where an answer is too large to be read, and gets through", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    for (let number = 1; number <= 30; number += 1) {
      const long = "x".repeat(60_000);
      world.endpoints.detect({ ...hit(number, world.now()), process: { path: "C:\\evil.exe", commandLine: long } });
    }
    await world.minutes(12);
    expect(world.placed()).toEqual(uuids(1, 30));
    for (const { body } of world.table.items()) expect(JSON.stringify(body).length).toBeLessThan(390_000);
  });

  it("brings the computer's name, which the first list does not have", async () => {
    const instead = (_method: string, path: string) =>
      path.includes("/v2/") ? new Response(null, { status: 501 }) : undefined;
    const world = await pollWorld({ instead });
    await world.minutes(2);
    world.endpoints.detect(hit(1, world.now()));
    await world.minutes(1);
    await world.endpoints.tellApi({ kind: "failing", status: 500, on: "device-batch-get" });
    world.endpoints.detect(hit(2, world.now()));
    await world.minutes(2);
    const names = world.table
      .items()
      .filter(({ sk }) => sk.startsWith("DETECTION#"))
      .map(({ body }: { body: any }) => body.value.detection.computer.name);
    expect(names).toEqual(["PC-KEIRI07", hit(2, "").computerId]);
  });

  it("counts as hearing the source, also where there is nothing new; not where nothing answers", async () => {
    const world = await pollWorld();
    const heard = () => world.table.items().find(({ sk }) => sk === "HEARD#eset")?.body as any;
    await world.minutes(3);
    expect(heard()?.value.lastHeardAt).toBe(world.now());
    const down = await pollWorld({ instead: () => new Response(null, { status: 503 }) });
    await down.minutes(3);
    expect(down.table.items().some(({ sk }) => sk.startsWith("HEARD#"))).toBe(false);
  });

  it("reads the other lists where one is not there for this customer (501)", async () => {
    const world = await pollWorld({
      instead: (_method, path) =>
        path.includes("/v2/detections:listDelta") ? new Response(null, { status: 501 }) : undefined,
    });
    await world.minutes(2);
    world.endpoints.detect(hit(1, world.now()));
    await world.minutes(2);
    expect(world.placed()).toEqual(uuids(1, 1));
  });

  it("asks no more once the source is no longer to be asked", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    const { changeSource } = await import("../../../records/customers.ts");
    await changeSource(world.table, "acme", "eset", ({ connector: _c, ...rest }) => rest);
    await world.minutes(1);
    const before = world.exchanges.length;
    await world.minutes(5);
    expect(world.exchanges.length).toBe(before);
  });
});
