// What a kill script is told, and when what it prints is believed.
import { describe, expect, it } from "vitest";
import { saidBy, scriptArguments } from "../../vendors/kill-script.ts";
import type { ActionRequest } from "../../vendors/vendor.ts";

const product = { code: "x", name: "X" };
const request = (process: object, actionId = "act-1"): ActionRequest => ({
  actionId,
  incidentId: "inc-1",
  kind: "kill",
  target: { computerId: "c", computerName: "PC", process: { pid: 7, name: "a.exe", ...process } },
});

describe("its arguments", () => {
  it("are four words, the last of them a quarter of an hour ahead", () =>
    expect(scriptArguments(product, request({ sha1: "ab", sha256: "cd" }), 1_700_000_000_999)).toBe(
      "act-1 7 cd 1700000900",
    ));

  it.each([{}, { sha1: 'a" & calc' }, { sha256: "a b" }])("of %j are refused", (process) =>
    expect(() => scriptArguments(product, request(process), 0)).toThrow(
      expect.objectContaining({ kind: "bad-request" }),
    ),
  );

  it("hold no action's id that is more than letters, digits and dashes", () =>
    expect(() => scriptArguments(product, request({ sha1: "ab" }, "a;b"), 0)).toThrow());
});

describe("its words", () => {
  it.each<[string, object]>([
    ["Transcript started\r\n  hikeshi done kill act-1\r\n", { state: "confirmed" }],
    ["hikeshi failed kill act-1 another-program", { state: "failed", reason: "another-program" }],
    ["hikeshi done kill act-1\nhikeshi failed kill act-1 still-running", { state: "failed", reason: "still-running" }],
    ["", { state: "failed", reason: "script-said-nothing" }],
    ["hikeshi done kill act-2", { state: "failed", reason: "script-said-nothing" }],
    ["echo hikeshi done kill act-1", { state: "failed", reason: "script-said-nothing" }],
    ["hikeshi done kill act-1x", { state: "failed", reason: "script-said-nothing" }],
    ["hikeshi failed kill act-1 <b>", { state: "failed", reason: "script-said-nothing" }],
  ])("%j", (output, outcome) => expect(saidBy(output, request({}))).toEqual(outcome));
});
