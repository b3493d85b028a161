// ESET Inspect on-prem for the conformance kit.
import { readFileSync } from "node:fs";
import { vendors } from "../../../vendors/index.ts";
import type { LoopbackProduct, Proof } from "../proof.ts";
import { ISOLATED_GROUP } from "./protect.ts";
import { openInspect } from "./server.ts";

const read = (name: string): string => readFileSync(new URL(`../../fixtures/eset/${name}`, import.meta.url), "utf8");
const vendor = vendors.get("eset-inspect");
if (vendor === undefined) throw new Error("eset-inspect is not in the table of products");

export const credentials = { username: "api", password: 'p"+&% 火消し' };
export const computerId = "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e03";
export const sha1 = "5f2b8c1d9e3a4f60718293a4b5c6d7e8f9012345";
export const target = { computerId, computerName: "PC-KEIRI07" };
const isToken = (url: string): boolean => url.endsWith("/authenticate") || url.endsWith("/GetTokens");
const words = { isolate: "isolate", release: "integrate", remove: "block", kill: "kill" };

async function open(): Promise<LoopbackProduct> {
  const server = await openInspect({ ...credentials, computers: [computerId], modules: [sha1] });
  // Connections are later than any request: what the group shows decides.
  server.protect.lastSyncTime = () => new Date(Date.now() + 3_600_000).toISOString();
  return {
    baseUrl: server.baseUrl,
    close: server.close,
    lies: {
      isolate: () => {
        server.lie("isolate");
      },
      release: () => {
        server.lie("integrate");
      },
    },
    done: ({ kind }) => server.journal.filter((line) => line.startsWith(`${words[kind]} `)).length,
  };
}

export const esetInspectProof: Proof = {
  vendor,
  product: "eset",
  payloads: { "a list": read("inspect-list.json"), "one detection": read("inspect-one.json") },
  connector: {
    open,
    settings: (baseUrl) => ({ baseUrl, protectUrl: baseUrl, isolatedGroup: ISOLATED_GROUP, timeoutSeconds: 1 }),
    secret: JSON.stringify(credentials),
    targets: { isolate: target, release: target, remove: { ...target, executable: { name: "dropper.exe", sha1 } } },
    unshown: ["remove"],
    isWrite: ({ method, url }) => method === "POST" && !isToken(url),
    isToken: ({ url }) => isToken(url),
  },
};
