// On one machine the house asks by itself: no webhook is called here.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Customer } from "../../core/customer.ts";
import { demoComputers, demoGroups } from "../../local/endpoints/demo.ts";
import { createEndpoints } from "../../local/endpoints/index.ts";
import { openHouse } from "../../local/house.ts";
import { createCustomer, putSource } from "../../records/customers.ts";
import { listIncidents } from "../../records/incidents.ts";
import { beginPolling } from "../../records/polls.ts";
import { hit } from "../functions/poll/world.ts";

const now = () => Date.now();
const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
const credentials = { username: "api@acme.test", password: "secret" };

it("asks ESET Connect while it runs, and opens the incident", async () => {
  const data = await mkdtemp(join(tmpdir(), "polling-"));
  const ports = { now, sleep, random: Math.random };
  const endpoints = createEndpoints({ computers: demoComputers, groups: demoGroups, credentials, ...ports });
  const { baseUrl } = await endpoints.listen();
  const silent = () => {};
  const local = await openHouse({
    data,
    house: { serviceName: "Hikeshi", from: "a@hikeshi.test", consoleUrl: "https://console.hikeshi.test", analysts: [] },
    log: { info: silent, warn: silent, error: silent },
    ...ports,
    fetch,
  });
  onTestFinished(async () => {
    local.close();
    await endpoints.close();
    await rm(data, { recursive: true });
  });
  const { table, secrets } = local.deps;
  const createdAt = new Date(now()).toISOString();
  await createCustomer(table, Customer.parse({ customerId: "acme", createdAt, settings: { name: "Acme" } }));
  const connector = { settings: { region: "jpn", baseUrl, poll: true } };
  const source = { name: "eset", vendor: "eset", credential: "secret" as const, secretIds: [], connector };
  await putSource(table, "acme", source, () => source);
  await secrets.put("customers/acme/connectors/eset", JSON.stringify(credentials));
  await beginPolling(table, "acme", "eset", createdAt);
  endpoints.detect(hit(1, createdAt));
  local.sweepEvery(100);
  await expect
    .poll(async () => (await listIncidents(table, "acme", { limit: 10 })).values.length, { timeout: 10_000 })
    .toBe(1);
}, 20_000);
