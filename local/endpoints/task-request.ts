// Reads the body of POST /v1/device_tasks as documented; throws 400 and 404.
import { readAction } from "./actions.ts";
import type { Computer } from "./computers.ts";
import { instantAt, isRecord, listAt, Problem, recordAt, textAt, textsAt } from "./json.ts";
import type { World } from "./world.ts";

/** Epoch milliseconds after which no trigger starts it any more; undefined: never expires. */
function readExpiry(task: Record<string, unknown>): number | undefined {
  const triggers = listAt(task, "triggers").filter((one) => isRecord(one) && isRecord(one.manual));
  if (triggers.length === 0) throw new Problem(400, "the task needs at least one trigger");
  const ends = triggers.map((one) => instantAt(recordAt(one, "manual"), "expireTime"));
  return ends.reduce<number | undefined>(
    (last, end) => (last === undefined || end === undefined ? undefined : Math.max(last, end)),
    ends[0],
  );
}

function readTargets(targets: Record<string, unknown>, world: World) {
  const devicesUuids = textsAt(targets, "devicesUuids");
  const deviceGroupsUuids = textsAt(targets, "deviceGroupsUuids");
  if (devicesUuids.length + deviceGroupsUuids.length === 0) throw new Problem(400, "the task has no targets");
  if (devicesUuids.some((id) => !world.computers.has(id))) throw new Problem(404, "a target device is not known");
  if (deviceGroupsUuids.some((id) => !world.groups.has(id))) throw new Problem(404, "a target group is not known");
  const computers: Computer[] = [...world.computers.values()].filter(
    ({ id, group }) => devicesUuids.includes(id) || deviceGroupsUuids.includes(group),
  );
  return { devicesUuids, deviceGroupsUuids, computers };
}

export function readTask(body: unknown, world: World) {
  const task = recordAt(body, "task");
  const action = recordAt(task, "action");
  const effect = readAction(action);
  const expiresAt = readExpiry(task);
  const { computers, ...targets } = readTargets(recordAt(task, "targets"), world);
  const displayName = textAt(task, "displayName");
  return { displayName, description: textAt(task, "description"), action, effect, expiresAt, targets, computers };
}

export type Wanted = ReturnType<typeof readTask>;
