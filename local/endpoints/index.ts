// The endpoint simulator: an HTTP server on loopback that speaks the documented ESET Connect API for a handful of
// computers, keeps what physically happened to them, and can be told to behave badly.
import type { ApiBehaviour, ComputerBehaviour, RequestKind } from "./behaviours.ts";
import type { Computer, Group, JournalEntry } from "./computers.ts";
import { control } from "./control.ts";
import { createDetections, createQuarantine, type SimulatedDetection } from "./detections.ts";
import { createDevices } from "./devices.ts";
import { type Exchange, exchangeOf } from "./exchange.ts";
import { createExecutables, type ExecutableOptions } from "./executables.ts";
import { createIncidents, type SimulatedIncident } from "./incidents.ts";
import { createRuns, type RunDelays, type RunOptions } from "./runs.ts";
import { createHttp } from "./server.ts";
import { createService, type Handlers, type Incoming, type Outgoing } from "./service.ts";
import { createTasks } from "./tasks.ts";
import type { TokenOptions } from "./tokens.ts";
import { createWorld, type Deps, type World } from "./world.ts";

export type { ApiBehaviour, ComputerBehaviour, RequestKind } from "./behaviours.ts";
export type { Computer, File, Group, JournalEntry, JournalEvent, Process } from "./computers.ts";
export type { SimulatedDetection } from "./detections.ts";
export type { Exchange } from "./exchange.ts";
export type { SimulatedIncident } from "./incidents.ts";

export interface EndpointsOptions extends Deps {
  /** Copied: the simulator's own stand in `computers` of what it returns. */
  computers: readonly Computer[];
  groups: readonly Group[];
  credentials: TokenOptions;
  detections?: readonly SimulatedDetection[];
  /** Off: never 429 by itself. On unless told; with a clock that stands still the 11th request is refused. */
  rateLimit?: boolean;
  /** In milliseconds of the injected sleep; 300 each unless told. */
  delays?: Partial<RunDelays & Pick<ExecutableOptions, "reactionMilliseconds">>;
  blockReaction?: ExecutableOptions["blockReaction"];
  /** See tasks.ts. */
  equalTasks?: "same" | "own";
  offlineRuns?: RunOptions["offlineRuns"];
  onExchange?(exchange: Exchange): void;
}

export interface Endpoints {
  /** Port 0 (the default) takes a free one. `baseUrl` has no slash at its end. */
  listen(port?: number): Promise<{ baseUrl: string }>;
  close(): Promise<void>;
  /** Live: reading it is reading what physically is. */
  computers: ReadonlyMap<string, Computer>;
  /** The computer of this id or name; throws where there is none. */
  computer(idOrName: string): Computer;
  journal: readonly JournalEntry[];
  requests: Readonly<Record<RequestKind, number>>;
  tell(idOrName: string, behaviour: ComputerBehaviour): void;
  /** Resolves once it holds: `refused` closes the port, `normal` opens the same one again. */
  tellApi(behaviour: ApiBehaviour): Promise<void>;
  /** Ends all access tokens at once, as a revocation would; with `true` refresh tokens too. */
  revokeTokens(all?: boolean): void;
  /** One request without the network in between. */
  answer(incoming: Incoming): Promise<Outgoing>;
  /** The product learns of one more detection. */
  detect(detection: SimulatedDetection): void;
  /** All delta tokens so far are no longer taken. */
  expireDeltas(): void;
  /** The product's own incidents, live. */
  incidents: ReadonlyMap<string, SimulatedIncident>;
  /** It opens one, or adds detections to the one that it has. */
  openIncident(uuid: string, detectionUuids: readonly string[]): void;
  /** Resolves when nothing is under way; what waits for an offline computer does not count. */
  idle(): Promise<void>;
}

interface Told {
  detections: ReturnType<typeof createDetections>;
  incidents: ReturnType<typeof createIncidents>;
}

