// Wazuh live through the whole house: told by its integration script, answered by the agents' scripts, confirmed by their receipts.
import { expect, it } from "vitest";
import { openProduct } from "./through-house.ts";
import { agents, credentials, fixture, path, settings } from "./wazuh/proof.ts";
import { openManager } from "./wazuh/server.ts";

async function open() {
  const server = await openManager(credentials, agents);
  const connector = { settings: settings(server.baseUrl), secret: JSON.stringify(credentials) };
  return { server, ...(await openProduct("wazuh", connector)) };
}

it("stops the program and takes its file away, and says so by the receipts", async () => {
  const { server, house, tell } = await open();
  const { status, results } = await tell(fixture("shuffle.json"));
  expect([status, results.map(({ outcome }) => outcome)]).toEqual([202, ["opened"]]);
  const incidentId = results[0]?.incidentId ?? "";
  await house.until(incidentId, "resolved", "closed");
  expect(server.journal).toEqual(["kill 017 6244", `remove 017 ${path}`]);
  const texts = await house.timeline(incidentId);
  expect(texts).toContain("Confirmed: stop the process: PC-SOUMU05 updater7.exe (6244)");
  expect(texts).toContain("Confirmed: remove the file: PC-SOUMU05 updater7.exe");
  // The raw alert is the one that came wrapped.
  expect((await tell(fixture("sysmon-process.json"))).results.map(({ outcome }) => outcome)).toEqual(["duplicate"]);
  await Promise.all([house.close(), server.close()]);
});

it("says that it does not know where the manager sends and no script answers, and isolates in vain", async () => {
  const { server, house, tell } = await open();
  server.scriptless = true;
  const incidentId = (await tell(fixture("sysmon-process.json"))).results[0]?.incidentId ?? "";
  await house.pass(60 * 60_000);
  expect(new Set(server.orders.map(({ order }) => order.kind))).toEqual(new Set(["kill", "remove", "isolate"]));
  expect(server.orders.every(({ agentId }) => agentId === "017")).toBe(true);
  expect((await house.timeline(incidentId)).filter((text) => text.startsWith("Confirmed"))).toEqual([]);
  await Promise.all([house.close(), server.close()]);
});

it("does nothing to the manager, whatever its alert says", async () => {
  const { server, house, tell } = await open();
  const alert = JSON.parse(fixture("sysmon-process.json"));
  const body = JSON.stringify({ ...alert, agent: { id: "000", name: "wazuh-tokyo" } });
  const incidentId = (await tell(body)).results[0]?.incidentId ?? "";
  await house.pass(60 * 60_000);
  expect(server.asked).toEqual([]);
  expect((await house.incident(incidentId)).status).not.toMatch(/resolved|closed/);
  await Promise.all([house.close(), server.close()]);
});
