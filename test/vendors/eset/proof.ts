// ESET for the conformance kit: its payloads, and the simulator of ESET Connect as the product on loopback.
import { readFileSync } from "node:fs";
import { demoComputers, demoGroups, demoHashes, demoIds } from "../../../local/endpoints/demo.ts";
import { createEndpoints, type Exchange, type JournalEvent } from "../../../local/endpoints/index.ts";
import { eset } from "../../../vendors/eset/index.ts";
import type { ActionRequest } from "../../../vendors/vendor.ts";
import { exchangeProblems, officialDocumentsPresent } from "../../local/openapi-check.ts";
import type { LoopbackProduct, Proof } from "../proof.ts";
import { loadOnce } from "./scripted-fetch.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const credentials = { username: "mdr@example.org", password: "p+&% 火消し" };
const target = { computerId: demoIds.sql01, computerName: "SV-SQL01" };
const events: Record<ActionRequest["kind"], JournalEvent> = {
  kill: "process-killed",
  remove: "executable-blocked",
  isolate: "isolated",
  release: "released",
};

async function open(): Promise<LoopbackProduct> {
  const exchanges: Exchange[] = [];
  const endpoints = createEndpoints({
    computers: demoComputers,
    groups: demoGroups,
    credentials,
    // The clock of the kit runs by leaps.
    rateLimit: false,
    delays: { startMilliseconds: 0, runMilliseconds: 0, reactionMilliseconds: 0 },
    now: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const { baseUrl } = await endpoints.listen();
  const silent = () => endpoints.tell(demoIds.sql01, { kind: "silent" });
  return {
    baseUrl,
    close: endpoints.close,
    done: ({ kind }) => endpoints.journal.filter(({ event }) => event === events[kind]).length,
    // A block has no such lie in the simulator: the kit's own yes stands for it.
    lies: { kill: silent, isolate: silent, release: silent },
    problems: () =>
      officialDocumentsPresent ? exchanges.flatMap((exchange) => exchangeProblems(exchange, loadOnce)) : [],
  };
}

export const esetProof: Proof = {
  vendor: eset,
  payloads: {
    "syslog threat": read("test/fixtures/eset/syslog-threat-removed.json"),
    "syslog Inspect alert": read("test/fixtures/eset/syslog-inspect-alert.json"),
    "syslog lines": read("test/fixtures/eset/syslog-batch.log"),
    "CEF and LEEF": read("test/fixtures/eset/log-lines.log"),
    notification: read("test/fixtures/eset/notification.json"),
    "Inspect on-prem": read("test/fixtures/eset/inspect-list.json"),
    "Connect v1": read("test/fixtures/eset/connect-v1.json"),
    "Connect v2": read("test/fixtures/eset/connect-v2.json"),
    "Connect v2 of one EDR rule": read("examples/payloads/certutil.eset.json"),
  },
  connector: {
    open,
    settings: (baseUrl) => ({ region: "eu", baseUrl, timeoutSeconds: 1 }),
    secret: JSON.stringify(credentials),
    targets: {
      kill: { ...target, process: { pid: 5120, name: "srv.exe", sha1: demoHashes.srv } },
      remove: { ...target, executable: { name: "srv.exe", sha1: demoHashes.srv } },
      isolate: target,
      release: target,
    },
    isWrite: ({ method, url }) => method === "POST" && !url.endsWith("/oauth/token"),
    isToken: ({ url }) => url.endsWith("/oauth/token"),
  },
};
