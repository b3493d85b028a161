// The active-response script for Linux, run for real below a folder of its own: processes and files are real, nft is a stand-in
// that keeps the rules it is given.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { receiptName, receiptText } from "../../../vendors/wazuh/receipts.ts";

const SCRIPT = fileURLToPath(new URL("../../../examples/wazuh/hikeshi.sh", import.meta.url));
const isLinux = process.platform === "linux";
const NFT = `#!/bin/sh
echo "nft $*" >> "$0.calls"
case "$*" in
  '-f -') cat > "$0.rules" ;;
  'list table inet hikeshi') cat "$0.rules" 2>/dev/null ;;
  'delete table inet hikeshi') rm "$0.rules" ;;
  *) exit 1 ;;
esac
`;

let ossec: string;
beforeEach(() => {
  ossec = mkdtempSync(join(tmpdir(), "hikeshi-wazuh-"));
  for (const folder of ["etc", "bin"]) mkdirSync(join(ossec, folder));
  const server =
    "<client><server><address>192.0.2.7</address></server><server><address>2001:db8::7</address></server></client>";
  writeFileSync(join(ossec, "etc/ossec.conf"), `<ossec_config>\n  ${server.replaceAll("><", ">\n<")}\n</ossec_config>`);
  writeFileSync(join(ossec, "bin/nft"), NFT, { mode: 0o755 });
});
afterEach(() => rmSync(ossec, { recursive: true, force: true }));

let orders = 0;
const nextId = () => {
  orders += 1;
  return `act-${orders}`;
};
/** As the agent hands it over: one line, and what the connector ordered below `parameters.alert.data.hikeshi`. */
function run(kind: string, more: object = {}, actionId = nextId()) {
  const order = { kind, actionId, incidentId: "inc-1", receipt: receiptName({ actionId }), ...more };
  const parameters = { extra_args: [], alert: { data: { hikeshi: order } }, program: "active-response/bin/hikeshi.sh" };
  const message = { version: 1, origin: { name: "node01", module: "wazuh-execd" }, command: "add", parameters };
  const { status, stderr } = start([], `${JSON.stringify(message)}\n`);
  const path = join(ossec, "hikeshi", order.receipt);
  return { status, stderr, actionId, receipt: existsSync(path) ? readFileSync(path, "utf8") : undefined };
}
const start = (args: string[], input: string) =>
  spawnSync("/bin/sh", [SCRIPT, ...args], {
    input,
    encoding: "utf8",
    env: { HIKESHI_OSSEC: ossec, HIKESHI_PATH: `${join(ossec, "bin")}:/usr/sbin:/usr/bin:/sbin:/bin` },
  });
const hashOf = (path: string, algorithm: string) => createHash(algorithm).update(readFileSync(path)).digest("hex");
const rules = () =>
  existsSync(join(ossec, "bin/nft.rules")) ? readFileSync(join(ossec, "bin/nft.rules"), "utf8") : "";

