// Devices and device groups as device-management shows them.
import type { Computer, Group } from "./computers.ts";
import { flagAt, instant, isRecord, Problem, textAt } from "./json.ts";
import { page } from "./paging.ts";
import type { World } from "./world.ts";

/** Shape `v1Device`. There is no field for isolation: only a task's run tells of it. */
function showDevice(computer: Computer, world: World) {
  const { id, name, system, address, group } = computer;
  return {
    uuid: id,
    displayName: name,
    originalDisplayName: name,
    description: "",
    deviceType: system.server ? "DEVICE_TYPE_SERVER" : "DEVICE_TYPE_DESKTOP",
    enrollmentStatus: "DEVICE_ENROLLMENT_STATUS_FINISHED",
    functionalityStatus: "DEVICE_FUNCTIONALITY_STATUS_OK",
    functionalityProblemCount: 0,
    isMobile: false,
    isMuted: false,
    ...(computer.online && { lastSyncTime: instant(world.now()) }),
    operatingSystem: { displayName: system.displayName, familyId: 1, editionId: system.server ? 1 : 2, bitness: 64 },
    parentGroupUuid: group,
    primaryLocalIpAddress: address,
    tags: [],
  };
}

/** Shape `v1DeviceGroup`; `isSecurityGroup` true is a static group. */
function showGroup(group: Group) {
  const { id: uuid, name: displayName, parent: parentGroupUuid = "", dynamic } = group;
  return { uuid, displayName, parentGroupUuid, isSecurityGroup: dynamic === undefined };
}

function within(groupId: string, wanted: string, groups: ReadonlyMap<string, Group>): boolean {
  const parent = groups.get(groupId)?.parent;
  return groupId === wanted || (parent !== undefined && within(parent, wanted, groups));
}

export function createDevices(world: World) {
  const all = () => [...world.computers.values()];

  function find(uuid: string): Computer {
    const computer = world.computers.get(uuid);
    if (!computer) throw new Problem(404, "there is no such device");
    return computer;
  }

  function findGroup(uuid: string): Group {
    const group = world.groups.get(uuid);
    if (!group) throw new Problem(404, "there is no such group");
    return group;
  }

  function members(group: Group, recurse: boolean): Computer[] {
    if (group.dynamic === "isolated") return all().filter(({ network }) => network === "isolated");
    return all().filter((one) => (recurse ? within(one.group, group.id, world.groups) : one.group === group.id));
  }

  return {
    list(query: URLSearchParams) {
      const names = query.getAll("displayNames");
      const found = all().filter(({ name }) => names.length === 0 || names.includes(name));
      const { items, nextPageToken } = page(found, query, "devices");
      return { devices: items.map((one) => showDevice(one, world)), nextPageToken };
    },

    get: (uuid: string) => ({ device: showDevice(find(uuid), world) }),

    /** OpenAPI: empty is INVALID_ARGUMENT; all or nothing; the order of the request. */
    batchGet(query: URLSearchParams) {
      const uuids = query.getAll("devicesUuids");
      if (uuids.length === 0) throw new Problem(400, "devicesUuids is empty");
      return { devices: uuids.map((uuid) => showDevice(find(uuid), world)) };
    },

    move(uuid: string, body: unknown) {
      const computer = find(uuid);
      const group = findGroup(isRecord(body) ? textAt(body, "newParentUuid") : "");
      if (group.dynamic !== undefined) throw new Problem(400, "a dynamic group cannot be a parent");
      computer.group = group.id;
      world.note("moved", computer, group.name);
      return { device: showDevice(computer, world) };
    },

    groups(query: URLSearchParams) {
      const { items, nextPageToken } = page([...world.groups.values()], query, "groups");
      return { deviceGroups: items.map(showGroup), nextPageToken };
    },

    groupDevices(uuid: string, query: URLSearchParams) {
      const found = members(findGroup(uuid), flagAt(query, "recurseSubgroups"));
      const { items, nextPageToken } = page(found, query, `members:${uuid}`);
      const devices = items.map(({ id, name, group }) => ({ uuid: id, displayName: name, groupUuid: group }));
      return { devices, nextPageToken, totalSize: found.length };
    },
  };
}
