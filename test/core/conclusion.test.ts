import { expect, test } from "vitest";
import { type AssessmentInput, assess, conclude, type KnownAction, type PlannedAction } from "../../core/assessment.ts";
import { COMPUTER, d1, d3, type GenericJson, g2, inputOf, n1, n2, n2Twin } from "../stories.ts";

const known = ({ kind, target }: PlannedAction, state: KnownAction["state"] = "confirmed"): KnownAction => ({
  kind,
  computerId: target.computerId,
  state,
  ...(target.process === undefined ? {} : { processPid: target.process.pid }),
  ...(target.executable?.sha1 === undefined ? {} : { hash: target.executable.sha1, name: target.executable.name }),
});
const done = (input: AssessmentInput, but: Partial<Record<PlannedAction["kind"], KnownAction["state"]>> = {}) => {
  const { actions, isolateAtOnce } = assess(input);
  return [...isolateAtOnce, ...actions].map((planned) => known(planned, but[planned.kind] ?? "confirmed"));
};
const concluded = (
  detections: GenericJson[],
  more: Parameters<typeof inputOf>[1] = {},
  but: Parameters<typeof done>[1] = {},
) => {
  const input = inputOf(detections, more);
  return conclude(input, assess(input), done(input, but));
};

test("N1 ends closed; what the product removed, and D3 with all confirmed, end resolved", () => {
  expect(concluded(n1())).toEqual({ next: "finish", status: "closed" });
  expect(concluded(d3())).toEqual({ next: "finish", status: "resolved" });
  expect(concluded(d3().map((d) => ({ ...d, outcome: "removed" as const })))).toEqual({
    next: "finish",
    status: "resolved",
  });
});

test.each(["requested", "accepted", "failed", "unconfirmed"] as const)(
  "D3 with a kill or removal %s isolates",
  (state) => {
    for (const but of [{ kill: state }, { remove: state }])
      expect(concluded(d3(), {}, but)).toMatchObject({
        next: "isolate",
        isolate: [{ kind: "isolate", target: { computerId: COMPUTER["PC-SOUMU03"] } }],
      });
  },
);

test("D3 isolated for want of confirmation waits for the customer; once released it finishes and is not isolated again", () => {
  const input = inputOf(d3());
  const actions = done(input, { kill: "unconfirmed" });
  const isolate: KnownAction = { kind: "isolate", computerId: COMPUTER["PC-SOUMU03"], state: "confirmed" };
  const waiting = conclude(input, assess(input), [...actions, isolate]);
  expect(waiting).toEqual({ next: "wait", waitingFor: "customer", mustAct: false });
  const released: KnownAction = { ...isolate, kind: "release" };
  expect(conclude(input, assess(input), [...actions, isolate, released])).toEqual({
    next: "finish",
    status: "resolved",
  });
});

test("D3 unconfirmed where isolation is off: the customer must act", () => {
  expect(concluded(d3(), { policy: { isolation: false } }, { kill: "failed" })).toEqual({
    next: "wait",
    waitingFor: "customer",
    mustAct: true,
  });
});

test("D1 and G2 wait for the customer's recovery, whether the isolation was confirmed or not", () => {
  for (const state of ["confirmed", "unconfirmed", "accepted"] as const)
    for (const story of [d1(), g2()])
      expect(concluded(story, {}, { isolate: state })).toEqual({
        next: "wait",
        waitingFor: "customer",
        mustAct: false,
      });
});

test("an isolation that the ceiling cut waits for an analyst, also when its kill failed", () => {
  const input = inputOf(d1());
  const actions = done(input, { kill: "failed" }).filter(({ kind }) => kind !== "isolate");
  expect(conclude(input, assess(input), actions)).toEqual({ next: "wait", waitingFor: "analyst", mustAct: false });
  expect(concluded(n2Twin())).toMatchObject({ next: "wait", waitingFor: "analyst" });
});

test("N2 waits for the customer's answer and does not say that the customer must act", () => {
  expect(concluded(n2())).toEqual({ next: "wait", waitingFor: "customer", mustAct: false });
});

test.each([
  ["exempt", { views: { "SV-FILE01": { exempt: "yes" as const } } }, "customer"],
  ["unreadable", { views: { "SV-FILE01": { exempt: "unreadable" as const } } }, "analyst"],
  ["isolation off", { policy: { isolation: false } }, "customer"],
  ["isolation not supported", { views: { "SV-FILE01": { supports: ["kill", "remove"] as const } } }, "customer"],
])("D1 with %s waits, and the customer must act", (_name, more, waitingFor) => {
  expect(concluded(d1(), more)).toEqual({ next: "wait", waitingFor, mustAct: true });
});

test("D3 on a product that cannot kill isolates; on an exempt computer it never does", () => {
  const view = (more: object) => ({ views: { "PC-SOUMU03": more } });
  expect(concluded(d3(), view({ supports: ["remove", "isolate"] }))).toMatchObject({ next: "isolate" });
  expect(concluded(d3(), view({ exempt: "yes" }))).toEqual({ next: "wait", waitingFor: "customer", mustAct: true });
});

test("a medium file that could not be removed waits for an analyst, and is not isolated for it", () => {
  const medium = d3()
    .slice(2)
    .map((d) => ({ ...d, severity: "medium" as const, confidence: "high" as const }));
  expect(concluded(medium, {}, { remove: "failed" })).toEqual({ next: "wait", waitingFor: "analyst", mustAct: false });
});
