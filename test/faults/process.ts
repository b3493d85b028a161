// One process of the house: functions and state machine over the world, each call of it a point. It can stop at any of them.
import type { House } from "../../core/house.ts";
import type { Ports, Table } from "../../core/ports.ts";
import { createDeps, type Deps } from "../../functions/deps.ts";
import { steps } from "../../functions/index.ts";
import { secretName } from "../../functions/secret-cache.ts";
import type { Step } from "../../functions/step.ts";
import { localDefinition } from "../../local/assemble.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { createStateMachine, type StateMachine, type Timers } from "../../local/state-machine.ts";
import { createWorkflow } from "../../local/workflow.ts";
import { readSource } from "../../records/customers.ts";
import type { Connector } from "../../vendors/vendor.ts";
import { type Injector, never } from "./injector.ts";
import type { FaultJournal } from "./journal.ts";
import type { World } from "./world.ts";

export const HOUSE: House = {
  serviceName: "Hikeshi MDR",
  from: "Hikeshi MDR <mdr@hikeshi.test>",
  consoleUrl: "https://console.hikeshi.test",
  analysts: [{ address: "analysts@hikeshi.test", language: "en", kinds: ["escalated"] }],
};

let known: ReturnType<typeof localDefinition> | undefined;
const definition = () => {
  known ??= localDefinition();
  return known;
};

export interface Process {
  deps: Deps;
  machine: StateMachine;
  alive(): boolean;
  /** Resolves when it stops. */
  died: Promise<void>;
  stop(): void;
}

type Calls = Injector["call"];

const sort = (sk: string): string => sk.split("#")[0] ?? sk;

function guardTable(table: Table, call: Calls, alive: () => boolean): Table {
  const at = (what: string, effect: boolean) => ({ port: "table", what, effect });
  return {
    get: (key) => call(at(`get ${sort(key.sk)}`, false), alive, () => table.get(key)),
    put: (item, expected) =>
      call(at(`put ${sort(item.sk)} ${expected === "absent" ? "absent" : "version"}`, true), alive, () =>
        table.put(item, expected),
      ),
    remove: (key, version) => call(at(`remove ${sort(key.sk)}`, true), alive, () => table.remove(key, version)),
    query: (query) => call(at(`query ${sort(query.prefix ?? "")}`, false), alive, () => table.query(query)),
    queryIndex: (index, query) => call(at(`index ${index}`, false), alive, () => table.queryIndex(index, query)),
  };
}

function guardConnector(
  connector: Connector,
  call: Calls,
  process: { alive(): boolean; secret(): Promise<unknown> },
): Connector {
  const { alive, secret } = process;
  const ask = async <T>(what: string, computerId: string, effect: boolean, work: () => Promise<T>): Promise<T> => {
    await secret();
    return call({ port: "product", what, effect, computerId }, alive, work);
  };
  return {
    ...connector,
    request: (request, prepared) =>
      ask(`request ${request.kind}`, request.target.computerId, true, () => connector.request(request, prepared)),
    find: (request) => ask(`find ${request.kind}`, request.target.computerId, false, () => connector.find(request)),
    outcome: (request, reference) =>
      ask(`outcome ${request.kind}`, request.target.computerId, false, () => connector.outcome(request, reference)),
    exempt: (computerId) => ask("exempt", computerId, false, () => connector.exempt(computerId)),
  };
}

function guardJournal(journal: FaultJournal, call: Calls, alive: () => boolean): FaultJournal {
  const at = (what: string) => ({ port: "journal", what, effect: false });
  return {
    ...journal,
    start: (execution) => call(at("start"), alive, () => journal.start(execution)),
    commit: (commit) => {
      // As text at once: frames go on changing while the write waits.
      const copy: typeof commit = JSON.parse(JSON.stringify(commit));
      return call(at("commit"), alive, () => journal.commit(copy));
    },
  };
}

/** `onStop` hears of the stop before anything else happens. */
export function startProcess(world: World, injector: Injector, current: () => Process): Process {
  const { clock } = world;
  let living = true;
  const alive = () => living;
  let tellDeath = () => {};
  const died = new Promise<void>((resolve) => {
    tellDeath = resolve;
  });
  const call = injector.call;
  const timers: Timers = {
    now: clock.now,
    after: (milliseconds, fire) => clock.after(milliseconds, () => living && fire()),
  };
  const ports: Omit<Ports, "workflow" | "invoker"> = {
    table: guardTable(world.table, call, alive),
    mailer: {
      send: (mail) =>
        call({ port: "mailer", what: "send", effect: true, mailId: mail.id }, alive, async () => {
          world.mails.push({ at: clock.now(), mail });
        }),
    },
    secrets: {
      get: (name) => call({ port: "secrets", what: "get", effect: false }, alive, async () => world.secrets.get(name)),
      put: async (name, value) => void world.secrets.set(name, value),
      retire: async (name) => void world.secrets.delete(name),
    },
    log: { info: () => {}, warn: () => {}, error: (line) => injector.note(`error ${JSON.stringify(line)}`) },
    now: clock.now,
    sleep: (milliseconds) => (living ? clock.sleep(milliseconds).then(() => (living ? undefined : never())) : never()),
    random: world.random,
    fetch: () => Promise.reject(new Error("no network")),
  };
  const functions = new Map<string, Step>();
  const machine = createStateMachine({
    definition: definition(),
    journal: guardJournal(world.journal, call, alive),
    name: "incident-response",
    random: ports.random,
    log: ports.log,
    timers,
    invoke: async (name, payload) => {
      const step = functions.get(name);
      if (step === undefined) throw new Error(`There is no step ${name}.`);
      return step(payload, lambdaContext(name));
    },
  });
  const direct = () => createWorkflow(current().machine);
  const at = (what: string, effect: boolean) => ({ port: "workflow", what, effect });
  const deps = createDeps(
    {
      ...ports,
      invoker: { invoke: () => Promise.reject(new Error("no source is asked in this life")) },
      workflow: {
        start: (name, input) => call(at("start", true), alive, () => direct().start(name, input)),
        wake: (token) => call(at("wake", true), alive, () => direct().wake(token)),
        stop: (name, reason) => call(at("stop", true), alive, () => direct().stop(name, reason)),
        state: (name) => call(at("state", false), alive, () => direct().state(name)),
        history: (name, after) => direct().history(name, after),
      },
    },
    HOUSE,
  );
  deps.connectors = async (customerId, name) => {
    const source = await readSource(deps.table, customerId, name);
    if (source?.connector === undefined) return undefined;
    const secret = () => deps.secretCache.get(secretName.connector(customerId, name));
    return guardConnector(world.product.connector(customerId), call, { alive, secret });
  };
  for (const [name, create] of Object.entries(steps)) functions.set(name, create(deps));
  return {
    deps,
    machine,
    alive,
    died,
    stop: () => {
      living = false;
      machine.close();
      tellDeath();
    },
  };
}
