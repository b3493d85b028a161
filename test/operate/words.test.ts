// The proofs and measurements that a person starts by hand: --help is one screen, and a wrong word is named before anything begins.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../documents.ts";

const typed = (file: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, file), ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
};

describe.each([
  ["npm run faults", "test/faults/run.ts", ["--pairs", "--seed", "--every", "--workers"]],
  ["npm run torture", "test/torture.ts", ["ROUNDS", "SEED"]],
  ["npm run bench", "bench/main.ts", ["intake", "relay", "lives", "start", "storm", "worst"]],
])("%s", (command, file, words) => {
  test("--help is one screen that begins with the command and names each word", () => {
    const { status, stdout, stderr } = typed(file, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(new RegExp(`^${command} `));
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(160);
    for (const word of words) expect(stdout).toMatch(new RegExp(`^  ${word}\\b`, "m"));
  });
});

test.each([
  ["test/faults/run.ts", ["--seed", "x"], "--seed takes a whole number from 0 on, not x."],
  ["test/faults/run.ts", ["--workers=0"], "--workers takes a whole number from 1 on, not 0."],
  ["test/faults/run.ts", ["--strange"], "Unknown option '--strange'."],
  ["test/faults/run.ts", ["500"], "It takes options only, not 500."],
  ["test/torture.ts", ["five"], "ROUNDS takes a whole number from 1 on, not five."],
  ["test/torture.ts", ["5", "6", "7"], "ROUNDS and SEED are all that it takes, not 7."],
  ["bench/main.ts", ["nothing"], "There is no part nothing."],
  ["bench/main.ts", ["intake", "strange"], "There is no mix strange of intake."],
  ["bench/main.ts", ["lives", "attached"], "lives has no mixes: leave out attached."],
])("%s %j: %s", (file, args, sentence) => {
  const { status, stdout, stderr } = typed(file, ...args);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr.split("\n").slice(0, 2)).toEqual([sentence, ""]);
});
