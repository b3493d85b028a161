// Functions, state machine and ports put together: what one machine runs, and what tests run on a clock of their own.
import { readFileSync } from "node:fs";
import type { House } from "../core/house.ts";
import type { Ports } from "../core/ports.ts";
import { createDeps, type Deps } from "../functions/deps.ts";
import { steps } from "../functions/index.ts";
import type { Step } from "../functions/step.ts";
import { lambdaContext } from "./lambda-context.ts";
import {
  createStateMachine,
  type Definition,
  type Journal,
  loadDefinition,
  type StateMachine,
  type Timers,
} from "./state-machine.ts";
import { createWorkflow } from "./workflow.ts";

export interface AssembleOptions {
  ports: Omit<Ports, "workflow">;
  house: House;
  journal: Journal;
  timers?: Timers;
}

const WORKFLOW = new URL("../workflows/incident-response.asl.json", import.meta.url);

/** The ASL's placeholders are the steps' names here. */
export const localDefinition = (): Definition =>
  loadDefinition(
    JSON.parse(readFileSync(WORKFLOW, "utf8")),
    Object.fromEntries(Object.keys(steps).map((name) => [name, name])),
  );

/** Executions that the journal holds go on at once. */
export function assemble({ ports, house, journal, timers }: AssembleOptions): { deps: Deps; machine: StateMachine } {
  const functions = new Map<string, Step>();
  const machine = createStateMachine({
    definition: localDefinition(),
    journal,
    name: "incident-response",
    random: ports.random,
    log: ports.log,
    ...(timers === undefined ? {} : { timers }),
    invoke: async (name, payload) => {
      const step = functions.get(name);
      if (step === undefined) throw new Error(`There is no step ${name}.`);
      return step(payload, lambdaContext(name));
    },
  });
  const deps = createDeps({ ...ports, workflow: createWorkflow(machine) }, house);
  for (const [name, create] of Object.entries(steps)) functions.set(name, create(deps));
  machine.recover();
  return { deps, machine };
}