function createHandlers(world: World, options: EndpointsOptions, told: Told): Handlers {
  const delays = { startMilliseconds: 300, runMilliseconds: 300, reactionMilliseconds: 300, ...options.delays };
  const { equalTasks = "same", offlineRuns = "queued", blockReaction = "blocked" } = options;
  const runs = createRuns(world, { delays, offlineRuns });
  const tasks = createTasks(world, runs, equalTasks);
  const executables = createExecutables(world, { ...delays, blockReaction });
  const devices = createDevices(world);
  const { detections, incidents } = told;
  const quarantine = createQuarantine(world);
  return {
    "task-create": (_id, _query, body) => tasks.create(body),
    "task-list": (_id, query) => tasks.list(query),
    "task-get": (id) => tasks.get(id),
    "task-delete": (id) => tasks.remove(id),
    "task-runs": (id, query) => runs.list(id, query),
    "executable-list": (_id, query) => executables.list(query),
    "executable-get": (id) => executables.get(id),
    "executable-block": (id) => executables.block(id),
    "executable-unblock": (id) => executables.unblock(id),
    "device-list": (_id, query) => devices.list(query),
    "device-get": (id) => devices.get(id),
    "device-batch-get": (_id, query) => devices.batchGet(query),
    "device-move": (id, _query, body) => devices.move(id, body),
    "group-list": (_id, query) => devices.groups(query),
    "group-devices": (id, query) => devices.groupDevices(id, query),
    "quarantine-list": (_id, query) => quarantine.list(query),
    "detection-list": (_id, query) => detections.list(query),
    "detection-get": (id) => detections.get(id),
    "detection-get-v2": (id) => detections.getV2(id),
    "detection-batch-get": (_id, _query, body) => detections.batchGet(body),
    "detection-delta-v1": (_id, query) => detections.delta(query, "v1"),
    "detection-delta-v2": (_id, query) => detections.delta(query, "v2"),
    "incident-list": (_id, query) => incidents.list(query),
    "incident-get": (id) => incidents.get(id),
    "incident-close": (id, _query, body) => incidents.close(id, body),
    "incident-reopen": (id, _query, body) => incidents.reopen(id, body),
    "comment-list": (id) => incidents.comments(id),
    "comment-create": (id, _query, body) => incidents.comment(id, body),
  };
}

export function createEndpoints(options: EndpointsOptions): Endpoints {
  const { now, sleep, random, credentials, rateLimit = true } = options;
  const world = createWorld(options.computers, options.groups, { now, sleep, random });
  const told = { detections: createDetections(world, options.detections ?? []), incidents: createIncidents(world) };
  const service = createService(world, createHandlers(world, options, told), { credentials, rateLimit });
  let listeningOn = 0;

  const answer = async (incoming: Incoming): Promise<Outgoing> => {
    const { pathname } = new URL(incoming.url, "http://localhost");
    const played = control(world, incoming.method, pathname, incoming.body);
    if (played) return played;
    const outgoing = await service.handle(incoming);
    options.onExchange?.(exchangeOf(incoming, outgoing));
    return outgoing;
  };
  const http = createHttp(answer, world.uuid);

  function computer(idOrName: string): Computer {
    const found = [...world.computers.values()].find(({ id, name }) => id === idOrName || name === idOrName);
    if (!found) throw new Error(`there is no computer ${idOrName}`);
    return found;
  }

  async function listen(port = 0) {
    listeningOn = await http.listen(port);
    return { baseUrl: `http://127.0.0.1:${listeningOn}` };
  }

  async function tellApi(behaviour: ApiBehaviour): Promise<void> {
    if (behaviour.kind === "refused") return http.close();
    if (behaviour.kind !== "normal") return service.faults.add(behaviour);
    service.faults.clear();
    if (listeningOn !== 0) await http.listen(listeningOn);
  }

  return {
    listen,
    close: http.close,
    computers: world.computers,
    computer,
    journal: world.journal,
    requests: service.requests,
    tell: (idOrName, behaviour) => world.tell(computer(idOrName), behaviour),
    tellApi,
    revokeTokens: service.revokeTokens,
    answer,
    detect: told.detections.add,
    expireDeltas: told.detections.expireDeltas,
    incidents: told.incidents.all,
    openIncident: told.incidents.open,
    idle: world.idle,
  };
}
