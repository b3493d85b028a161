// A house without workflow and endpoints for tests of HTTP functions: one table in memory, a clock that stands still, calls as API Gateway makes them.
import type { Context } from "aws-lambda";
import type { Person } from "../core/customer.ts";
import { Customer } from "../core/customer.ts";
import type { Mail, Ports } from "../core/ports.ts";
import { createDeps, type Deps } from "../functions/deps.ts";
import { match } from "../functions/routes.ts";
import { createTable } from "../local/table.ts";
import { createCustomer, personId, putPerson } from "../records/customers.ts";

export const ISSUER = "https://issuer.test";
export const CONTEXT = {
  functionName: "test",
  awsRequestId: "test",
  getRemainingTimeInMillis: () => 30_000,
} as unknown as Context;

export interface ApiHouse {
  deps: Deps;
  mails: Mail[];
  secrets: Map<string, string>;
  started: string[];
  woken: string[];
  clock: { now: number };
  /** Calls a route as a person of the house: `admin`, `analyst`, `support`, `customer` (of `acme`), `other` (of `other`), or nobody. */
  call(
    method: string,
    path: string,
    options?: {
      as?: string;
      body?: unknown;
      headers?: Record<string, string>;
      query?: Record<string, string>;
      /** Another house's dependencies than this one's. */
      on?: Deps;
    },
  ): Promise<{ status: number; body: any; headers: Record<string, string> }>;
}

export async function apiHouse(): Promise<ApiHouse> {
  const clock = { now: Date.parse("2026-01-05T00:00:00.000Z") };
  const mails: Mail[] = [];
  const secrets = new Map<string, string>();
  const started: string[] = [];
  const woken: string[] = [];
  const ports: Ports = {
    table: createTable(":memory:", () => clock.now),
    mailer: { send: async (mail) => void mails.push(mail) },
    workflow: {
      start: async (name) => {
        if (started.includes(name)) return "already-exists";
        started.push(name);
        return "started";
      },
      wake: async (token) => {
        woken.push(token);
        return "woken";
      },
      stop: async () => {},
      state: async (name) => (started.includes(name) ? "running" : "absent"),
      history: async () => ({ events: [] }),
    },
    invoker: { invoke: () => Promise.reject(new Error("no other functions in this test")) },
    secrets: {
      get: async (name) => secrets.get(name),
      put: async (name, value) => void secrets.set(name, value),
      retire: async (name) => void secrets.delete(name),
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    now: () => clock.now,
    sleep: async () => {},
    random: Math.random,
    fetch: () => Promise.reject(new Error("no network in this test")),
  };
  const deps = createDeps(ports, {
    serviceName: "Hikeshi MDR",
    from: "mdr@hikeshi.test",
    consoleUrl: "https://console.hikeshi.test",
    analysts: [],
  });
  for (const customerId of ["acme", "other"]) {
    const recipients = [{ address: `soc@${customerId}.test`, language: "en" as const }];
    await createCustomer(
      deps.table,
      Customer.parse({ customerId, createdAt: "2026-01-01T00:00:00.000Z", settings: { name: customerId, recipients } }),
    );
  }
  const person = (role: Person["role"], subject: string): Person => ({
    personId: personId(ISSUER, subject),
    issuer: ISSUER,
    subject,
    name: `${subject} person`,
    role,
    language: "en",
  });
  for (const role of ["admin", "analyst", "support"] as const) await putPerson(deps.table, "house", person(role, role));
  await putPerson(deps.table, { customerId: "acme" }, person("customer", "customer"));
  await putPerson(deps.table, { customerId: "other" }, person("customer", "other"));
  let calls = 0;
  return {
    deps,
    mails,
    secrets,
    started,
    woken,
    clock,
    async call(method, path, { as, body, headers = {}, query, on = deps } = {}) {
      const found = match(method, path);
      if (found === undefined || "allowed" in found)
        return { status: found === undefined ? 404 : 405, body: undefined, headers: {} };
      calls += 1;
      const event = {
        rawPath: path,
        headers: { "idempotency-key": `key-${calls}`, ...headers },
        queryStringParameters: query,
        pathParameters: found.params,
        body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
        requestContext: {
          http: { method },
          ...(as === undefined ? {} : { authorizer: { jwt: { claims: { iss: ISSUER, sub: as } } } }),
        },
      };
      const answer = await found.route.create(on)(event, CONTEXT);
      return {
        status: answer.statusCode,
        body: answer.body === "" ? undefined : JSON.parse(answer.body),
        headers: answer.headers,
      };
    },
  };
}
