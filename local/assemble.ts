// Functions, state machine and ports put together: what one machine runs, and what tests run on a clock of their own.
import { readFileSync } from "node:fs";
import type { House } from "../core/house.ts";
import type { Ports } from "../core/ports.ts";
import { createDeps, type Deps } from "../functions/deps.ts";
import { steps, unattended, urgent } from "../functions/index.ts";
import type { Step } from "../functions/step.ts";
import { createInvoker } from "./invoker.ts";
import { lambdaContext } from "./lambda-context.ts";
import { createLanes, type Lanes, standBack } from "./lanes.ts";
import {
  createStateMachine,
  type Definition,
  type Journal,
  loadDefinition,
  type StateMachine,
  systemTimers,
  type Timers,
} from "./state-machine.ts";
import { createWorkflow } from "./workflow.ts";

type Settled = (how?: "patiently") => Promise<void>;

export interface AssembleOptions {
  ports: Omit<Ports, "workflow" | "invoker">;
  house: House;
  journal: Journal;
  timers?: Timers;
  /** Of another release, where it is not today's. */
  definition?: Definition;
  /** Where writes are answered before they are on disk. */
  settled?: Settled;
}

export interface Assembled {
  deps: Deps;
  machine: StateMachine;
  lanes: Lanes;
}

/** The ports that speak to the outside, or of the workflow, each after all that was written before it is on disk. */
const afterWriting = (ports: Ports, settled: Settled): Ports => {
  const after =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>, how?: "patiently") =>
    async (...args: A): Promise<R> => {
      await settled(how);
      return call(...args);
    };
  const { workflow, mailer, secrets } = ports;
  return {
    ...ports,
    workflow: { ...workflow, history: after(workflow.history) },
    mailer: { send: after((mail) => mailer.send(mail), "patiently") },
    secrets: { ...secrets, put: after(secrets.put), retire: after(secrets.retire) },
    fetch: after(ports.fetch),
  };
};

const WORKFLOW = new URL("../workflows/incident-response.asl.json", import.meta.url);

/** The ASL's placeholders are the steps' names here. */
export const localDefinition = (): Definition =>
  loadDefinition(
    JSON.parse(readFileSync(WORKFLOW, "utf8")),
    Object.fromEntries(Object.keys(steps).map((name) => [name, name])),
  );

/** Executions that the journal holds go on at once. */
export function assemble({
  ports,
  house,
  journal,
  timers = systemTimers(),
  definition,
  settled = async () => {},
}: AssembleOptions): Assembled {
  const lanes = createLanes(timers);
  const functions = new Map<string, Step>();
  const machine = createStateMachine({
    definition: definition ?? localDefinition(),
    journal,
    name: "incident-response",
    random: ports.random,
    log: ports.log,
    timers,
    lanes,
    isUrgent: (name) => urgent.has(name),
    invoke: async (name, payload) => {
      const step = functions.get(name);
      if (step === undefined) throw new Error(`There is no step ${name}.`);
      return step(payload, lambdaContext(name));
    },
  });
  const invoker = createInvoker({ run: async (name, event) => unattended[name]?.(deps, event), log: ports.log });
  const more = { invoker, workflow: createWorkflow(machine), standBack: () => standBack(lanes) };
  const deps = createDeps(afterWriting({ ...ports, ...more }, settled), house);
  for (const [name, create] of Object.entries(steps)) functions.set(name, create(deps));
  machine.recover();
  return { deps, machine, lanes };
}
