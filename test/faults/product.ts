// A product that acts, with the physical state of its computers. Each request makes one more task, as products do:
// nothing here is idempotent. It remembers what it did, and when.
import { Refusal } from "../../core/errors.ts";
import type { ActionRequest, Connector } from "../../vendors/vendor.ts";

export interface PhysicalComputer {
  id: string;
  isolated: boolean;
  exempt: boolean;
  online: boolean;
  processes: number[];
  files: string[];
  /** Kinds of tasks that never run here, though the product takes them. */
  stuck: string[];
}

export interface Task {
  taskId: string;
  customerId: string;
  actionId: string;
  kind: ActionRequest["kind"];
  computerId: string;
  /** Epoch milliseconds. */
  createdAt: number;
  runAt: number;
  pid?: number;
  hash?: string;
  state: "waiting" | "done" | "failed" | "expired";
}

/** What was seen of a computer, from when on. */
export interface Effect {
  at: number;
  customerId: string;
  computerId: string;
  actionId: string;
  kind: ActionRequest["kind"];
  what: string;
  /** Whether it changed anything. */
  changed: boolean;
}

export interface ProductState {
  computers: [string, PhysicalComputer][];
  tasks: Task[];
  effects: Effect[];
}

const RUN_AFTER = 5_000;
const EXPIRES_AFTER = 15 * 60_000;

/** The world's time: it goes on while the house is down. */
export interface Time {
  now(): number;
  after(milliseconds: number, fire: () => void): () => void;
}

export interface Product {
  state: ProductState;
  computer(customerId: string, computerId: string): PhysicalComputer | undefined;
  connector(customerId: string): Connector;
  /** Lets each task run whose time has come. */
  work(): void;
  /** Whether a task may still run. */
  busy(): boolean;
  copy(time: Time): Product;
}

function carryOut(task: Task, computer: PhysicalComputer): boolean | undefined {
  if (task.kind === "isolate" || task.kind === "release") {
    const before = computer.isolated;
    computer.isolated = task.kind === "isolate";
    return before !== computer.isolated;
  }
  if (task.kind === "kill") {
    if (!computer.processes.includes(task.pid ?? -1)) return undefined;
    computer.processes = computer.processes.filter((pid) => pid !== task.pid);
    return true;
  }
  const before = computer.files.length;
  computer.files = computer.files.filter((hash) => hash !== task.hash);
  return computer.files.length < before;
}

export function createProduct(state: ProductState, time: Time): Product {
  const { now } = time;
  const computers = new Map(state.computers);
  const key = (customerId: string, computerId: string) => `${customerId}/${computerId}`;
  const run = (task: Task, at: number) => {
    const computer = computers.get(key(task.customerId, task.computerId));
    if (computer === undefined) return;
    if (at > task.createdAt + EXPIRES_AFTER) {
      task.state = "expired";
      return;
    }
    if (!computer.online || computer.stuck.includes(task.kind)) return;
    const changed = carryOut(task, computer);
    task.state = changed === undefined ? "failed" : "done";
    const { customerId, computerId, actionId, kind, pid, hash } = task;
    const what = String(pid ?? hash ?? "");
    if (changed !== undefined)
      state.effects.push({ at: Math.max(at, task.runAt), customerId, computerId, actionId, kind, what, changed });
  };
  const work = () => {
    for (const task of state.tasks) if (task.state === "waiting" && task.runAt <= now()) run(task, now());
  };
  for (const task of state.tasks) if (task.state === "waiting") time.after(task.runAt - now(), work);
  return {
    state,
    computer: (customerId, computerId) => computers.get(key(customerId, computerId)),
    connector: (customerId) => ({
      supports: ["kill", "remove", "isolate", "release"],
      repeatable: ["release", "remove"],
      prepare: async () => undefined,
      request: async ({ actionId, kind, target }) => {
        if (!computers.has(key(customerId, target.computerId)))
          throw new Refusal("not-found", "computer", "no such computer");
        const pid = target.process?.pid;
        const hash = target.executable?.sha1;
        const taskId = `task-${state.tasks.length + 1}`;
        const { computerId } = target;
        state.tasks.push({
          ...{ taskId, customerId, actionId, kind, computerId, createdAt: now(), runAt: now() + RUN_AFTER },
          ...(pid === undefined ? {} : { pid }),
          ...(hash === undefined ? {} : { hash }),
          state: "waiting",
        });
        time.after(RUN_AFTER, work);
        return taskId;
      },
      find: async ({ actionId }) =>
        state.tasks.findLast((task) => task.customerId === customerId && task.actionId === actionId)?.taskId ?? "none",
      outcome: async (_request, reference) => {
        const task = state.tasks.find(({ taskId }) => taskId === reference);
        if (task?.state === "done") return { state: "confirmed" };
        if (task === undefined || task.state === "failed" || task.state === "expired")
          return { state: "failed", reason: task?.state ?? "lost" };
        return { state: "running" };
      },
      exempt: async (computerId) => computers.get(key(customerId, computerId))?.exempt ?? false,
      investigationLink: () => undefined,
    }),
    work,
    busy: () => state.tasks.some((task) => task.state === "waiting"),
    copy: (clock) => createProduct(structuredClone({ ...state, computers: [...computers] }), clock),
  };
}
