// From the incident to its execution in AWS's console, and from there back to the incident.
import { expect, test } from "vitest";
import type { ExecutionInput } from "../../../core/ports.ts";
import { nudge } from "../../../functions/waking.ts";
import { apiHouse } from "../../api-house.ts";
import { seed } from "./incident-seed.ts";

const EXECUTIONS = "https://aws.example/states/home#/v2/executions/details/arn:aws:states:execution:machine:";

test.each(["", "/workflow"])("an analyst gets the link to the execution with …/{incidentId}%s", async (path) => {
  const house = await apiHouse();
  const id = await seed(house);
  const ask = async (as: string) =>
    (await house.call("GET", `/v1/customers/acme/incidents/${id}${path}`, { as })).body.executionLink;
  expect(await ask("analyst")).toBeUndefined();
  house.deps.house.executionsUrl = EXECUTIONS;
  expect(await ask("analyst")).toBe(`${EXECUTIONS}${id}-1`);
  for (const other of ["customer", "support"]) expect(await ask(other), other).toBeUndefined();
});

test("the execution's input leads to the incident's page, and holds ids only", async () => {
  const house = await apiHouse();
  const id = await seed(house);
  const inputs: ExecutionInput[] = [];
  house.deps.workflow.start = async (_name, input) => {
    inputs.push(input);
    return "started";
  };
  await nudge(house.deps, { customerId: "acme", incidentId: id });
  const incidentPage = `https://console.hikeshi.test/customers/acme/incidents/${id}`;
  expect(inputs).toEqual([{ customerId: "acme", incidentId: id, round: 1, incidentPage }]);
});
