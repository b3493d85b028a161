// Device tasks: create, list, read, delete.
//
// How "There is one device task template for every unique display_name, description, and action combination" (OpenAPI,
// POST /v1/device_tasks) is understood: a second task of equal name, description and action is the *same task entity*
// again (same uuid, next versionId, one trigger more), and its runs stand in the same list. The other reading, a task
// of its own under a shared template, is `equalTasks: "own"`. Nothing is idempotent in either: each POST makes runs.
import { instant, Problem } from "./json.ts";
import { page } from "./paging.ts";
import type { RunList } from "./runs.ts";
import { readTask, type Wanted } from "./task-request.ts";
import type { World } from "./world.ts";

interface Task {
  uuid: string;
  version: number;
  displayName: string;
  description: string;
  action: Record<string, unknown>;
  targets: { devicesUuids: string[]; deviceGroupsUuids: string[] };
  triggers: { manual: { createTime: string; expireTime?: string } }[];
  createdAt: number;
  updatedAt: number;
}

/** Shape `v1DeviceTask`. */
function showTask(task: Task) {
  const { version, createdAt, updatedAt, ...rest } = task;
  return {
    ...rest,
    versionId: String(version),
    source: "DEVICE_TASK_SOURCE_EXTERNAL_AUTOMATION",
    assetGroupUuid: "",
    createTime: instant(createdAt),
    updateTime: instant(updatedAt),
  };
}

function newTask(uuid: string, wanted: Wanted, at: number): Task {
  const { displayName, description, action, targets } = wanted;
  return { uuid, version: 0, displayName, description, action, targets, triggers: [], createdAt: at, updatedAt: at };
}

function trigger(task: Task, wanted: Wanted, at: number): void {
  const expiry = wanted.expiresAt === undefined ? {} : { expireTime: instant(wanted.expiresAt) };
  task.version += 1;
  task.updatedAt = at;
  task.targets = wanted.targets;
  task.triggers.push({ manual: { createTime: instant(at), ...expiry } });
}

const sign = (one: Wanted | Task) => JSON.stringify([one.displayName, one.description, one.action]);

export function createTasks(world: World, runs: RunList, equalTasks: "same" | "own") {
  const tasks = new Map<string, Task>();

  function find(uuid: string): Task {
    const task = tasks.get(uuid);
    if (!task) throw new Problem(404, "there is no such task");
    return task;
  }

  function findEqual(wanted: Wanted): Task | undefined {
    if (equalTasks === "own") return undefined;
    return [...tasks.values()].find((one) => sign(one) === sign(wanted));
  }

  return {
    create(body: unknown) {
      const wanted = readTask(body, world);
      const task = findEqual(wanted) ?? newTask(world.uuid(), wanted, world.now());
      tasks.set(task.uuid, task);
      trigger(task, wanted, world.now());
      world.note("task-created", undefined, task.displayName);
      runs.start(task.uuid, wanted);
      return { task: showTask(task) };
    },

    list(query: URLSearchParams) {
      const { items, nextPageToken } = page([...tasks.values()], query, "tasks");
      return { tasks: items.map(showTask), nextPageToken };
    },

    get: (uuid: string) => ({ task: showTask(find(uuid)) }),

    remove(uuid: string) {
      const task = find(uuid);
      tasks.delete(uuid);
      runs.cancel(uuid);
      world.note("task-deleted", undefined, task.displayName);
      return {};
    },
  };
}
