// A source that is polled, in virtual time: records that can fail at every point, and the simulator of ESET Connect without
// the network in between. A process can be killed at any of them; the next one goes on from the records.
import { Customer } from "../../../core/customer.ts";
import type { Ports } from "../../../core/ports.ts";
import { createDeps, type Deps } from "../../../functions/deps.ts";
import { poll } from "../../../functions/poll/poll.ts";
import { pollSource } from "../../../functions/poll/poll-source.ts";
import { setStatus } from "../../../functions/status.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { demoComputers, demoGroups, demoIds } from "../../../local/endpoints/demo.ts";
import {
  createEndpoints,
  type Endpoints,
  type Exchange,
  type SimulatedDetection,
} from "../../../local/endpoints/index.ts";
import { createCustomer, putSource } from "../../../records/customers.ts";
import { handleReasons, type IncidentRecord, listIncidents, openReasons } from "../../../records/incidents.ts";
import { beginPolling } from "../../../records/polls.ts";
import { append } from "../../../records/timeline.ts";
import { createInjector, type Injector, never, type Plan } from "../../faults/injector.ts";
import { HOUSE } from "../../faults/process.ts";
import { type FaultTable, faultTable } from "../../faults/table.ts";
import { createVirtualClock, type VirtualClock } from "../../virtual-clock.ts";

export const CUSTOMER = "acme";
export const SOURCE = "eset";
const credentials = { username: "api@acme.test", password: "secret" };
const MINUTE = 60_000;

/** One rule hit; `minutesAgo` of when it occurred, by the world's clock. */
export const hit = (number: number, occurredAt: string, computerId: string = demoIds.keiri07): SimulatedDetection => ({
  uuid: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
  computerId,
  occurredAt,
  displayName: `Rule ${number} [A${String(number).padStart(4, "0")}]`,
  severity: "MEDIUM",
  severityScore: 55,
  process: { path: "C:\\Users\\Public\\evil.exe", commandLine: "evil.exe" },
});

export interface PollWorld {
  clock: VirtualClock;
  table: FaultTable;
  endpoints: Endpoints;
  injector: Injector;
  exchanges: Exchange[];
  /** Of a process that lives now. */
  deps(): Deps;
  now(minutesAgo?: number): string;
  /** So many minutes go by; each with a poll, and a sweep. */
  minutes(count: number): Promise<void>;
  /** Uuids of all detections that stand in some incident, in order. */
  placed(): string[];
  incidents(): Promise<IncidentRecord[]>;
  say(incidentId: string, id: string, text: string): Promise<void>;
  finish(incidentId: string, id: string): Promise<void>;
}

export interface PollOptions {
  plan?: Plan;
  late?: number;
  /** Answers in place of the simulator, where it gives something. */
  instead?(method: string, path: string): Response | undefined;
}

