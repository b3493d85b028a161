// CrowdStrike Falcon for the conformance kit.
import { readFileSync } from "node:fs";
import { crowdstrike } from "../../../vendors/crowdstrike/index.ts";
import type { LoopbackProduct, Proof } from "../proof.ts";
import { CREDENTIAL, type FalconHost, openFalcon } from "./server.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

export const alert = read("examples/payloads/alert.crowdstrike.json");
export const stream = read("test/fixtures/crowdstrike/stream-epp.json");
export const oldStream = read("test/fixtures/crowdstrike/stream-old.json");
export const computerId = "5d3f8a1c2b4e4f60a7b8c9d0e1f2a3b4";
export const target = { computerId, computerName: "PC-SOUMU03" };
export const host = (): FalconHost => ({
  device_id: computerId,
  hostname: "PC-SOUMU03",
  status: "normal",
  tags: ["FalconGroupingTags/office"],
  groups: ["18704e21288243b58e4c76266d38caaf"],
});
export const settings = (baseUrl: string) => ({
  cloud: "us-2",
  baseUrl,
  killScript: "hikeshi-kill",
  timeoutSeconds: 1,
});
export const victim = { pid: 7488, name: "updater.exe", sha256: "ab".repeat(32) };
export const secret = JSON.stringify(CREDENTIAL);

const words = { isolate: "contained ", release: "normal ", remove: "remove ", kill: "kill " };

async function open(): Promise<LoopbackProduct> {
  const server = await openFalcon();
  server.hosts.set(computerId, host());
  server.processes.set(victim.pid, victim.sha256);
  server.groups.set("18704e21288243b58e4c76266d38caaf", "Office");
  const lie = () => {
    server.lying = true;
  };
  return {
    baseUrl: server.baseUrl,
    close: server.close,
    done: ({ kind }) => server.journal.filter((line) => line.startsWith(words[kind])).length,
    lies: {
      isolate: lie,
      release: lie,
      kill: () => {
        server.mute = true;
      },
    },
  };
}

export const crowdstrikeProof: Proof = {
  vendor: crowdstrike,
  payloads: {
    "alert v2": alert,
    "the API's answer": `{"meta":{},"resources":[${alert}]}`,
    stream,
    "older stream": oldStream,
  },
  connector: {
    open,
    settings,
    secret,
    targets: { kill: { ...target, process: victim }, isolate: target, release: target },
    isWrite: ({ method, url }) => method === "POST" && /\/(devices-actions|active-responder-command)\//.test(url),
    isToken: ({ url }) => url.endsWith("/oauth2/token"),
  },
};
