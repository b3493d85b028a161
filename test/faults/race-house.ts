// Functions on a table that a scheduler pauses at each call; the workflow is kept in that table, so that its calls are steps of the race, too.
import type { Table } from "../../core/ports.ts";
import { createDeps, type Deps } from "../../functions/deps.ts";
import { placeDelivery } from "../../functions/intake/place-delivery.ts";
import { match } from "../../functions/routes.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { keepDelivery } from "../../records/deliveries.ts";
import { parseGeneric } from "../../vendors/generic/detections.ts";
import type { Connector } from "../../vendors/vendor.ts";
import type { GenericJson } from "../stories.ts";
import { HOUSE } from "./process.ts";
import { CUSTOMER, ISSUER } from "./registry.ts";

export const NOW = "2026-01-05T00:10:00.000Z";
const execution = (name: string) => ({ pk: "WORKFLOW", sk: `EXECUTION#${name}` });
const token = (name: string) => ({ pk: "WORKFLOW", sk: `TOKEN#${name}` });

/** Says yes to everything at once. */
const connector: Connector = {
  supports: ["kill", "remove", "isolate", "release"],
  repeatable: ["release", "remove"],
  prepare: async () => undefined,
  request: async () => "task",
  find: async () => "none",
  outcome: async () => ({ state: "confirmed" }),
  exempt: async () => false,
  investigationLink: () => undefined,
};

export function raceDeps(table: Table): Deps {
  const now = () => Date.parse(NOW);
  const deps = createDeps(
    {
      table,
      mailer: { send: async () => {} },
      workflow: {
        start: async (name) =>
          (await table.put({ ...execution(name), body: {} }, "absent")) === "done" ? "started" : "already-exists",
        wake: async (name) => ((await table.put({ ...token(name), body: {} }, "absent")) === "done" ? "woken" : "gone"),
        stop: async () => {},
        state: async (name) => ((await table.get(execution(name))) === undefined ? "absent" : "running"),
        history: async () => ({ events: [] }),
      },
      invoker: { invoke: () => Promise.reject(new Error("no other functions")) },
      secrets: { get: async () => "secret", put: async () => {}, retire: async () => {} },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      now,
      sleep: () => new Promise(() => {}),
      random: () => 0.5,
      fetch: () => Promise.reject(new Error("no network")),
    },
    HOUSE,
  );
  deps.connectors = async () => connector;
  return deps;
}

export const isStarted = async (table: Table, name: string) => (await table.get(execution(name))) !== undefined;
export const isWoken = async (table: Table, name: string) => (await table.get(token(name))) !== undefined;

/** As the webhook does after it has verified the sender. */
export async function arrive(deps: Deps, detections: GenericJson[], deliveryId: string): Promise<void> {
  const body = JSON.stringify(detections);
  const delivery = { customerId: CUSTOMER, source: "generic", deliveryId, bodyHash: deliveryId, receivedAt: NOW, body };
  await keepDelivery(deps.table, delivery);
  await placeDelivery(deps, delivery, parseGeneric(body, NOW));
}

export async function post(deps: Deps, as: string, path: string, body: unknown): Promise<number> {
  const full = `/v1/customers/${CUSTOMER}${path}`;
  const found = match("POST", full);
  if (found === undefined || "allowed" in found) throw new Error(`no route ${path}`);
  const event = {
    rawPath: full,
    headers: { "idempotency-key": `${as} ${path}` },
    pathParameters: found.params,
    body: JSON.stringify(body),
    requestContext: { http: { method: "POST" }, authorizer: { jwt: { claims: { iss: ISSUER, sub: as } } } },
  };
  return (await found.route.create(deps)(event, lambdaContext(found.route.function))).statusCode;
}
