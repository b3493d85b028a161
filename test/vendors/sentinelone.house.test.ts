// SentinelOne live through the whole house: told by webhook, answered at the console, confirmed by what the console shows.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { apiToken, connectedAgent } from "./sentinelone/proof.ts";
import { openConsole, type ServedThreat } from "./sentinelone/server.ts";
import { openProduct } from "./through-house.ts";

const payload = readFileSync(new URL("../../examples/payloads/invoice.sentinelone.json", import.meta.url), "utf8");
const threat: ServedThreat = JSON.parse(payload);

async function open() {
  const server = await openConsole(apiToken, { agents: [connectedAgent], threats: [threat] });
  const settings = { baseUrl: server.baseUrl };
  return { server, ...(await openProduct("sentinelone", { settings, secret: JSON.stringify({ apiToken }) })) };
}

it("isolates a computer of ransomware, stops the program and takes its file away, each confirmed", async () => {
  const { server, house, tell } = await open();
  const { status, results } = await tell(payload);
  expect([status, results.map(({ outcome }) => outcome)]).toEqual([202, ["opened"]]);
  const incidentId = results[0]?.incidentId ?? "";
  await house.until(incidentId, "on-hold");
  expect(server.journal.toSorted()).toEqual([
    `disconnect ${connectedAgent.id}`,
    `kill ${threat.id}`,
    `quarantine ${threat.id}`,
  ]);
  const texts = await house.timeline(incidentId);
  expect(texts).toContain("Confirmed: isolate from the network: PC-EIGYO11");
  expect(texts).toContain("Confirmed: remove the file: PC-EIGYO11 invoice_viewer.exe");
  expect(server.agents[0]?.networkStatus).toBe("disconnected");
  // The same threat once more is no news.
  const again = await tell(JSON.stringify({ data: [threat] }));
  expect(again.results.map(({ outcome }) => outcome)).toEqual(["duplicate"]);
  await Promise.all([house.close(), server.close()]);
});

it("never says that anything is done where the console counts what it does not do", async () => {
  const { server, house, tell } = await open();
  server.lie = true;
  const incidentId = (await tell(payload)).results[0]?.incidentId ?? "";
  await house.pass(40 * 60_000);
  expect(server.posts.length).toBeGreaterThan(0);
  expect((await house.timeline(incidentId)).filter((text) => text.startsWith("Confirmed"))).toEqual([]);
  expect(server.journal).toEqual([]);
  await Promise.all([house.close(), server.close()]);
});
