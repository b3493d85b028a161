// Detections and quarantined objects, for reading only.
import { instant, instantAt, Problem } from "./json.ts";
import { page } from "./paging.ts";
import type { World } from "./world.ts";

/** What one detection of a computer says. Texts that are absent show as "". */
export interface SimulatedDetection {
  uuid: string;
  computerId: string;
  /** ISO instant. */
  occurredAt: string;
  /** The rule's name with its id, as in `… [A0313]`. */
  displayName: string;
  severity: "LOW" | "MEDIUM" | "HIGH";
  /** 1 to 100. */
  severityScore: number;
  userName?: string;
  process?: { path: string; commandLine: string };
  object?: { name: string; sha1: string };
  /** "Detection without any response is unhandled." (OpenAPI) */
  responses?: readonly { actionType: "QUARANTINE" | "CLEAN" | "DELETE" | "TERMINATE"; description: string }[];
}

const common = (one: SimulatedDetection) => ({
  uuid: one.uuid,
  displayName: one.displayName,
  typeName: "Rule",
  severityLevel: `SEVERITY_LEVEL_${one.severity}`,
  occurTime: instant(Date.parse(one.occurredAt)),
  objectHashSha1: one.object?.sha1.toUpperCase() ?? "",
  objectName: one.object?.name ?? "",
  objectTypeName: one.object ? "File" : "",
  objectUrl: "",
});

/** Shape v1 `Detection`. */
function showV1(one: SimulatedDetection) {
  return {
    ...common(one),
    category: "DETECTION_CATEGORY_CORRELATION_RULE",
    context: {
      circumstances: "",
      deviceUuid: one.computerId,
      process: { path: one.process?.path ?? "" },
      userName: one.userName ?? "",
    },
    responses: (one.responses ?? []).map(({ description }) => ({
      description,
      deviceRestartRequired: false,
      displayName: "",
      protectionName: "",
    })),
  };
}

/** Shape v2 `Detection`. */
function showV2(one: SimulatedDetection, world: World) {
  return {
    ...common(one),
    category: "DETECTION_CATEGORY_EDR_RULE",
    circumstances: "",
    device: { uuid: one.computerId, displayName: world.computers.get(one.computerId)?.name ?? "" },
    process: { uuid: "", path: one.process?.path ?? "", commandLine: one.process?.commandLine ?? "" },
    userName: one.userName ?? "",
    severityScore: one.severityScore,
    objectSizeBytes: "0",
    resolved: false,
    note: "",
    edrRuleUuid: "",
    scanUuid: "",
    cloudOfficeTenantUuid: "",
    responses: (one.responses ?? []).map(({ actionType, description }) => ({
      actionType: `OBJECT_ACTION_TYPE_${actionType}`,
      description,
      deviceRestartRequired: false,
      displayName: "",
      protectionName: "",
      fileReference: "",
      emailReference: "",
    })),
  };
}

export function createDetections(world: World, detections: readonly SimulatedDetection[]) {
  const inOrder = [...detections].sort((one, other) => Date.parse(one.occurredAt) - Date.parse(other.occurredAt));

  function find(uuid: string): SimulatedDetection {
    const found = inOrder.find((one) => one.uuid === uuid);
    if (!found) throw new Problem(404, "there is no such detection");
    return found;
  }

  return {
    /** No filter and no orderBy here (400), ascending by time. */
    list(query: URLSearchParams) {
      if (query.has("filter") || query.has("orderBy")) throw new Problem(400, "filter and orderBy are not supported");
      const times = Object.fromEntries(query);
      const from = instantAt(times, "startTime") ?? Number.NEGATIVE_INFINITY;
      const to = instantAt(times, "endTime") ?? Number.POSITIVE_INFINITY;
      const device = query.get("deviceUuid") ?? "";
      const found = inOrder.filter((one) => {
        const at = Date.parse(one.occurredAt);
        return at >= from && at < to && (device === "" || one.computerId === device);
      });
      const { items, nextPageToken } = page(found, query, "detections");
      return { detections: items.map(showV1), nextPageToken, totalSize: found.length };
    },
    get: (uuid: string) => ({ detection: showV1(find(uuid)) }),
    getV2: (uuid: string) => ({ detection: showV2(find(uuid), world) }),
  };
}

/** What the product took away, over all computers. `filter.fileName`: the path ends with this. */
export function createQuarantine(world: World) {
  const uuids = new Map<string, string>();
  const uuidOf = (key: string) => {
    const uuid = uuids.get(key) ?? world.uuid();
    uuids.set(key, uuid);
    return uuid;
  };
  return {
    list(query: URLSearchParams) {
      const ending = query.get("filter.fileName") ?? "";
      const taken = [...world.computers.values()].flatMap(({ id, files }) =>
        files.filter((one) => one.state === "quarantined" && one.path.endsWith(ending)).map((file) => ({ id, file })),
      );
      const { items, nextPageToken } = page(taken, query, "quarantine");
      const objects = items.map(({ id, file }) => ({
        uuid: uuidOf(`${id} ${file.path}`),
        displayName: file.name,
        type: "QUARANTINED_OBJECT_TYPE_FILE_ON_DRIVE",
        objectOrigin: "OBJECT_ORIGIN_DEVICE",
        quarantineReason: "QUARANTINE_REASON_RULE",
        sizeBytes: String(file.sizeBytes ?? 0),
        file: { path: file.path, hashSha1: file.sha1.toUpperCase(), sizeBytes: String(file.sizeBytes ?? 0) },
        isRestorable: true,
        isExcludable: true,
      }));
      return { objects, nextPageToken };
    },
  };
}
