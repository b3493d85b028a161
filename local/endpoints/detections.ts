// Detections and quarantined objects, for reading only.
import { instant, instantAt, isRecord, Problem, textsAt } from "./json.ts";
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

/** An unknown or expired token is refused. */
function startOf(token: string, generation: number): number {
  const [, given, at] = /^(\d+):(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8")) ?? [];
  if (at === undefined || Number(given) !== generation) throw new Problem(400, "deltaToken is not valid");
  return Number(at);
}

export function createDetections(world: World, detections: readonly SimulatedDetection[]) {
  /** In the order in which the product learnt of them, which is not that of their instants. */
  const arrived = [...detections];
  const inOrder = () => [...arrived].sort((one, other) => Date.parse(one.occurredAt) - Date.parse(other.occurredAt));
  let generation = 1;

  function find(uuid: string): SimulatedDetection {
    const found = arrived.find((one) => one.uuid === uuid);
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
      const found = inOrder().filter((one) => {
        const at = Date.parse(one.occurredAt);
        return at >= from && at < to && (device === "" || one.computerId === device);
      });
      const { items, nextPageToken } = page(found, query, "detections");
      return { detections: items.map(showV1), nextPageToken, totalSize: found.length };
    },
    get: (uuid: string) => ({ detection: showV1(find(uuid)) }),
    getV2: (uuid: string) => ({ detection: showV2(find(uuid), world) }),
    /** "All or nothing". */
    batchGet(body: unknown) {
      const uuids = isRecord(body) ? textsAt(body, "detectionUuids") : [];
      return { detections: uuids.map((uuid) => showV2(find(uuid), world)) };
    },
    /** Every page of one delta ends where the list ended when its first page was asked for. */
    delta(query: URLSearchParams, version: "v1" | "v2") {
      const given = query.get("deltaToken") ?? "";
      const from = given === "latest" ? arrived.length : startOf(given, generation);
      const [, until] = /^(\d+)~/.exec(query.get("pageToken") ?? "") ?? [];
      const end = until === undefined ? arrived.length : Number(until);
      const paging = new URLSearchParams({ pageSize: query.get("pageSize") ?? "" });
      paging.set("pageToken", (query.get("pageToken") ?? "").replace(/^\d+~/, ""));
      const { items, nextPageToken } = page(arrived.slice(from, end), paging, `delta-${from}-${end}`);
      return {
        createdDetections: items.map((one) => (version === "v1" ? showV1(one) : showV2(one, world))),
        nextPageToken: nextPageToken === "" ? "" : `${end}~${nextPageToken}`,
        nextDeltaToken: Buffer.from(`${generation}:${end}`).toString("base64url"),
      };
    },
    /** The product learns of one more. */
    add: (one: SimulatedDetection) => void arrived.push(one),
    /** All delta tokens so far are no longer taken. */
    expireDeltas: () => {
      generation += 1;
    },
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