describe.runIf(isLinux)("the script for Linux", () => {
  it("is POSIX sh without a mistake", () => expect(spawnSync("/bin/sh", ["-n", SCRIPT]).status).toBe(0));

  it.each(["sha1", "sha256"])(
    "stops a process whose file has the %s, and says so in the words that confirm",
    async (algorithm) => {
      const child = spawn("sleep", ["600"]);
      const ended = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
      const hash = hashOf(`/proc/${child.pid}/exe`, algorithm);
      const { receipt } = run("kill", { process: { pid: child.pid, name: 'x","pid":1,"', [algorithm]: hash } });
      expect(receipt).toBe(receiptText("done", "kill"));
      expect(await ended).toBe("SIGKILL");
    },
  );

  it("leaves another program with that pid alone, and one of which no hash is named", () => {
    const child = spawn("sleep", ["600"]);
    expect(run("kill", { process: { pid: child.pid, name: "a", sha1: "0".repeat(40) } }).receipt).toBe("failed kill");
    expect(run("kill", { process: { pid: child.pid, name: "a" } }).receipt).toBe("failed kill");
    expect(run("kill", { process: { pid: 1, name: "a", sha1: "0".repeat(40) } }).receipt).toBe("failed kill");
    expect(child.exitCode).toBeNull();
    child.kill("SIGKILL");
  });

  it("takes a file away where it is the one that was meant, and no other", () => {
    const file = join(ossec, "お客様 $(touch pwned);dropper.bin");
    writeFileSync(file, "evil");
    const executable = { name: "dropper.bin", path: file };
    expect(run("remove", { executable: { ...executable, sha256: "0".repeat(64) } }).receipt).toBe("failed remove");
    expect(existsSync(file)).toBe(true);
    const done = run("remove", { executable: { ...executable, sha256: hashOf(file, "sha256") } });
    expect(done.receipt).toBe("done remove");
    expect([existsSync(file), existsSync(join(ossec, "pwned"))]).toEqual([false, false]);
    const kept = join(ossec, "hikeshi-kept/files", receiptName(done));
    expect(statSync(kept).mode & 0o777).toBe(0);
    expect(run("remove", { executable: { ...executable, sha256: "0".repeat(64) } }).receipt).toBe("done remove");
  });

  it.each([
    ["a relative path", "tmp/x"],
    ["a folder", "/tmp"],
    ["a path that needs escaping", '/tmp/a"b'],
  ])("removes nothing by %s", (_what, path) => {
    const { receipt } = run("remove", { executable: { name: "x", path, sha1: "0".repeat(40) } });
    expect(receipt).toBe("failed remove");
  });

  it("isolates: all is dropped but loopback, DHCP and the managers; and releases", () => {
    expect(run("isolate").receipt).toBe("done isolate");
    expect(rules().match(/policy drop/g)).toHaveLength(3);
    for (const allowed of [
      'iif "lo" accept',
      'oif "lo" accept',
      "ip saddr 192.0.2.7 accept",
      "ip daddr 192.0.2.7 accept",
    ])
      expect(rules()).toContain(allowed);
    expect(rules()).toContain("ip6 daddr 2001:db8::7 accept");
    expect(rules()).not.toMatch(/established|0\.0\.0\.0|::\/0/);
    expect(run("isolate").receipt).toBe("done isolate");
    expect(run("release").receipt).toBe("done release");
    expect(rules()).toBe("");
    expect(run("release").receipt).toBe("done release");
  });

  it("restores an isolation after a restart, and none that was released", () => {
    run("isolate");
    rmSync(join(ossec, "bin/nft.rules"));
    start(["again"], "");
    expect(rules().match(/policy drop/g)).toHaveLength(3);
    run("release");
    start(["again"], "");
    expect(rules()).toBe("");
  });

  it("does not isolate where nobody could release: without a manager's address, or without nft", () => {
    writeFileSync(join(ossec, "etc/ossec.conf"), "<ossec_config></ossec_config>");
    expect(run("isolate")).toMatchObject({ receipt: "failed isolate", stderr: expect.stringContaining("manager") });
    expect(rules()).toBe("");
  });

  it("says that it failed where the rules are not there afterwards", () => {
    writeFileSync(join(ossec, "bin/nft"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    expect(run("isolate").receipt).toBe("failed isolate");
  });

  it("does an order once: where its receipt exists, nothing happens", () => {
    const { actionId } = run("isolate");
    run("release");
    expect(run("isolate", {}, actionId).status).toBe(0);
    expect(rules()).toBe("");
  });

  it.each([
    ["no order", '{"version":1,"parameters":{"alert":{"data":{}}}}'],
    [
      "a receipt elsewhere",
      '{"parameters":{"alert":{"data":{"hikeshi":{"kind":"release","receipt":"../../etc/passwd"}}}}}',
    ],
    ["a kind of its own", '{"parameters":{"alert":{"data":{"hikeshi":{"kind":"format","receipt":"hikeshi-a"}}}}}'],
    ["no JSON", "$(touch pwned)"],
    ["nothing", ""],
  ])("does nothing for %s", (_what, message) => {
    expect(start([], `${message}\n`).status).toBe(1);
    expect(readdirSync(ossec).toSorted()).toEqual(["bin", "etc"]);
  });
});
