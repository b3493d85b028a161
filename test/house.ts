// A whole house for tests: records and journal in memory, endpoints on loopback, a clock that only tests move.
import { AsyncLocalStorage } from "node:async_hooks";
import type { House } from "../core/house.ts";
import type { Mail, Mailer, Ports } from "../core/ports.ts";
import { timelineText } from "../core/timeline-text.ts";
import type { Deps } from "../functions/deps.ts";
import { match } from "../functions/routes.ts";
import { sweep } from "../functions/sweep/sweep.ts";
import { assemble } from "../local/assemble.ts";
import { demoGroups } from "../local/endpoints/demo.ts";
import { type Computer, createEndpoints, type Endpoints } from "../local/endpoints/index.ts";
import { lambdaContext } from "../local/lambda-context.ts";
import { createJournal, type Definition, type StateMachine } from "../local/state-machine.ts";
import { createTable } from "../local/table.ts";
import { readIncident } from "../records/incidents.ts";
import { readAll } from "../records/store.ts";
import { readRecorded } from "../records/timeline.ts";
import { CREDENTIALS, CUSTOMER, ISSUER, prepare, SECRET } from "./house-records.ts";
import type { GenericJson } from "./stories.ts";

export { CUSTOMER } from "./house-records.ts";
export { computersOf } from "./story-computers.ts";

import { fetchDuring, meanwhile } from "./fetch-during.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** The state machine of every house that is opened within its `run`; today's elsewhere. */
export const definitionInUse = new AsyncLocalStorage<Definition>();

export interface TestHouse {
  deps: Deps;
  machine: StateMachine;
  clock: VirtualClock;
  endpoints: Endpoints;
  mails: Mail[];
  /** Sends detections as the generic source does. */
  send(detections: GenericJson[], headers?: Record<string, string>): Promise<{ status: number; body: any }>;
  /** Calls the API as `analyst`, `customer` or `admin`. */
  call(as: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: any }>;
  /** The one incident, as its record stands. */
  incident(incidentId: string): Promise<NonNullable<Awaited<ReturnType<typeof readIncident>>>["value"]>;
  /** Moves the clock, and the sweeper every minute of it, until the incident's status is one of these. */
  until(incidentId: string, ...statuses: string[]): Promise<void>;
  /** Lets everything happen that needs no more than so much time; the sweeper comes with every step (a minute). */
  pass(milliseconds: number, step?: number): Promise<void>;
  /** English timeline texts, oldest first as recorded. */
  timeline(incidentId: string): Promise<string[]>;
  /** Subjects of the mails so far. */
  subjects(): string[];
  close(): Promise<void>;
}

export interface TestHouseOptions {
  computers?: Computer[];
  settings?: Record<string, unknown>;
  mailer?: Mailer;
  /** Leave the connector out: a product that only detects. */
  noConnector?: boolean;
  /** Stands between the house and its ports: a meter. */
  around?(ports: Omit<Ports, "workflow" | "invoker">): Omit<Ports, "workflow" | "invoker">;
}

