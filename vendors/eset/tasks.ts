// Kill, isolate and release at ESET: one device task per action, found again by its name, confirmed by its own runs alone.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import type { ActionOutcome, ActionRequest, ConnectorDeps } from "../vendor.ts";
import { type ConnectClient, isSameId, type Place, segment } from "./connect-client.ts";
import type { WriteAnswer } from "./pending.ts";
import { type EsetReference, encodeReference, type Procedure } from "./reference.ts";
import { timestamp } from "./times.ts";

const lifetimeMilliseconds = 15 * 60_000;
/** A run that began in the last moment may be reported a little later. */
const expiryMarginMilliseconds = 2 * 60_000;

const createPlace: Place = { what: "create the device task", service: "automation", path: "/v1/device_tasks" };

const Task = z.looseObject({
  uuid: z.string().min(1),
  displayName: z.string().nullish(),
  action: z.looseObject({ name: z.string().nullish() }).nullish(),
  targets: z.looseObject({ devicesUuids: z.array(z.string()).nullish() }).nullish(),
  triggers: z.array(z.looseObject({ manual: z.looseObject({ expireTime: z.string().nullish() }).nullish() })).nullish(),
});
type Task = z.infer<typeof Task>;

const TaskRun = z.looseObject({
  taskUuid: z.string().nullish(),
  deviceUuid: z.string().nullish(),
  /** `TASK_RUN_STATUS_…`; what we do not know is not decided upon. */
  status: z.string().nullish(),
  startTime: z.string().nullish(),
});
type TaskRun = z.infer<typeof TaskRun>;

export function createTasks(client: ConnectClient, { now }: Pick<ConnectorDeps, "now">): Procedure {
  const inTime = (): string => timestamp(now() + lifetimeMilliseconds);
  const isPast = (expiresAt: string): boolean => now() > Date.parse(expiresAt) + expiryMarginMilliseconds;

  async function find(request: ActionRequest): Promise<EsetReference | "none"> {
    const found: Task[] = [];
    const place = { ...createPlace, what: "list the device tasks", key: "tasks", pageSize: 500 };
    for await (const task of client.list(place, Task)) if (isOurs(task, request)) found.push(task);
    // Of several (a repeated request) the one that lives longest.
    const latest = found.sort((a, b) => expireTime(a).localeCompare(expireTime(b))).at(-1);
    if (latest === undefined) return "none";
    return { kind: "task", taskId: latest.uuid, expiresAt: expireTime(latest) || inTime() };
  }

  /** Accepted, and its answer lost: the list of tasks decides. Not there after the trigger's end, it can no longer run. */
  async function lookAgain(request: ActionRequest, expiresAt: string): Promise<ActionOutcome> {
    const found = await find(request);
    if (found !== "none") return { state: "running", reference: encodeReference(found) };
    if (isPast(expiresAt)) return { state: "failed", reason: "lost" };
    return { state: "running", reference: encodeReference({ kind: "lost-task", expiresAt }) };
  }

  return {
    async request(request) {
      const expiresAt = inTime();
      const answer = await client.write(createPlace, taskBody(request, expiresAt));
      return encodeReference(followed(answer, expiresAt));
    },
    async find(request) {
      const found = await find(request);
      return found === "none" ? "none" : encodeReference(found);
    },
    async outcome(request, reference) {
      switch (reference.kind) {
        case "task":
          return runOutcome(await ownRuns(client, request, reference.taskId), isPast(reference.expiresAt));
        case "pending-task": {
          const { responseId, expiresAt } = reference;
          const answer = await client.resume(createPlace, taskBody(request, expiresAt), responseId);
          if (answer.state === "lost") return lookAgain(request, expiresAt);
          return { state: "running", reference: encodeReference(followed(answer, expiresAt)) };
        }
        case "lost-task":
          return lookAgain(request, reference.expiresAt);
        default:
          throw new Error("a reference of another kind of action");
      }
    },
  };
}

function followed(answer: WriteAnswer, expiresAt: string): EsetReference {
  if (answer.state === "pending") return { kind: "pending-task", responseId: answer.responseId, expiresAt };
  if (answer.state === "lost") return { kind: "lost-task", expiresAt };
  const created = z.looseObject({ task: Task }).safeParse(answer.json);
  // Answered as done, without the id: the list of tasks will show it.
  if (!created.success) return { kind: "lost-task", expiresAt };
  return { kind: "task", taskId: created.data.task.uuid, expiresAt };
}

