// Microsoft Defender for Endpoint for the conformance kit.
import { readFileSync } from "node:fs";
import { defender } from "../../../vendors/defender/index.ts";
import type { LoopbackProduct, Proof } from "../proof.ts";
import { CREDENTIAL, openDefender, TENANT } from "./server.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

export const alert = read("examples/payloads/alert.defender.json");
export const notification = read("test/fixtures/defender/notification.json");
export const computerId = "4e1f0a9b8c7d6e5f40312233445566778899aabb";
export const sha1 = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c";
export const target = { computerId, computerName: "pc-keiri07" };
export const settings = (baseUrl: string) => ({
  tenantId: TENANT,
  baseUrl,
  killScript: "hikeshi-kill.ps1",
  timeoutSeconds: 1,
});
export const victim = { pid: 7488, name: "updater.exe", sha256: "ab".repeat(32) };
export const secret = JSON.stringify(CREDENTIAL);

const words = { isolate: "Isolate ", release: "Unisolate ", remove: "StopAndQuarantineFile ", kill: "kill " };

async function open(): Promise<LoopbackProduct> {
  const server = await openDefender();
  server.processes.set(victim.pid, victim.sha256);
  server.machines.set(computerId, { id: computerId, machineTags: ["Test"] });
  const silent = () => {
    server.offline = true;
  };
  return {
    baseUrl: server.baseUrl,
    close: server.close,
    done: ({ kind }) => server.journal.filter((line) => line.startsWith(words[kind])).length,
    lies: {
      isolate: silent,
      release: silent,
      remove: silent,
      kill: () => {
        server.script = () => ({ exit_code: 0, script_output: "Transcript started" });
      },
    },
  };
}

export const defenderProof: Proof = {
  vendor: defender,
  payloads: { "alert v2": alert, "a list of alerts": `{"value":[${alert}]}`, "change notifications": notification },
  connector: {
    open,
    settings,
    secret,
    targets: {
      kill: { ...target, process: victim },
      isolate: target,
      release: target,
      remove: { ...target, executable: { name: "updater.exe", sha1 } },
    },
    isWrite: ({ method, url }) =>
      method === "POST" && /\/(isolate|unisolate|StopAndQuarantineFile|indicators|runliveresponse)$/.test(url),
    isToken: ({ url }) => url.endsWith("/oauth2/v2.0/token"),
  },
};
