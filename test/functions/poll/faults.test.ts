// Every call that polling and telling make to the world fails once in each way it can, in a life of its own: nothing is
// lost, nothing is twice, and ESET's incident hears each thing once.
import { describe, expect, it } from "vitest";
import type { Kind, Plan, Point } from "../../faults/injector.ts";
import { kindsOf } from "../../faults/injector.ts";
import { hit, pollWorld } from "./world.ts";

const INCIDENT = "0b6d3c1e-6c41-4a5e-9a57-0f7d1f3f2a11";
const MINUTES_TO_HEAL = 20;

interface Life {
  points: readonly Point[];
  met: boolean;
  violations: string[];
}

/** Else what one list loses the other would tell. */
const oneListOnly = (_method: string, path: string): Response | undefined =>
  path.endsWith("/v2/detections:listDelta")
    ? Response.json({ createdDetections: [], nextPageToken: "", nextDeltaToken: "none" })
    : undefined;

/** One beginning, one detection, an incident of ESET's, an expired token, a comment, an end, and days of nothing. */
async function live(plan: Plan = new Map(), late = 20_000): Promise<Life> {
  const world = await pollWorld({ plan, late, instead: oneListOnly });
  const { endpoints, injector } = world;
  injector.arm();
  await world.minutes(2);
  endpoints.detect(hit(1, world.now()));
  endpoints.openIncident(INCIDENT, [hit(1, "").uuid]);
  await world.minutes(2);
  endpoints.detect(hit(2, world.now()));
  endpoints.expireDeltas();
  await world.minutes(1);
  endpoints.detect(hit(3, world.now()));
  await world.minutes(1);
  // A life whose first minutes were spoilt has not seen all yet: its people wait for them.
  for (let waited = 0; world.placed().length < 3 && waited < MINUTES_TO_HEAL; waited += 1) await world.minutes(1);
  const [incident] = await world.incidents();
  await world.say(incident?.incidentId ?? "", "one", "Killed evil.exe.");
  await world.minutes(2);
  await world.finish(incident?.incidentId ?? "", "end");
  await world.minutes(3);
  injector.disarm();
  await world.minutes(MINUTES_TO_HEAL);
  const violations: string[] = [];
  const told = [1, 2, 3].map((number) => hit(number, "").uuid);
  if (JSON.stringify(world.placed()) !== JSON.stringify(told)) violations.push(`placed: ${world.placed()}`);
  if ((await world.incidents()).length !== 1) violations.push(`incidents: ${(await world.incidents()).length}`);
  const theirs = endpoints.incidents.get(INCIDENT);
  const said = theirs?.comments.map(({ text }) => text.split("\n")[0]) ?? [];
  if (said.join("|") !== "Killed evil.exe.|resolved") violations.push(`said: ${said.join("|")}`);
  if (theirs?.status !== "CLOSED") violations.push(`status: ${theirs?.status}`);
  const left = world.table
    .items()
    .filter(({ sk, body }) => sk.startsWith("TELL#") && (body as any).value.state !== "told");
  if (left.length > 0) violations.push(`not told: ${left.length}`);
  const open = world.table
    .items()
    .filter(({ sk, body }) => sk === "DELIVERY" && (body as any).value.results === undefined);
  if (open.length > 0) violations.push(`not placed: ${open.length}`);
  return { points: injector.points, met: injector.injected.length > 0, violations };
}

const calm = await live();
const cases: [string, number, Kind][] = calm.points.flatMap((point) =>
  kindsOf(point)
    // A POST of the wire is not sent twice by a network.
    .filter((kind) => !(kind === "twice" && point.port === "eset"))
    .map((kind): [string, number, Kind] => [`${point.index} ${point.port} ${point.what}: ${kind}`, point.index, kind]),
);

describe("a life of polling", () => {
  it("is without fault by itself", () => {
    expect(calm.violations).toEqual([]);
    expect(calm.points.length).toBeGreaterThan(150);
  });

  it("ends the same whatever one call meets", async () => {
    const found: string[] = [];
    let lives = 0;
    for (const [name, index, kind] of cases) {
      const life = await live(new Map([[index, kind]]));
      lives += 1;
      if (!life.met) found.push(`${name}: not met`);
      for (const violation of life.violations) found.push(`${name}: ${violation}`);
    }
    console.log(`${calm.points.length} points, ${lives} lives, ${found.length} violations`);
    expect(found).toEqual([]);
  }, 600_000);
});
