// SentinelOne for the conformance kit: its payloads, and a console on loopback.
import { readFileSync } from "node:fs";
import { sentinelone } from "../../../vendors/sentinelone/index.ts";
import type { ActionRequest } from "../../../vendors/vendor.ts";
import type { LoopbackProduct, Proof } from "../proof.ts";
import { openConsole, type ServedThreat } from "./server.ts";

export const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/sentinelone/${name}`, import.meta.url), "utf8");

export const apiToken = "token-of-a-service-user-+/=";
export const agentId = "1801234567890123457";
export const sha1 = "c41e9d7a2b3f405162738495a6b7c8d9e0f1a2b3";
export const target = { computerId: agentId, computerName: "PC-EIGYO11" };
export const served = (): ServedThreat => JSON.parse(fixture("threat-static.json"));
export const connectedAgent = {
  id: agentId,
  computerName: target.computerName,
  networkStatus: "connected",
  groupName: "Clients",
} as const;
const words: Record<ActionRequest["kind"], string> = {
  kill: "kill",
  remove: "quarantine",
  isolate: "disconnect",
  release: "connect",
};

async function open(): Promise<LoopbackProduct> {
  const server = await openConsole(apiToken, { agents: [connectedAgent], threats: [served()] });
  const lie = () => {
    server.lie = true;
  };
  return {
    baseUrl: server.baseUrl,
    close: server.close,
    done: ({ kind }) => server.journal.filter((line) => line.startsWith(`${words[kind]} `)).length,
    lies: { kill: lie, remove: lie, isolate: lie, release: lie },
  };
}

export const sentineloneProof: Proof = {
  vendor: sentinelone,
  payloads: {
    "a threat of API 2.1": fixture("threat-static.json"),
    "an answer of the API": fixture("api-answer.json"),
    "a threat of API 2.0": fixture("threat-flat.json"),
    "an alert of a custom rule": fixture("alert-star.json"),
    "the example": readFileSync(
      new URL("../../../examples/payloads/invoice.sentinelone.json", import.meta.url),
      "utf8",
    ),
  },
  connector: {
    open,
    settings: (baseUrl) => ({ baseUrl, timeoutSeconds: 1 }),
    secret: JSON.stringify({ apiToken }),
    targets: {
      kill: { ...target, process: { pid: 4312, name: "invoice_viewer.exe", sha1 } },
      remove: { ...target, executable: { name: "invoice_viewer.exe", sha1 } },
      isolate: target,
      release: target,
    },
    isWrite: ({ method }) => method === "POST",
    // The token is the secret itself: nothing is asked for it.
    isToken: () => false,
  },
};
