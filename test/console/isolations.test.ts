import { expect, test } from "vitest";
import { isolatedBy } from "../../console/screens/recovery/isolations.ts";

const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00.000Z`;
const action = (kind: string, state: string, minute: number) => ({
  actionId: `${kind}-${minute}`,
  kind,
  state,
  target: { computerId: "pc", computerName: "PC-1" },
  requestedBy: { kind: "mdr" },
  requestedAt: at(minute),
});
const isolate = action("isolate", "confirmed", 0);

/** What the screen reads of an incident "here" with one computer. */
function stageOf(isolation: string, heldBy: string[], actions: unknown[], held: string[] = ["pc"]) {
  const computers = [{ computerId: "pc", name: "PC-1", isolation, heldBy }];
  const release = { held, missing: [], stillHeldBy: {} };
  return isolatedBy({ incidentId: "here", actions, computers, release } as any)[0];
}

test.each([
  ["asked to be isolated, not confirmed", "isolating", ["here"], [action("isolate", "accepted", 0)], "isolating", true],
  ["isolated", "isolated", ["here"], [isolate], "isolated", true],
  ["asked for, not yet taken", "isolated", ["here"], [isolate, action("release", "requested", 1)], "requested", false],
  ["taken", "releasing", [], [isolate, action("release", "accepted", 1)], "requested", false],
  ["offline", "releasing", [], [isolate, action("release", "unconfirmed", 1)], "unconfirmed", true],
  ["refused by the product", "releasing", [], [isolate, action("release", "failed", 1)], "failed", true],
])("a computer whose release is %s", (_what, isolation, heldBy, actions, stage, canRelease) => {
  expect(stageOf(isolation, heldBy, actions)).toMatchObject({ name: "PC-1", stage, canRelease });
});

test("a computer is connected again only once that is confirmed", () => {
  const released = stageOf("connected", [], [isolate, action("release", "confirmed", 1)], []);
  expect(released).toMatchObject({ stage: "released", canRelease: false });
});

test("a computer that another incident holds stays isolated, and says by which", () => {
  expect(stageOf("isolated", ["other"], [isolate], [])).toMatchObject({ stage: "still-held", otherHolds: ["other"] });
  expect(stageOf("isolated", ["here", "other"], [isolate])).toMatchObject({ stage: "isolated", otherHolds: ["other"] });
});

test("a computer that is isolated again after its release is isolated", () => {
  const actions = [action("isolate", "confirmed", 2), action("release", "unconfirmed", 1), isolate];
  expect(stageOf("isolated", ["here"], actions)).toMatchObject({ stage: "isolated", canRelease: true });
});

test("a computer beyond those shown has its name from what was done to it", () => {
  const release = { held: ["pc"], missing: [], stillHeldBy: { pc: ["other"] } };
  const incident = { incidentId: "here", actions: [isolate], computers: [], release } as any;
  expect(isolatedBy(incident)).toMatchObject([{ name: "PC-1", stage: "isolated", otherHolds: ["other"] }]);
});
