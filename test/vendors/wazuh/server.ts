// A Wazuh manager on loopback, from its documented facts: a JWT by basic authentication, answers of 200 whose `error` tells, active
// responses that run on ALL agents where agents_list is missing or empty, and FIM as the only thing that can be read back.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedAgent {
  id: string;
  group: string[];
  active: boolean;
  isolated: boolean;
}

interface Order {
  kind: string;
  receipt: string;
  process?: { pid: number };
  executable?: { path: string };
}

export interface ManagerServer {
  baseUrl: string;
  agents: ServedAgent[];
  /** What physically changed, in order: `isolate 001`, `kill 001 4312`, `remove 001 C:\…`. */
  journal: string[];
  /** Every order that reached an agent, with the script's name. */
  orders: { agentId: string; command: string; order: Order }[];
  /** Queries of PUT /active-response, as they came. */
  asked: string[];
  /** Entries of FIM by agent, as `{file, sha256}`. */
  fim: Map<string, { file: string; sha256: string }[]>;
  /** The manager says "sent", and no agent has the script. */
  scriptless: boolean;
  /** The script runs and cannot do it. */
  failing: boolean;
  logins(): number;
  /** As a change of roles does. */
  revoke(): void;
  close(): Promise<void>;
}

export const receiptsFolder = "C:\\Program Files (x86)\\ossec-agent\\hikeshi";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
};

export async function openManager(
  { username, password }: { username: string; password: string },
  agents: ServedAgent[],
): Promise<ManagerServer> {
  const lists = { journal: [] as string[], orders: [] as ManagerServer["orders"], asked: [] as string[] };
  const fim: ManagerServer["fim"] = new Map();
  const state = { agents: structuredClone(agents), ...lists, fim, scriptless: false, failing: false };
  let token = "";
  let logins = 0;

  /** The customer's script on the agent: does it once for a receipt's name, looks whether it is done, and writes the receipt. */
  function script(agent: ServedAgent, order: Order): void {
    const entries = fim.get(agent.id) ?? [];
    // Windows' FIM writes paths in lower case.
    const file = `${receiptsFolder}\\${order.receipt}`.toLowerCase();
    if (entries.some((entry) => entry.file === file)) return;
    const word = state.failing ? "failed" : "done";
    fim.set(agent.id, [...entries, { file, sha256: sha256(`${word} ${order.kind}`) }]);
    if (state.failing) return;
    const wish = order.kind === "isolate";
    if (order.kind === "isolate" || order.kind === "release") {
      if (agent.isolated === wish) return;
      agent.isolated = wish;
    }
    const object = order.process?.pid ?? order.executable?.path ?? "";
    const line = `${order.kind} ${agent.id} ${object}`.trim();
    if (!state.journal.includes(line) || order.kind === "isolate" || order.kind === "release") state.journal.push(line);
  }

  function run(query: URLSearchParams, body: { command: string; alert?: { data?: { hikeshi?: Order } } }): unknown {
    const list = query.get("agents_list") ?? "";
    const ids = list === "" || list === "all" ? state.agents.map(({ id }) => id) : list.split(",");
    const failed_items: unknown[] = [];
    const affected_items: string[] = [];
    for (const id of ids) {
      const agent = state.agents.find((one) => one.id === id);
      const code = agent === undefined ? 1701 : agent.id === "000" ? 1703 : agent.active ? 0 : 1707;
      if (agent === undefined || code !== 0) {
        failed_items.push({ error: { code, message: "it was not sent" }, id: [id] });
        continue;
      }
      affected_items.push(id);
      const order = body.alert?.data?.hikeshi;
      if (order === undefined) continue;
      state.orders.push({ agentId: id, command: body.command, order });
      if (!state.scriptless) script(agent, order);
    }
    const error = failed_items.length === 0 ? 0 : affected_items.length === 0 ? 1 : 2;
    const data = { affected_items, total_affected_items: affected_items.length, failed_items };
    return { data, message: "AR command was sent to all agents", error };
  }

  const items = (affected_items: unknown[]) => ({
    data: { affected_items, total_affected_items: affected_items.length, total_failed_items: 0, failed_items: [] },
    message: "it was returned",
    error: 0,
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const text = await bodyOf(request);
    const answer = (status: number, body: unknown) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const unauthorized = () => answer(401, { title: "Unauthorized", detail: "Invalid token" });
    if (request.method === "POST" && url.pathname === "/security/user/authenticate") {
      const given = Buffer.from(`${request.headers.authorization}`.replace(/^Basic /, ""), "base64").toString("utf8");
      if (given !== `${username}:${password}`) return unauthorized();
      logins += 1;
      token = `jwt-${logins}`;
      return answer(200, { data: { token }, error: 0 });
    }
    if (token === "" || request.headers.authorization !== `Bearer ${token}`) return unauthorized();
    const query = url.searchParams;
    if (request.method === "PUT" && url.pathname === "/active-response") {
      state.asked.push(url.search);
      return answer(200, run(query, JSON.parse(text)));
    }
    if (url.pathname === "/agents")
      return answer(
        200,
        items(state.agents.filter(({ id }) => (query.get("agents_list") ?? "").split(",").includes(id))),
      );
    const watched = /^\/syscheck\/(\d+)$/.exec(url.pathname)?.[1];
    if (watched === undefined) return answer(404, { title: "Not Found" });
    const search = (query.get("search") ?? "").toLowerCase();
    return answer(200, items((fim.get(watched) ?? []).filter(({ file }) => file.includes(search))));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logins: () => logins,
    revoke: () => {
      token = "";
    },
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