/**
 * The body of POST /v1/device_tasks. The same action always gives the same text: ESET folds tasks of equal name,
 * description and action onto one template, and a 202 wants the identical request again.
 */
export function taskBody(request: ActionRequest, expiresAt: string): unknown {
  segment(request.target.computerId);
  return {
    task: {
      displayName: taskName(request),
      description: `Incident ${request.incidentId}`,
      action: action(request),
      targets: { devicesUuids: [request.target.computerId], deviceGroupsUuids: [] },
      // Without an end, a laptop back from holiday would be isolated weeks later.
      triggers: [{ manual: { expireTime: expiresAt } }],
    },
  };
}

const taskName = ({ kind, actionId }: ActionRequest): string => `Hikeshi ${kind} ${actionId}`;

const actionNames = { isolate: "StartNetworkIsolation", release: "EndNetworkIsolation", kill: "KillProcessByPid" };

function action(request: ActionRequest): { name: string; params?: unknown } {
  if (request.kind === "remove") throw new Error("no device task removes a file");
  const name = actionNames[request.kind];
  if (request.kind !== "kill") return { name };
  const { process } = request.target;
  if (process === undefined) throw new Refusal("bad-request", "kill-needs-process", "No process to stop is named");
  if (process.sha1 === undefined && process.sha256 === undefined) {
    throw new Refusal("bad-request", "kill-needs-hash", "ESET stops a process only by pid and the hash of its file");
  }
  // The hash keeps a reused pid safe (help.eset.com/eset_connect/en-US/automation.html: at least one, else 400).
  const params = {
    "@type": "type.googleapis.com/eset.dotnod.os_integration.v1.KillProcessByPidRequest",
    pid: process.pid,
    ...(process.sha1 === undefined ? {} : { executableHashSha1: process.sha1 }),
    ...(process.sha256 === undefined ? {} : { executableHashSha2_256: process.sha256 }),
  };
  return { name, params };
}

function isOurs(task: Task, request: ActionRequest): boolean {
  if (request.kind === "remove") return false;
  const devices = task.targets?.devicesUuids ?? [];
  // The product may answer the long form, `eset.dotnod.….NetworkAccessProtection/StartNetworkIsolation`.
  const name = task.action?.name?.split("/").at(-1);
  return (
    task.displayName?.trim() === taskName(request) &&
    (name === undefined || name === actionNames[request.kind]) &&
    (devices.length === 0 || devices.some((id) => isSameId(id, request.target.computerId)))
  );
}

const expireTime = (task: Task): string => {
  const at = Date.parse(task.triggers?.[0]?.manual?.expireTime ?? "");
  return Number.isNaN(at) ? "" : timestamp(at);
};

/** Runs of this task on this computer. The query already asks for them; an answer that holds others must not confirm. */
async function ownRuns(client: ConnectClient, { target }: ActionRequest, taskId: string): Promise<TaskRun[]> {
  const place: Place = {
    what: "list the runs of the device task",
    service: "automation",
    path: `/v1/device_tasks/${segment(taskId)}/runs`,
  };
  const query = { deviceUuid: target.computerId, listOnlyLastRuns: "true" };
  const own: TaskRun[] = [];
  for await (const run of client.list({ ...place, query, key: "taskRuns", pageSize: 100 }, TaskRun)) {
    if (isSameId(run.taskUuid, taskId) && isSameId(run.deviceUuid, target.computerId)) own.push(run);
  }
  return own;
}

/** `result` of a run is not read: its content is not specified, and FINISHED is "finished successfully" by the specification. */
function runOutcome(runs: TaskRun[], isPast: boolean): ActionOutcome {
  const has = (status: string): boolean => runs.some((run) => run.status === `TASK_RUN_STATUS_${status}`);
  if (has("FINISHED")) return { state: "confirmed" };
  const notStarted = runs.every((run) => run.status === "TASK_RUN_STATUS_QUEUED" && !run.startTime);
  if (notStarted) return isPast ? { state: "failed", reason: "expired" } : { state: "running" };
  const decided = runs.every((run) => /_(FAILED|SUPPRESSED)$/.test(run.status ?? ""));
  if (!decided) return { state: "running" };
  return { state: "failed", reason: has("FAILED") ? "task-failed" : "suppressed" };
}
