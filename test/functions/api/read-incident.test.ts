import { expect, test } from "vitest";
import { apiHouse } from "../../api-house.ts";
import { COMPUTER, n2 } from "../../stories.ts";
import { recommend, seed } from "./incident-seed.ts";

const computer = COMPUTER["PC-SOUMU03"];

test("an incident shows its computers, what is recommended, what a release lacks, its execution and its version", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const recommendedId = await recommend(house, id);
  const { status, body, headers } = await house.call("GET", `/v1/customers/acme/incidents/${id}`, { as: "customer" });
  expect(status).toBe(200);
  expect(headers.etag).toBe(`"${body.version}"`);
  expect(body).toMatchObject({
    incidentId: id,
    status: "open",
    execution: `${id}-1`,
    title: { ja: expect.any(String), en: expect.any(String) },
    computers: [{ computerId: computer, name: "PC-SOUMU03", isolation: "connected", heldBy: [], exempt: false }],
    moreComputers: false,
    recommended: [{ recommendedId, text: { en: "Change the password" } }],
    release: { held: [], missing: [recommendedId] },
    actions: [],
  });
  for (const inner of ["checkedAt", "episode", "episodeStartedAt", "roundStartedAt", "expiresAtSeconds", "assessment"])
    expect(body).not.toHaveProperty(inner);
  expect(body.recommended[0]).not.toHaveProperty("done");
});

test("a computer's link to the product's investigation is shown, and a connector that fails hides nothing else", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const read = async () => (await house.call("GET", `/v1/customers/acme/incidents/${id}`, { as: "analyst" })).body;
  house.deps.connectors = async () => ({ investigationLink: (of: string) => `https://product.test/${of}` }) as any;
  expect((await read()).computers[0].investigationLink).toBe(`https://product.test/${computer}`);
  house.deps.connectors = () => Promise.reject(new Error("wrong settings"));
  expect((await read()).computers).toMatchObject([{ computerId: computer }]);
  expect((await read()).computers[0]).not.toHaveProperty("investigationLink");
});

test("detections, computers, executables and processes are paged, each once", async () => {
  const house = await apiHouse();
  const id = await seed(house, "acme", n2(23));
  const all = async (list: string) => {
    const found: any[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: "4", ...(cursor === undefined ? {} : { cursor }) };
      const { status, body } = await house.call("GET", `/v1/customers/acme/incidents/${id}/${list}`, {
        as: "support",
        query,
      });
      expect(status).toBe(200);
      found.push(...body[list]);
      cursor = body.cursor;
    } while (cursor !== undefined);
    return found;
  };
  const detections = await all("detections");
  expect(new Set(detections.map(({ detectionId }) => detectionId)).size).toBe(23);
  expect(detections).toHaveLength(23);
  expect(detections[0]).not.toHaveProperty("identity");
  expect(new Set((await all("computers")).map(({ computerId }) => computerId)).size).toBe(23);
  const files = (await all("executables")).map(({ executable }) => executable.name);
  expect(files).toContain("asset-agent.exe");
  expect(new Set(files).size).toBe(files.length);
  const processes = await all("processes");
  expect(processes).toHaveLength(23);
  expect(processes[0]).toMatchObject({
    process: { name: "PSEXESVC.exe" },
    computerName: expect.stringMatching(/^PC-/),
  });
  const { body } = await house.call("GET", `/v1/customers/acme/incidents/${id}/computers`, {
    as: "support",
    query: { limit: "2" },
  });
  const stolen = await house.call("GET", `/v1/customers/acme/incidents/${id}/processes`, {
    as: "support",
    query: { cursor: body.cursor },
  });
  expect(stolen).toMatchObject({ status: 400, body: { code: "invalid-cursor" } });
});

test("the workflow shows its execution's state and history; a round that has not been is not found", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const path = `/v1/customers/acme/incidents/${id}/workflow`;
  expect((await house.call("GET", path, { as: "analyst" })).body).toEqual({
    execution: `${id}-1`,
    round: 1,
    state: "absent",
    events: [],
  });
  await house.deps.workflow.start(`${id}-1`, { customerId: "acme", incidentId: id, round: 1 });
  const event = { id: 1, previousEventId: 0, timestamp: "2026-01-05T00:00:00.000Z", type: "ExecutionStarted" };
  house.deps.workflow = {
    ...house.deps.workflow,
    history: async (_name, after) => (after === undefined ? { events: [event], next: "1" } : { events: [] }),
  };
  const { body } = await house.call("GET", path, { as: "analyst", query: { round: "1" } });
  expect(body).toMatchObject({ state: "running", events: [event] });
  expect((await house.call("GET", path, { as: "analyst", query: { cursor: body.cursor } })).body.events).toEqual([]);
  expect(await house.call("GET", path, { as: "analyst", query: { round: "2" } })).toMatchObject({ status: 404 });
});
