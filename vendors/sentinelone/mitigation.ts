// Kill and remove: SentinelOne acts on threats, so those of this computer with the target's hash are mitigated, and each shows
// by its own reports what became of it.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { pathSegment } from "../answers.ts";
import { asking } from "../http-call.ts";
import type { ActionOutcome, ActionRequest } from "../vendor.ts";
import type { Client } from "./client.ts";
import type { Procedure } from "./reference.ts";
import { product } from "./settings.ts";

/** Keeps a reference within 2 kB. */
const mostThreats = 20;

/**
 * Source: `mitigationStatus` of `ThreatsSchemasThreatSchemaMany200` in the console's API 2.1: `action` kill, quarantine, unquarantine,
 * …; `status` success, failed, partial, pending, pending-reboot, sent; `lastUpdate` the instant of the last change.
 */
const Report = z.looseObject({
  action: z.string().nullish(),
  status: z.string().nullish(),
  lastUpdate: z.string().nullish(),
});
type Report = z.infer<typeof Report>;

const Threat = z.looseObject({
  id: z.string().min(1),
  threatInfo: z.looseObject({
    sha1: z.string().nullish(),
    sha256: z.string().nullish(),
    detectionType: z.string().nullish(),
    incidentStatus: z.string().nullish(),
  }),
  agentRealtimeInfo: z.looseObject({ agentId: z.string().nullish() }),
  mitigationStatus: z.array(Report).nullish(),
});
type Threat = z.infer<typeof Threat>;

const latest = ({ mitigationStatus }: Threat, action: string): Report | undefined =>
  (mitigationStatus ?? [])
    .filter((report) => report.action === action)
    .sort((a, b) => (a.lastUpdate ?? "").localeCompare(b.lastUpdate ?? ""))
    .at(-1);

const actionOf = ({ kind }: ActionRequest): "kill" | "quarantine" => (kind === "kill" ? "kill" : "quarantine");

/** A program that ran is stopped before its file is taken away: quarantine is not documented to stop it. */
const mustBeKilled = (threat: Threat): boolean =>
  threat.threatInfo.detectionType === "dynamic" && latest(threat, "kill")?.status !== "success";

/** As the threat stands now: `before` is the report that was there before we asked. */
function standing(threat: Threat, request: ActionRequest, before?: string): "done" | "failed" | "restored" | "running" {
  const report = latest(threat, actionOf(request));
  if (report === undefined || (report.lastUpdate ?? "") === before) return "running";
  if (report.status === "failed" || report.status === "partial") return "failed";
  if (report.status !== "success") return "running";
  if (request.kind === "kill") return "done";
  const restored = latest(threat, "unquarantine");
  if (restored?.status === "success" && (restored.lastUpdate ?? "") > (report.lastUpdate ?? "")) return "restored";
  return mustBeKilled(threat) ? "running" : "done";
}

const isUnderWay = (threat: Threat, request: ActionRequest): boolean =>
  ["sent", "pending", "pending-reboot"].includes(latest(threat, actionOf(request))?.status ?? "");

export function createMitigation(client: Client): Procedure {
  return {
    async request(request) {
      const query = queryOf(request);
      const threats = await asking(() => threatsOf(client, request, query));
      if (threats.length === 0) {
        const message = "SentinelOne acts on its own threats only, and has none of this file";
        throw new Refusal("not-found", "sentinelone-no-threat", message);
      }
      const running = request.kind === "remove" ? threats.filter(mustBeKilled) : [];
      if (running.length > 0) await client.act("stop the threat", "/threats/mitigate/kill", ids(running));
      const action = actionOf(request);
      await client.act(`${action} the threat`, `/threats/mitigate/${action}`, ids(threats));
      return { kind: "threats", threats: threats.map((threat) => ({ id: threat.id, ...shown(threat, action) })) };
    },
    async find(request) {
      const threats = await threatsOf(client, request);
      const took = (threat: Threat) => standing(threat, request) === "done" || isUnderWay(threat, request);
      if (threats.length === 0 || !threats.every(took)) return "unknown";
      return { kind: "threats", threats: threats.map(({ id }) => ({ id })) };
    },
    async outcome(request, reference): Promise<ActionOutcome> {
      if (reference.kind !== "threats") throw new Error("a reference of another kind of action");
      const asked = new Map(reference.threats.map(({ id, before }) => [id, before]));
      const read = await client.list("read the threats", "/threats", { ids: [...asked.keys()].join(",") }, Threat);
      const own = read.filter((threat) => asked.has(threat.id) && isOf(threat, request));
      const states = own.map((threat) => standing(threat, request, asked.get(threat.id)));
      if (states.includes("restored")) return { state: "failed", reason: "restored" };
      if (states.includes("failed")) return { state: "failed", reason: "mitigation-failed" };
      const isDone = states.length === asked.size && states.every((state) => state === "done");
      return isDone ? { state: "confirmed" } : { state: "running" };
    },
  };
}

const ids = (threats: readonly Threat[]): string[] => threats.map(({ id }) => id);

const shown = (threat: Threat, action: string): { before?: string } => {
  const report = latest(threat, action);
  return report === undefined ? {} : { before: report.lastUpdate ?? "" };
};

interface Hashes {
  sha1?: string | undefined;
  sha256?: string | undefined;
}

const hashesOf = ({ kind, target }: ActionRequest): Hashes =>
  (kind === "kill" ? target.process : target.executable) ?? {};

/** Of this computer and of this file: at least one hash is equal, and none that both sides know differs. */
function isOf({ threatInfo, agentRealtimeInfo }: Threat, request: ActionRequest): boolean {
  const { sha1, sha256 } = hashesOf(request);
  const pairs = [
    [threatInfo.sha1, sha1],
    [threatInfo.sha256, sha256],
  ].filter(([theirs, ours]) => theirs && ours);
  const same = pairs.length > 0 && pairs.every(([theirs, ours]) => theirs?.toLowerCase() === ours?.toLowerCase());
  return same && agentRealtimeInfo.agentId === request.target.computerId;
}

/** Throws Refusal where the target cannot be looked for. */
function queryOf(request: ActionRequest): Record<string, string> {
  const { sha1, sha256 } = hashesOf(request);
  if (sha1 === undefined && sha256 === undefined) {
    const message = "SentinelOne's threats are found by the hash of their file";
    throw new Refusal("bad-request", `${request.kind}-needs-hash`, message);
  }
  const agentIds = pathSegment(product, request.target.computerId);
  return { agentIds, sortBy: "createdAt", sortOrder: "desc", ...(sha1 === undefined ? {} : { contentHashes: sha1 }) };
}

/** Those that nobody has resolved there; of resolved ones alone the latest. */
async function threatsOf(client: Client, request: ActionRequest, query = queryOf(request)): Promise<Threat[]> {
  const found = (await client.list("list the threats", "/threats", query, Threat)).filter((one) => isOf(one, request));
  const open = found.filter(({ threatInfo }) => threatInfo.incidentStatus !== "resolved");
  return open.length > 0 ? open.slice(0, mostThreats) : found.slice(0, 1);
}
