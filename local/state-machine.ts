// A Step Functions runner for one machine: JSONata state machines, kept in a journal, going on after any crash.

import { randomBytes } from "node:crypto";
import { Refusal, Unavailable } from "../core/errors.ts";
import type { ExecutionState, HistoryEvent, Log } from "../core/ports.ts";
import type { Lanes } from "./lanes.ts";
import type { Definition } from "./state-machine/definition.ts";
import { broken, journalRetryMilliseconds } from "./state-machine/drive.ts";
import { type Engine, end, forget } from "./state-machine/engine.ts";
import { resumeExecution, startExecution, underWay } from "./state-machine/execution.ts";
import { exceeds } from "./state-machine/failure.ts";
import type { Journal } from "./state-machine/journal.ts";
import { loadDefinition } from "./state-machine/load.ts";
import { DefinitionRefused } from "./state-machine/refused.ts";
import { wakeFrame } from "./state-machine/task.ts";
import { systemTimers, type Timers } from "./state-machine/timers.ts";

export type { Definition } from "./state-machine/definition.ts";
export { createJournal, type Journal } from "./state-machine/journal.ts";
export { loadDefinition } from "./state-machine/load.ts";
export { DefinitionRefused } from "./state-machine/refused.ts";
export { systemTimers, type Timers } from "./state-machine/timers.ts";

export interface StateMachineDeps {
  definition: Definition;
  /** Of this machine alone; `close` leaves it open. */
  journal: Journal;
  /** Runs a function. What it throws fails the task under the thrown error's `name`. May be called again after a crash. */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  /** Who goes first where many tasks wait; all at once without. */
  lanes?: Lanes;
  isUrgent?: (functionName: string) => boolean;
  /** The machine's name in ARNs. */
  name?: string;
  timers?: Timers;
  random?: () => number;
  newToken?: () => string;
  /** An execution has ended, and that is on disk. Not repeated after a restart: whoever must know asks `state`. */
  onEnd?: (name: string, state: ExecutionState) => void;
  log?: Log;
}

export interface StateMachine {
  /** Resolves once the start is on disk. Throws Refusal (name, size) or Unavailable. */
  start(name: string, input: unknown): Promise<"started" | "already-exists">;
  /** Ends the wait that holds this token, with `{}`; once. Resolves once that is on disk. */
  wake(token: string): Promise<"woken" | "gone">;
  /** Aborts a running execution; resolves once that is on disk. Nothing happens to any other. */
  stop(name: string, reason: string): Promise<void>;
  state(name: string): ExecutionState;
  /** Events after the event id `after`, `limit` at a time; `next` is the id to go on from. */
  history(name: string, after?: string, limit?: number): { events: HistoryEvent[]; next?: string };
  /**
   * Takes up every running execution of the journal; call it once, before anything else. Returns how many. One that
   * cannot be taken up is logged and holds up no other.
   */
  recover(): number;
  /** Stops in memory, as a crash would; the journal says where to go on. */
  close(): void;
  /** True while anything is under way that needs neither a timer, a token nor a task's answer to go on. */
  busy(): boolean;
}

/**
 * "A name must not contain: white space, brackets < > { } [ ], wildcard characters ? *, special characters
 * " # % \ ^ | ~ ` $ & , ; : /, control characters". https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
const executionName = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]{1,80}$/u;

function checkStart(name: string, input: unknown): void {
  if (!executionName.test(name)) throw new Refusal("bad-request", "invalid-execution-name", "no execution name");
  if (exceeds(input)) throw new Refusal("too-large", "execution-input-too-large", "the input exceeds 256 KiB");
}

function createEngine(deps: StateMachineDeps, resume: (name: string) => void): Engine {
  return {
    machineName: deps.name ?? "state-machine",
    journal: deps.journal,
    timers: deps.timers ?? systemTimers(),
    invoke: deps.invoke,
    lanes: deps.lanes,
    isUrgent: deps.isUrgent ?? (() => false),
    random: deps.random ?? Math.random,
    newToken: deps.newToken ?? (() => randomBytes(24).toString("base64url")),
    onEnd: deps.onEnd ?? (() => undefined),
    resume,
    log: deps.log,
    runs: new Map(),
    tokens: new Map(),
    active: 0,
    closed: false,
  };
}

/** Definitions by id: the present one, and those that executions of earlier releases started on. */
function createDefinitions(present: Definition) {
  const known = new Map([[present.id, present]]);
  return (stored: { id: string; source: string }): Definition => {
    const definition = known.get(stored.id) ?? loadDefinition(JSON.parse(stored.source));
    known.set(stored.id, definition);
    return definition;
  };
}

async function stopExecution(engine: Engine, name: string, reason: string): Promise<void> {
  const run = engine.runs.get(name);
  if (!run?.root) {
    // Between a write that failed and taking the execution up again it is running, but not in memory.
    if (engine.journal.state(name) !== "running") return;
    throw new Unavailable("the execution is being taken up again", "none");
  }
  const executionAbortedEventDetails = { cause: reason };
  try {
    await end(engine, run.root, "aborted", "ExecutionAborted", { executionAbortedEventDetails });
  } catch (error) {
    await broken(engine, run, error);
    throw error;
  }
}

async function wake(engine: Engine, token: string): Promise<"woken" | "gone"> {
  const frame = engine.tokens.get(token);
  if (!frame) return "gone";
  engine.tokens.delete(token);
  try {
    await wakeFrame(engine, frame);
    return "woken";
  } catch (error) {
    await broken(engine, frame.run, error);
    throw error;
  }
}

function readHistory(journal: Journal, name: string, after: string | undefined, limit: number) {
  const events = journal.history(name, Number(after ?? 0) || 0, limit + 1);
  const page = events.slice(0, limit);
  const last = page.at(-1);
  return events.length > limit && last ? { events: page, next: String(last.id) } : { events: page };
}

export function createStateMachine(deps: StateMachineDeps): StateMachine {
  const { definition, journal } = deps;
  const definitions = createDefinitions(definition);

  function resume(name: string): void {
    if (engine.closed || engine.runs.has(name)) return;
    try {
      const stored = journal.load(name);
      if (stored) resumeExecution(engine, definitions(stored.definition), stored);
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      engine.log?.error({ execution: name, outcome: "not-resumed", error: kind });
      // What this release cannot run stays on disk for one that can; anything else may pass.
      if (!(error instanceof DefinitionRefused)) engine.timers.after(journalRetryMilliseconds, () => resume(name));
    }
  }
  const engine = createEngine(deps, resume);

  return {
    async start(name, input) {
      checkStart(name, input);
      // As JSON, so that what runs now is what a restart would read.
      const json: unknown = JSON.parse(JSON.stringify(input));
      const started = await underWay(engine, () => startExecution(engine, definition, name, json));
      return started ? "started" : "already-exists";
    },
    wake: (token) => underWay(engine, () => wake(engine, token)),
    stop: (name, reason) => underWay(engine, () => stopExecution(engine, name, reason)),
    state: (name) => journal.state(name),
    history: (name, after, limit = 500) => readHistory(journal, name, after, limit),
    recover() {
      const names = journal.running();
      for (const name of names) resume(name);
      return names.length;
    },
    close() {
      engine.closed = true;
      for (const run of [...engine.runs.values()]) forget(engine, run);
    },
    busy: () => engine.active > 0,
  };
}
