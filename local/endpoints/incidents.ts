// The product's own incidents (/v2/incidents): listed by their last change, commented, closed and reopened.
import { instant, isRecord, Problem, recordAt, textAt } from "./json.ts";
import { page } from "./paging.ts";
import type { World } from "./world.ts";

interface Comment {
  uuid: string;
  text: string;
  isFinalComment: boolean;
  /** Epoch milliseconds. */
  at: number;
}

export interface SimulatedIncident {
  uuid: string;
  status: "OPEN" | "CLOSED";
  resolveReason: string;
  detectionUuids: string[];
  comments: Comment[];
  /** Epoch milliseconds. */
  createdAt: number;
  updatedAt: number;
}

const NO_REASON = "INCIDENT_RESOLVE_REASON_UNSPECIFIED";
const FILTER = /^(?:incident\.)?update_time >= timestamp\("([^"]+)"\)$/;

/** The list leaves detectionUuids and deviceUuids empty (seen; the documents do not say so). */
const show = (one: SimulatedIncident, isWhole: boolean) => ({
  uuid: one.uuid,
  displayName: "Suspicious activity",
  description: "",
  severity: "INCIDENT_SEVERITY_LEVEL_MEDIUM",
  status: `INCIDENT_STATUS_${one.status}`,
  resolveReason: one.resolveReason,
  assigneeUuid: "",
  createTime: instant(one.createdAt),
  updateTime: instant(one.updatedAt),
  detectionUuids: isWhole ? one.detectionUuids : [],
  deviceUuids: [],
  tags: [],
});

const showComment = ({ uuid, text, isFinalComment, at }: Comment, incidentUuid: string) => ({
  uuid,
  incidentUuid,
  authorUuid: "",
  text,
  isFinalComment,
  createTime: instant(at),
  updateTime: instant(at),
});

function createState(world: World) {
  const all = new Map<string, SimulatedIncident>();
  const find = (uuid: string): SimulatedIncident => {
    const found = all.get(uuid);
    if (found === undefined) throw new Problem(404, "there is no such incident");
    return found;
  };
  return {
    all,
    find,
    say(incident: SimulatedIncident, comment: Record<string, unknown>, isFinalComment: boolean): Comment {
      const text = textAt(comment, "text");
      if (text === "") throw new Problem(400, "the comment has no text");
      const said = { uuid: world.uuid(), text, isFinalComment, at: world.now() };
      incident.comments.push(said);
      incident.updatedAt = world.now();
      return said;
    },
    open(uuid: string, detectionUuids: readonly string[]) {
      const now = world.now();
      const known = all.get(uuid);
      const fresh = { uuid, status: "OPEN", resolveReason: NO_REASON, comments: [], createdAt: now } as const;
      const together = [...new Set([...(known?.detectionUuids ?? []), ...detectionUuids])];
      all.set(uuid, { ...fresh, comments: [], ...known, detectionUuids: together, updatedAt: now });
    },
  };
}

export function createIncidents(world: World) {
  const { all, find, say, open } = createState(world);
  return {
    all,
    open,
    /** Knows one filter and one order, those of a reader that follows changes. */
    list(query: URLSearchParams) {
      const from = Date.parse(FILTER.exec(query.get("filter") ?? "")?.[1] ?? "");
      if (Number.isNaN(from)) throw new Problem(400, "the filter is not understood");
      if (query.get("orderBy") !== "update_time") throw new Problem(400, "orderBy is not understood");
      const changed = [...all.values()]
        .filter(({ updatedAt }) => Math.floor(updatedAt / 1000) * 1000 >= from)
        .sort((one, other) => one.updatedAt - other.updatedAt);
      const { items, nextPageToken } = page(changed, query, `incidents-${from}`);
      return { incidents: items.map((one) => show(one, false)), nextPageToken };
    },
    get: (uuid: string) => ({ incident: show(find(uuid), true) }),
    comments: (uuid: string) => ({ comments: find(uuid).comments.map((one) => showComment(one, uuid)) }),
    comment(uuid: string, body: unknown) {
      const comment = isRecord(body) ? recordAt(body, "comment") : {};
      return { comment: showComment(say(find(uuid), comment, false), uuid) };
    },
    close(uuid: string, body: unknown) {
      const incident = find(uuid);
      if (incident.status === "CLOSED") throw new Problem(400, "the incident is closed already");
      if (!isRecord(body)) throw new Problem(400, "the body is not an object");
      say(incident, recordAt(body, "finalComment"), true);
      incident.status = "CLOSED";
      incident.resolveReason = textAt(body, "closureReason");
      return {};
    },
    /** "This can only be done if the incident is not in the 'Open' state." Its final comment becomes a normal one. */
    reopen(uuid: string, body: unknown) {
      const incident = find(uuid);
      if (incident.status === "OPEN") throw new Problem(400, "the incident is open");
      for (const comment of incident.comments) comment.isFinalComment = false;
      say(incident, isRecord(body) ? recordAt(body, "comment") : {}, false);
      incident.status = "OPEN";
      return {};
    },
  };
}
