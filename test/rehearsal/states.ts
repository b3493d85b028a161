// Plays Step Functions: its API in front of our own runner, which runs the ASL of the template and invokes by ARN with the state machine's role.
import { createJournal, createStateMachine, loadDefinition, type StateMachine } from "../../local/state-machine.ts";
import { may, policiesOfRole, roleIdOf } from "../infra/simulate.ts";
import { ACCOUNT, arn, REGION } from "../infra/synthesised.ts";
import type { Deployed } from "./deployed.ts";
import type { Service } from "./endpoint.ts";
import { jsonService, ServiceError } from "./json-service.ts";
import { FunctionFailed, type Lambda } from "./lambda.ts";

const STATUS = {
  running: "RUNNING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  "timed-out": "TIMED_OUT",
  aborted: "ABORTED",
} as const;

/** As EventBridge brings it. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export interface StatusEvent {
  source: "aws.states";
  "detail-type": "Step Functions Execution Status Change";
  detail: { stateMachineArn: string; executionArn: string; name: string; status: string };
}

export interface States {
  service: Service;
  machine: StateMachine;
  /** As 90 days after its end. */
  forget(name: string): void;
  close(): void;
}

export interface StatesOptions {
  deployed: Deployed;
  invoke: Lambda["invoke"];
  onEnd(event: StatusEvent): void;
}

const seconds = (at: string): number => Date.parse(at) / 1000;

export function createStates({ deployed, invoke, onEnd }: StatesOptions): States {
  const [_id, properties] = deployed.only("StepFunctions::StateMachine");
  const { DefinitionString, DefinitionSubstitutions, StateMachineName, RoleArn } = properties;
  const policies = policiesOfRole(deployed.resources, roleIdOf(RoleArn));
  const stateMachineArn = arn("states", `stateMachine:${StateMachineName}`);
  const arnOf = (name: string) => arn("states", `execution:${StateMachineName}:${name}`);
  const journal = createJournal(":memory:");
  const inputs = new Map<string, string>();
  const forgotten = new Set<string>();
  const machine = createStateMachine({
    definition: loadDefinition(JSON.parse(DefinitionString), DefinitionSubstitutions),
    journal,
    name: StateMachineName,
    async invoke(functionArn, payload) {
      if (await may(policies, ["lambda:InvokeFunction", functionArn])) return invoke(functionArn, payload);
      throw new FunctionFailed({ errorType: "Lambda.AccessDeniedException", errorMessage: functionArn });
    },
    onEnd: (name, state) => {
      if (state === "absent") return;
      const detail = { stateMachineArn, executionArn: arnOf(name), name, status: STATUS[state] };
      onEnd({ source: "aws.states", "detail-type": "Step Functions Execution Status Change", detail });
    },
  });

  function nameOf(executionArn: string): string {
    const [prefix, name] = [executionArn.slice(0, arnOf("").length), executionArn.slice(arnOf("").length)];
    const isGone = forgotten.has(name) || machine.state(name) === "absent";
    if (prefix !== arnOf("") || isGone) throw new ServiceError("ExecutionDoesNotExist");
    return name;
  }
  const onExecution = (action: string) => (input: { executionArn: string }) => [
    [`states:${action}`, input.executionArn] as const,
  ];

  const service = jsonService({
    StartExecution: {
      asks: (input) => [["states:StartExecution", input.stateMachineArn]],
      async run({ name, input }) {
        const begun = { executionArn: arnOf(name), startDate: Date.now() / 1000 };
        // "StartExecution is idempotent for STANDARD workflows" while it runs, with the same name and input.
        if (machine.state(name) === "running" && inputs.get(name) === input) return begun;
        if ((await machine.start(name, JSON.parse(input))) === "already-exists")
          throw new ServiceError("ExecutionAlreadyExists");
        inputs.set(name, input);
        return begun;
      },
    },
    SendTaskSuccess: {
      asks: () => [["states:SendTaskSuccess", "*"] as const],
      async run({ taskToken, output }) {
        if (output !== "{}") throw new Error("the runner takes no other output than {}");
        if ((await machine.wake(taskToken)) === "gone") throw new ServiceError("TaskTimedOut");
        return {};
      },
    },
    DescribeExecution: {
      asks: onExecution("DescribeExecution"),
      run({ executionArn }) {
        const name = nameOf(executionArn);
        const state = machine.state(name);
        return { executionArn, stateMachineArn, name, status: state === "absent" ? "" : STATUS[state], startDate: 0 };
      },
    },
    GetExecutionHistory: {
      asks: onExecution("GetExecutionHistory"),
      run({ executionArn, maxResults, nextToken }) {
        const { events, next } = machine.history(nameOf(executionArn), nextToken, maxResults);
        const written = events.map((event) => ({ ...event, timestamp: seconds(event.timestamp) }));
        return { events: written, ...(next === undefined ? {} : { nextToken: next }) };
      },
    },
    StopExecution: {
      asks: onExecution("StopExecution"),
      async run({ executionArn, cause }) {
        await machine.stop(nameOf(executionArn), cause);
        return { stopDate: Date.now() / 1000 };
      },
    },
  });
  return {
    service,
    machine,
    forget: (name) => void forgotten.add(name),
    close() {
      machine.close();
      journal.close();
    },
  };
}

/** What stands on every event of EventBridge. */
export const envelope = (event: object) => ({
  version: "0",
  id: crypto.randomUUID(),
  account: ACCOUNT,
  region: REGION,
  time: new Date().toISOString(),
  resources: [],
  ...event,
});