export async function pollWorld({ plan = new Map(), late = 20_000, instead }: PollOptions = {}): Promise<PollWorld> {
  const clock = createVirtualClock("2026-01-05T00:00:00.000Z");
  const table = faultTable(clock.now);
  const exchanges: Exchange[] = [];
  let chance = 1;
  const random = () => {
    chance = (chance * 1103515245 + 12345) % 2147483648;
    return chance / 2147483648;
  };
  const endpoints = createEndpoints({
    computers: demoComputers,
    groups: demoGroups,
    credentials,
    rateLimit: false,
    now: clock.now,
    sleep: clock.sleep,
    random,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  /** What was handed over, and runs in this process. */
  const handed: Promise<unknown>[] = [];
  let living = { alive: true };
  let die = () => {};
  const kill = () => {
    living.alive = false;
    die();
  };
  const injector = createInjector({ plan, late, now: clock.now, after: clock.after, crash: kill });
  const start = () => {
    living = { alive: true };
    handed.length = 0;
    return processOf({ clock, table, endpoints, injector, random, handed, instead, isAlive: isAliveOf(living) });
  };
  let deps = start();
  await register(table, clock);

  /** Until it is done, or the process that does it is no more. */
  async function drive(work: () => Promise<unknown>): Promise<void> {
    if (!living.alive) deps = start();
    let over = false;
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    const end = Promise.race([work(), died]).finally(() => {
      over = true;
    });
    end.catch(() => undefined);
    await clock.settle();
    for (let second = 0; !over && second < 600; second += 1) await clock.advance(1000);
    if (!over) throw new Error("it never ends");
    await end.catch(() => undefined);
  }

  const now = (minutesAgo = 0) => new Date(clock.now() - minutesAgo * MINUTE).toISOString();
  return {
    clock,
    table,
    endpoints,
    injector,
    exchanges,
    deps: () => deps,
    now,
    async minutes(count) {
      for (let minute = 0; minute < count; minute += 1) {
        await clock.advance(MINUTE);
        await drive(async () => {
          await poll(deps);
          await Promise.all(handed.splice(0));
        });
        await drive(() => sweep(deps));
      }
    },
    placed: () =>
      table
        .items()
        .filter(({ sk }) => sk.startsWith("DETECTION#"))
        .map(({ body }: { body: any }) => body.value.detection.identity.replace("uuid:", ""))
        .sort(),
    incidents: async () => (await listIncidents(table, CUSTOMER, { limit: 1000 })).values,
    async say(incidentId, id, text) {
      const fact = { kind: "comment", text: { ja: `${text}(日本語)`, en: text } } as const;
      await append(table, { customerId: CUSTOMER, incidentId }, { fact, recordedAt: now(), cause: [id] });
    },
    async finish(incidentId, id) {
      const place = { customerId: CUSTOMER, incidentId };
      // As the workflow had looked at everything.
      await handleReasons(table, await openReasons(table, CUSTOMER, incidentId));
      await setStatus({ ...deps, table }, place, "resolved", { at: now(), cause: id });
    },
  };
}

const isAliveOf = (life: { alive: boolean }) => () => life.alive;

interface Made {
  clock: VirtualClock;
  table: FaultTable;
  endpoints: Endpoints;
  injector: Injector;
  random(): number;
  handed: Promise<unknown>[];
  instead: PollOptions["instead"];
  isAlive(): boolean;
}

function processOf({ clock, table, endpoints, injector, random, handed, instead, isAlive }: Made): Deps {
  const { call } = injector;
  const kind = (sk: string) => sk.split("#")[0] ?? sk;
  const at = (what: string, effect: boolean) => ({ port: "table", what, effect });
  const guarded: Ports["table"] = {
    get: (key) => call(at(`get ${kind(key.sk)}`, false), isAlive, () => table.get(key)),
    put: (item, expected) =>
      call(at(`put ${kind(item.sk)} ${expected === "absent" ? "absent" : "version"}`, true), isAlive, () =>
        table.put(item, expected),
      ),
    remove: (key, version) => call(at(`remove ${kind(key.sk)}`, true), isAlive, () => table.remove(key, version)),
    query: (query) => call(at(`query ${kind(query.prefix ?? "")}`, false), isAlive, () => table.query(query)),
    queryIndex: (index, query) => call(at(`index ${index}`, false), isAlive, () => table.queryIndex(index, query)),
  };
  const ports: Ports = {
    table: guarded,
    mailer: { send: async () => undefined },
    // The workflow is not what is tried here: it runs, and never ends.
    workflow: {
      start: async () => "started",
      wake: async () => "woken",
      stop: async () => undefined,
      state: async () => "running",
      history: async () => ({ events: [] }),
    },
    invoker: {
      invoke: (name, event) =>
        call({ port: "invoker", what: name, effect: true }, isAlive, async () => {
          handed.push(pollSource(deps, event));
        }),
    },
    secrets: {
      get: async () => JSON.stringify(credentials),
      put: async () => undefined,
      retire: async () => undefined,
    },
    log: { info: () => {}, warn: () => {}, error: (line) => injector.note(JSON.stringify(line)) },
    now: clock.now,
    sleep: (milliseconds) =>
      isAlive() ? clock.sleep(milliseconds).then(() => (isAlive() ? undefined : never())) : never(),
    random,
    fetch: (input, init) => {
      const method = init?.method ?? "GET";
      const { pathname, search } = new URL(`${input}`);
      const changes = method === "POST" && /(:close|:reopen|\/comments)$/.test(pathname);
      const what = `${method} ${pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")}`;
      // A connection that fails is what fetch throws, not what the table says of itself.
      return call({ port: "eset", what, effect: changes }, isAlive, async () => {
        const other = instead?.(method, pathname);
        if (other !== undefined) return other;
        const headers = new Headers(init?.headers);
        const answer = await endpoints.answer({
          method,
          url: pathname + search,
          body: `${init?.body ?? ""}`,
          contentType: headers.get("content-type") ?? "",
          authorization: headers.get("authorization") ?? undefined,
          responseId: headers.get("response-id") ?? undefined,
        });
        if (answer === "cut") throw new TypeError("fetch failed");
        const { status, body, responseId } = answer;
        const more = responseId === undefined ? {} : { "response-id": responseId };
        return Response.json(body ?? {}, { status, headers: more });
      });
    },
  };
  const deps = createDeps(ports, HOUSE);
  return deps;
}

async function register(table: FaultTable, clock: VirtualClock): Promise<void> {
  const createdAt = new Date(clock.now()).toISOString();
  const settings = { name: "Acme", language: "en" };
  await createCustomer(table, Customer.parse({ customerId: CUSTOMER, createdAt, settings }));
  const connector = { settings: { region: "jpn", baseUrl: "http://127.0.0.1:9", poll: true } };
  const source = {
    name: SOURCE,
    vendor: "eset",
    credential: "secret" as const,
    secretIds: ["one"],
    silentAfterHours: 0,
    connector,
  };
  await putSource(table, CUSTOMER, source, () => source);
  await beginPolling(table, CUSTOMER, SOURCE, createdAt);
}
