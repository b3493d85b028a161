// The Workflow port on one machine: executions of the local state machine.

import type { Workflow } from "../core/ports.ts";
import type { StateMachine } from "./state-machine.ts";

export function createWorkflow(machine: StateMachine): Workflow {
  return {
    start: (name, input) => machine.start(name, input),
    wake: (token) => machine.wake(token),
    stop: (name, reason) => machine.stop(name, reason),
    state: async (name) => machine.state(name),
    history: async (name, after) => machine.history(name, after),
  };
}
