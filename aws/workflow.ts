// The Workflow port on Step Functions: standard executions of one state machine.
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandOutput,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import * as z from "zod";
import type { ExecutionState, HistoryEvent, Workflow } from "../core/ports.ts";
import { ask, refuse, turnedAway } from "./errors.ts";
import { within } from "./patience.ts";

export const createSfn = (patience = 1): SFNClient => new SFNClient(within(4_000, 3, patience));

export interface WorkflowOptions {
  client: SFNClient;
  stateMachineArn: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
const STATES: Readonly<Record<string, ExecutionState>> = {
  RUNNING: "running",
  PENDING_REDRIVE: "running",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "timed-out",
  ABORTED: "aborted",
};
const PAGE_EVENTS = 500;

type Started = Awaited<ReturnType<Workflow["start"]>>;
type Woken = Awaited<ReturnType<Workflow["wake"]>>;

/** `type` tells which `…EventDetails` stands beside it, as the API names it. */
const Event = z.looseObject({
  id: z.int(),
  previousEventId: z.int().default(0),
  timestamp: z.date().transform((at) => at.toISOString()),
  type: z.string(),
});

export function createWorkflow({ client, stateMachineArn }: WorkflowOptions): Workflow {
  const executionArn = (name: string): string => `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
  return {
    start: (name, input) =>
      startExecution(client, new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })),
    wake: (taskToken) => sendTaskSuccess(client, new SendTaskSuccessCommand({ taskToken, output: "{}" })),
    async stop(name, cause) {
      const command = new StopExecutionCommand({ executionArn: executionArn(name), cause });
      const expected = { ExecutionDoesNotExist: () => undefined };
      await ask<unknown>({ what: "Step Functions StopExecution", expected }, () => client.send(command));
    },
    state: (name) => describe(client, new DescribeExecutionCommand({ executionArn: executionArn(name) })),
    history: (name, after) =>
      readHistory(
        client,
        new GetExecutionHistoryCommand({
          executionArn: executionArn(name),
          maxResults: PAGE_EVENTS,
          ...(after === undefined ? {} : { nextToken: after }),
        }),
      ),
  };
}

/** Idempotent by name and input while it runs: each asker is told "started". Afterwards, or with another input, it exists already. */
const startExecution = (client: SFNClient, command: StartExecutionCommand): Promise<Started> =>
  ask<Started>(
    {
      what: "Step Functions StartExecution",
      expected: {
        ExecutionAlreadyExists: () => "already-exists",
        InvalidName: refuse("bad-request", "invalid-execution-name", "no execution name"),
        InvalidExecutionInput: refuse("too-large", "execution-input-too-large", "the input exceeds 256 KiB"),
        ExecutionLimitExceeded: turnedAway("Step Functions StartExecution: too many executions are running."),
        StateMachineDeleting: turnedAway("Step Functions StartExecution: the state machine is being deleted."),
      },
    },
    async () => {
      await client.send(command);
      return "started";
    },
  );

const sendTaskSuccess = (client: SFNClient, command: SendTaskSuccessCommand): Promise<Woken> =>
  ask<Woken>(
    {
      what: "Step Functions SendTaskSuccess",
      expected: {
        TaskTimedOut: () => "gone",
        TaskDoesNotExist: () => "gone",
        InvalidToken: () => "gone",
      },
    },
    async () => {
      await client.send(command);
      return "woken";
    },
  );

async function describe(client: SFNClient, command: DescribeExecutionCommand): Promise<ExecutionState> {
  const expected = { ExecutionDoesNotExist: () => undefined };
  const question = { what: "Step Functions DescribeExecution", reads: true, expected };
  const answer = await ask<DescribeExecutionCommandOutput | undefined>(question, () => client.send(command));
  if (answer === undefined) return "absent";
  const state = STATES[answer.status ?? ""];
  if (state === undefined) throw new Error("Step Functions names a state of an execution that we do not know.");
  return state;
}

/** Step Functions forgets an execution 90 days after its end. A page's token is good for 24 hours. */
async function readHistory(client: SFNClient, command: GetExecutionHistoryCommand): ReturnType<Workflow["history"]> {
  const expected = {
    ExecutionDoesNotExist: () => undefined,
    InvalidToken: refuse("bad-request", "invalid-cursor", "The cursor is not valid any more: begin again."),
  };
  const question = { what: "Step Functions GetExecutionHistory", reads: true, expected };
  const answer = await ask<GetExecutionHistoryCommandOutput | undefined>(question, () => client.send(command));
  const events: HistoryEvent[] = (answer?.events ?? []).map((event) => Event.parse(event));
  return { events, ...(answer?.nextToken ? { next: answer.nextToken } : {}) };
}
