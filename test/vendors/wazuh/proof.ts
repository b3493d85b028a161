// Wazuh for the conformance kit: its payloads, and a manager on loopback whose agents have the documented scripts.
import { readFileSync } from "node:fs";
import type { ActionRequest } from "../../../vendors/vendor.ts";
import { wazuh } from "../../../vendors/wazuh/index.ts";
import type { LoopbackProduct, Proof } from "../proof.ts";
import { openManager, receiptsFolder } from "./server.ts";

export const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/wazuh/${name}`, import.meta.url), "utf8");

export const credentials = { username: "hikeshi", password: 'p"+&:% 火消し' };
export const sha1 = "d52f0e8b3c40516273849506b7c8d9e0f1a2b3c4";
export const path = "C:\\Users\\suzuki\\AppData\\Local\\Temp\\updater7.exe";
export const target = { computerId: "017", computerName: "PC-SOUMU05" };
export const agents = [
  { id: "000", group: [], active: true, isolated: false },
  { id: "017", group: ["default", "windows"], active: true, isolated: false },
  { id: "018", group: ["default"], active: true, isolated: false },
];
export const settings = (baseUrl: string) => ({
  baseUrl,
  timeoutSeconds: 1,
  commands: { kill: "!hikeshi.exe", remove: "!hikeshi.exe", isolate: "!hikeshi.exe", release: "!hikeshi.exe" },
  receipts: ["/var/ossec/hikeshi", receiptsFolder],
});
export const targets = {
  kill: { ...target, process: { pid: 6244, name: "updater7.exe", sha1 } },
  remove: { ...target, executable: { name: "updater7.exe", path, sha1 } },
  isolate: target,
  release: target,
};

async function open(): Promise<LoopbackProduct> {
  const server = await openManager(credentials, agents);
  const lie = () => {
    server.scriptless = true;
  };
  return {
    baseUrl: server.baseUrl,
    close: server.close,
    done: ({ kind }: ActionRequest) => server.journal.filter((line) => line.startsWith(`${kind} `)).length,
    lies: { kill: lie, remove: lie, isolate: lie, release: lie },
  };
}

export const wazuhProof: Proof = {
  vendor: wazuh,
  payloads: {
    "a raw alert": fixture("sysmon-process.json"),
    "Shuffle's wrapper": fixture("shuffle.json"),
    "lines of alerts.json": fixture("alerts.ndjson"),
    "an alert of the manager itself": fixture("manager.json"),
    "the example": readFileSync(new URL("../../../examples/payloads/updater.wazuh.json", import.meta.url), "utf8"),
  },
  connector: {
    open,
    settings,
    secret: JSON.stringify(credentials),
    targets,
    isWrite: ({ method }) => method === "PUT",
    isToken: ({ url }) => url.startsWith("/security/user/authenticate"),
  },
};
