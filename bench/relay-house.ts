// The house with a product that answers at once, for what the house itself adds: a real connector waits for its
// product's rate limit (ESET Connect: ten calls a second), which is not ours.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Customer, Source } from "../core/customer.ts";
import type { Deps } from "../functions/deps.ts";
import { writeAccess } from "../local/access.ts";
import { openHouse } from "../local/house.ts";
import { listen } from "../local/http.ts";
import { createIssuer } from "../local/issuer.ts";
import { createPages } from "../local/pages.ts";
import { createCustomer, putSource } from "../records/customers.ts";
import type { Connector } from "../vendors/vendor.ts";

/** So many that none meets more than a hundred isolations in the minutes of a run: the ceiling keeps a list of them. */
export const CUSTOMERS = 200;
export const customerOf = (n: number): string => `acme-${n % CUSTOMERS}`;
export const SECRET = `whsec_${Buffer.from("a secret for the relay's senders").toString("base64")}`;

const product = (url: string, fetch: Deps["fetch"]): Connector => ({
  supports: ["kill", "remove", "isolate", "release"],
  repeatable: ["kill", "remove", "isolate", "release"],
  prepare: async () => undefined,
  async request({ kind, target, actionId }) {
    if (kind === "isolate") await fetch(`${url}/${target.computerId}`, { method: "POST", body: actionId });
    return actionId;
  },
  find: async () => "none",
  outcome: async () => ({ state: "confirmed" }),
  exempt: async () => false,
  investigationLink: () => undefined,
});

async function main(data: string, productUrl: string): Promise<void> {
  await mkdir(data, { recursive: true });
  const silent = { info: () => {}, warn: () => {}, error: (line: unknown) => console.error(JSON.stringify(line)) };
  const house = {
    serviceName: "Bench",
    from: "Bench <mdr@bench.example>",
    consoleUrl: "http://127.0.0.1",
    analysts: [],
  };
  const now = () => Date.now();
  const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
  const local = await openHouse({ data, house, log: silent, now, sleep, random: Math.random, fetch });
  const { deps, requests } = local;
  deps.connectors = async () => product(productUrl, deps.fetch);
  const isolationCeiling = { computers: 1000, minutes: 1, percent: 100 };
  for (let n = 0; n < CUSTOMERS; n += 1) {
    const customerId = customerOf(n);
    const recipients = [{ address: "it@acme.example", language: "en" }];
    const settings = { name: customerId, recipients, policy: { isolationCeiling } };
    await createCustomer(deps.table, Customer.parse({ customerId, createdAt: new Date().toISOString(), settings }));
    const source = {
      name: "generic",
      vendor: "generic",
      credential: "signature",
      secretIds: ["one"],
      connector: { settings: {} },
    };
    await putSource(deps.table, customerId, Source.parse(source), (standing) => standing);
    await deps.secrets.put(`customers/${customerId}/sources/generic/one`, SECRET);
  }
  const issuer = await createIssuer(join(data, "issuer.json"), now);
  const http = await listen(0, { ...deps, requests }, issuer, createPages(local.mailbox));
  const url = `http://127.0.0.1:${http.port}`;
  await writeAccess(join(data, "access.json"), { url, tokens: {}, secrets: {} });
  console.log(`Bench listens on ${url}`);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { data: { type: "string" }, product: { type: "string" } }, strict: false });
  await main(String(values.data), String(process.env.BENCH_PRODUCT));
}
