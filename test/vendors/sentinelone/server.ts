// A SentinelOne console on loopback, from its documented facts: API 2.1, `ApiToken`, lists under `data` with a cursor, actions by
// `filter` (without ids it is everything), and `affected` as the only word of what an action did.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedAgent {
  id: string;
  computerName: string;
  networkStatus: "connected" | "disconnecting" | "disconnected" | "connecting";
  groupName: string;
  isDecommissioned?: boolean;
  tags?: { sentinelone: { key: string; value: string }[] };
}

export interface ServedReport {
  action: string;
  status: string;
  lastUpdate: string;
}

export interface ServedThreat {
  id: string;
  createdAt: string;
  threatInfo: Record<string, unknown> & { threatId: string; sha1: string | null; sha256: string | null };
  agentRealtimeInfo: Record<string, unknown> & { agentId: string };
  mitigationStatus: ServedReport[];
}

export interface ConsoleServer {
  baseUrl: string;
  agents: ServedAgent[];
  threats: ServedThreat[];
  /** What physically changed, in order: `kill <threat>`, `quarantine <threat>`, `disconnect <agent>`, `connect <agent>`. */
  journal: string[];
  /** Every POST, as it came. */
  posts: { path: string; body: unknown }[];
  /** Counts all as affected, and does nothing. */
  lie: boolean;
  /** Affects nothing, and says so. */
  idle: boolean;
  /** Answers lists of threats without regard to what was asked for. */
  deaf: boolean;
  /** What the reports of a mitigation say. */
  status: string;
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
};

const wants = (list: string | null, value: unknown): boolean => list === null || list.split(",").includes(`${value}`);

export async function openConsole(
  apiToken: string,
  given: { agents: ServedAgent[]; threats: ServedThreat[] },
): Promise<ConsoleServer> {
  const own = { ...structuredClone(given), journal: [] as string[], posts: [] as ConsoleServer["posts"] };
  const state = { ...own, lie: false, idle: false, deaf: false, status: "success" };
  let reports = 0;
  const note = (line: string) => void (state.journal.includes(line) || state.journal.push(line));

  /** The agents reach their wish between two questions. */
  function settle(): void {
    for (const agent of state.agents) {
      if (agent.networkStatus === "disconnecting") agent.networkStatus = "disconnected";
      if (agent.networkStatus === "connecting") agent.networkStatus = "connected";
    }
  }

  function mitigate(action: string, threat: ServedThreat): void {
    reports += 1;
    const lastUpdate = new Date(Date.UTC(2026, 0, 5) + reports).toISOString();
    threat.mitigationStatus = threat.mitigationStatus.filter((report) => report.action !== action);
    threat.mitigationStatus.push({ action, status: state.status, lastUpdate });
    if (state.status === "success") note(`${action} ${threat.id}`);
  }

  function move(action: string, agent: ServedAgent): void {
    const isDisconnect = action === "disconnect";
    if (agent.networkStatus === (isDisconnect ? "disconnected" : "connected")) return;
    agent.networkStatus = isDisconnect ? "disconnecting" : "connecting";
    state.journal.push(`${action} ${agent.id}`);
  }

  function act(path: string, ids: string[] | undefined): number | undefined {
    const [, what, action = ""] = /^\/web\/api\/v2\.1\/(threats\/mitigate|agents\/actions)\/([\w-]+)$/.exec(path) ?? [];
    const known = what === "threats/mitigate" ? ["kill", "quarantine"] : ["disconnect", "connect"];
    if (what === undefined || !known.includes(action)) return undefined;
    const isMeant = ({ id }: { id: string }) => ids === undefined || ids.includes(id);
    const threats = what === "threats/mitigate" ? state.threats.filter(isMeant) : [];
    const agents = what === "agents/actions" ? state.agents.filter(isMeant) : [];
    if (state.idle) return 0;
    if (!state.lie) {
      for (const threat of threats) mitigate(action, threat);
      for (const agent of agents) move(action, agent);
    }
    return threats.length + agents.length;
  }

  function list(path: string, query: URLSearchParams): unknown {
    const from = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 10);
    const threats = state.threats.filter(
      ({ id, threatInfo, agentRealtimeInfo }) =>
        state.deaf ||
        (wants(query.get("ids"), id) &&
          wants(query.get("agentIds"), agentRealtimeInfo.agentId) &&
          wants(query.get("contentHashes"), threatInfo.sha1)),
    );
    const agents = state.agents.filter(({ id }) => wants(query.get("ids"), id));
    const all = path.endsWith("/threats") ? threats : agents;
    const nextCursor = from + limit < all.length ? `${from + limit}` : null;
    const answer = {
      data: structuredClone(all.slice(from, from + limit)),
      pagination: { totalItems: all.length, nextCursor },
    };
    if (path.endsWith("/agents")) settle();
    return answer;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const text = await bodyOf(request);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const refuse = (status: number, title: string) => answer(status, { errors: [{ code: status * 10_000, title }] });
    if (request.headers.authorization !== `ApiToken ${apiToken}`) return void refuse(401, "Authentication Failed");
    if (request.method === "GET" && /^\/web\/api\/v2\.1\/(threats|agents)$/.test(url.pathname))
      return void answer(200, list(url.pathname, url.searchParams));
    if (request.method !== "POST") return void refuse(404, "Not Found");
    const body = JSON.parse(text) as { filter?: { ids?: string[] } };
    state.posts.push({ path: url.pathname, body });
    const affected = act(url.pathname, body.filter?.ids);
    return void (affected === undefined ? refuse(404, "Not Found") : answer(200, { data: { affected } }));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
