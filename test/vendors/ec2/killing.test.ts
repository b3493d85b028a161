// The few lines of shell that stop a process, run by a real shell on real processes; and what SSM says of a command.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { script } from "../../../vendors/ec2/kill-scripts.ts";
import { createConnector } from "../../../vendors/ec2/response.ts";
import type { ActionRequest, ConnectorDeps } from "../../../vendors/vendor.ts";
import { MINER, WEB, WINDOWS } from "./account.ts";
import { computer, secret, settings } from "./proof.ts";
import { openAws } from "./server.ts";

const run = (pid: number, hash: string) => {
  try {
    return {
      output: execFileSync("/bin/sh", ["-c", script("linux", pid, hash).join("\n")], { encoding: "utf8" }).trim(),
      code: 0,
    };
  } catch (error) {
    const { stdout, status } = error as { stdout: string; status: number };
    return { output: stdout.trim(), code: status };
  }
};

describe.skipIf(process.platform !== "linux")("the script, by a real shell", () => {
  const sleeping = async () => {
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    await once(child, "spawn");
    const pid = child.pid ?? 0;
    const file = readFileSync(`/proc/${pid}/exe`);
    const hash = (kind: string) => createHash(kind).update(file).digest("hex");
    return { child, pid, hash };
  };

  it.each(["sha256", "sha1"])("stops the process whose file has the %s, and says so", async (kind) => {
    const { child, pid, hash } = await sleeping();
    const ended = once(child, "exit");
    expect(run(pid, hash(kind))).toEqual({ output: "killed", code: 0 });
    expect((await ended)[1]).toBe("SIGKILL");
    expect(run(pid, hash(kind))).toEqual({ output: "gone", code: 0 });
  });

  it("leaves another program under that pid alone", async () => {
    const { child, pid } = await sleeping();
    expect(run(pid, "a".repeat(64))).toEqual({ output: "other", code: 3 });
    expect(child.exitCode).toBeNull();
    child.kill();
    await once(child, "exit");
  });
});

it.each([
  [0, MINER],
  [1, MINER],
  [-5, MINER],
  [4.5, MINER],
  [4711, ""],
  [4711, `${"a".repeat(63)}"`],
  [4711, "$(reboot)"],
])("is not written for pid %d and hash %j", (pid, hash) => {
  for (const platform of ["linux", "windows"] as const)
    expect(() => script(platform, pid, hash)).toThrow(expect.objectContaining({ code: "kill-needs-hash" }));
});

describe("the command", () => {
  const deps: ConnectorDeps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
  let aws: Awaited<ReturnType<typeof openAws>>;
  beforeEach(async () => {
    aws = await openAws({ strict: true });
  });
  afterEach(() => aws.close());
  const connector = () => createConnector(settings(aws.baseUrl), async () => secret, deps);
  const kill = (more: object = {}, actionId = "act-1", instance = WEB): ActionRequest => ({
    actionId,
    incidentId: "inc-1",
    kind: "kill",
    target: { ...computer(instance), process: { pid: 4711, name: "$(reboot)", sha256: MINER, ...more } },
  });
  async function ended(request: ActionRequest, reference: string) {
    for (;;) {
      const outcome = await connector().outcome(request, reference);
      if (outcome.state !== "running") return outcome;
    }
  }

  it("is confirmed by the script's own word, not shown at first and running meanwhile", async () => {
    const reference = await connector().request(kill());
    expect(await ended(kill(), reference)).toEqual({ state: "confirmed" });
    expect(aws.calls.filter((action) => action === "GetCommandInvocation")).toHaveLength(3);
  });

  it("has failed where another program has the pid, and where Success comes without the word", async () => {
    const other = kill({ sha256: "b".repeat(64) });
    expect(await ended(other, await connector().request(other))).toEqual({ state: "failed", reason: "other-program" });
    aws.lieAboutCommands();
    expect(await ended(kill(), await connector().request(kill()))).toEqual({ state: "failed", reason: "not-shown" });
  });

  it("is found again by our comment, on whichever page, and not for another action", async () => {
    const references = [];
    for (const id of ["act-1", "act-2", "act-3", "act-4", "act-5"])
      references.push(await connector().request(kill({}, id)));
    expect(await connector().find(kill({}, "act-5"))).toBe(references[4]);
    expect(await connector().find(kill({}, "act-6"))).toBe("none");
  });

  it("is PowerShell's on Windows, told the same way, and found again", async () => {
    const other = kill({ sha256: "b".repeat(64) }, "act-2", WINDOWS);
    expect(await ended(other, await connector().request(other))).toEqual({ state: "failed", reason: "other-program" });
    const request = kill({}, "act-1", WINDOWS);
    const reference = await connector().request(request);
    expect(await ended(request, reference)).toEqual({ state: "confirmed" });
    expect(await connector().find(request)).toBe(reference);
    expect(aws.journal).toEqual([{ event: "killed", id: WINDOWS }]);
  });

  it("is not sent to an instance that Systems Manager does not know", async () => {
    aws.refuse("SendCommand", 400, "InvalidInstanceId");
    await expect(connector().request(kill())).rejects.toMatchObject({ code: "ec2-invalid-instance-id" });
    expect(aws.journal).toEqual([]);
  });
});