export async function testHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const clock = createVirtualClock("2026-01-05T00:00:00.000Z");
  const mails: Mail[] = [];
  const secrets = new Map<string, string>();
  let chance = 0;
  const random = () => {
    chance = (chance * 1103515245 + 12345) % 2147483648;
    return chance / 2147483648;
  };
  const endpoints = createEndpoints({
    computers: options.computers ?? [],
    groups: demoGroups,
    credentials: CREDENTIALS,
    now: clock.now,
    sleep: clock.sleep,
    random,
    rateLimit: false,
  });
  const { baseUrl } = await endpoints.listen();
  const memory = createTable(":memory:", clock.now);
  const table = {
    ...memory,
    put: (...args: Parameters<typeof memory.put>) => clock.during(memory.put(...args)),
    remove: (...args: Parameters<typeof memory.remove>) => clock.during(memory.remove(...args)),
  };
  const journal = createJournal(":memory:");
  const house: House = {
    serviceName: "Hikeshi MDR",
    from: "Hikeshi MDR <mdr@hikeshi.test>",
    consoleUrl: "https://console.hikeshi.test",
    analysts: [{ address: "analysts@hikeshi.test", language: "en", kinds: ["escalated", "comment"] }],
  };
  const silent = () => {};
  const definition = definitionInUse.getStore();
  const ports: Omit<Ports, "workflow" | "invoker"> = {
    table,
    mailer: options.mailer ?? { send: async (mail) => void mails.push(mail) },
    secrets: {
      get: async (name) => secrets.get(name),
      put: async (name, value) => void secrets.set(name, value),
      retire: async (name) => void secrets.delete(name),
    },
    log: { info: silent, warn: silent, error: (line) => console.error(JSON.stringify(line)) },
    now: clock.now,
    sleep: clock.sleep,
    random,
    fetch: fetchDuring(clock),
  };
  const { deps, machine } = assemble({
    ports: options.around?.(ports) ?? ports,
    house,
    journal,
    timers: clock,
    ...(definition === undefined ? {} : { definition }),
  });
  clock.busyWhile(() => machine.busy());
  await prepare(deps, options, baseUrl, secrets);
  let calls = 0;
  const http = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body: unknown,
    subject?: string,
  ) => {
    const found = match(method, path);
    if (found === undefined || "allowed" in found) throw new Error(`no route ${method} ${path}`);
    const event = {
      rawPath: path,
      headers,
      pathParameters: found.params,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      requestContext: {
        http: { method },
        ...(subject === undefined ? {} : { authorizer: { jwt: { claims: { iss: ISSUER, sub: subject } } } }),
      },
    };
    const answer = await found.route.create(deps)(event, lambdaContext(found.route.function));
    return { status: answer.statusCode, body: answer.body === "" ? undefined : JSON.parse(answer.body) };
  };
  const incident = async (incidentId: string) => {
    const stored = await readIncident(deps.table, CUSTOMER, incidentId);
    if (stored === undefined) throw new Error(`no incident ${incidentId}`);
    return stored.value;
  };
  let lastSweep = clock.now();
  const sweepWhenDue = async () => {
    if (clock.now() - lastSweep < 60_000) return;
    lastSweep = clock.now();
    await meanwhile(clock, sweep(deps));
  };
  return {
    deps,
    machine,
    clock,
    endpoints,
    mails,
    incident,
    send: (detections, headers = {}) =>
      http("POST", `/v1/webhooks/${CUSTOMER}/generic`, { authorization: `Bearer ${SECRET}`, ...headers }, detections),
    call: (as, method, path, body) => {
      calls += 1;
      const headers = { "idempotency-key": `call-${calls}` };
      return meanwhile(clock, http(method, `/v1/customers/${CUSTOMER}${path}`, headers, body, as));
    },
    async until(incidentId, ...statuses) {
      for (let minute = 0; minute < 60 * 24 * 40; minute += 1) {
        await clock.settle();
        if (statuses.includes((await incident(incidentId)).status)) return;
        await clock.advance(minute < 600 ? 1000 : 60_000);
        await sweepWhenDue();
      }
      throw new Error(`incident ${incidentId} is ${(await incident(incidentId)).status}, not ${statuses.join(" or ")}`);
    },
    async pass(milliseconds, step = 60_000) {
      for (let left = milliseconds; left > 0; left -= step) {
        await clock.advance(Math.min(left, step));
        await sweepWhenDue();
        await clock.settle();
      }
    },
    async timeline(incidentId) {
      const { values } = await readRecorded(deps.table, { customerId: CUSTOMER, incidentId }, undefined, 1000);
      return values.map(({ fact }) => timelineText(fact).en);
    },
    subjects: () => mails.map(({ subject }) => subject),
    async close() {
      machine.close();
      journal.close();
      memory.close();
      await endpoints.close();
    },
  };
}

export { readAll };
