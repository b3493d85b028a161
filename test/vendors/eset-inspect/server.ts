// ESET Inspect on-prem on loopback, from its documented facts: each answer brings a new token and ends the one before, ids
// are UUIDs and hashes by `$idType`, `integrate` ends an isolation, and what was done is not shown by any call of its own. Beside
// it the REST API of ESET PROTECT On-Prem (protect.ts).
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerProtect, createProtectState, type ProtectState } from "./protect.ts";

export interface InspectServer {
  baseUrl: string;
  isolated: Set<string>;
  blocked: Set<string>;
  /** From now on it says yes to this word, and does nothing. */
  lie(word: string): void;
  /** What changed, in order, as `isolate <uuid>`. */
  journal: string[];
  protect: ProtectState;
  /** Of GET /detections, by growing id. */
  detections: Record<string, unknown>[];
  /** How often the password was asked for. */
  logins(): number;
  /** The last list's query. */
  asked: URLSearchParams[];
  close(): Promise<void>;
}

export interface InspectOptions {
  username: string;
  password: string;
  computers: readonly string[];
  modules: readonly string[];
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
};

export async function openInspect({ username, password, computers, modules }: InspectOptions): Promise<InspectServer> {
  const state = { isolated: new Set<string>(), blocked: new Set<string>(), journal: [] as string[] };
  const protect = createProtectState({ username, password, computers, isolated: state.isolated });
  const detections: Record<string, unknown>[] = [];
  const asked: URLSearchParams[] = [];
  const lies = new Set<string>();
  let token = "";
  let count = 0;
  let logins = 0;
  const renew = (response: ServerResponse) => {
    count += 1;
    token = `token-${count}`;
    response.setHeader("x-security-token", token);
  };
  const change = (set: Set<string>, id: string, isThere: boolean, word: string) => {
    if (set.has(id) === isThere) return;
    if (isThere) set.add(id);
    else set.delete(id);
    state.journal.push(`${word} ${id}`);
  };

  function act(path: string, query: URLSearchParams): number {
    const [, what, id = "", word = ""] = /^\/api\/v1\/(machines|executables)\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    const isMachine = what === "machines";
    if (what === undefined || query.get("$idType") !== (isMachine ? "uuid" : "sha1")) return 400;
    if (!(isMachine ? computers : modules).includes(id)) return 404;
    if (lies.has(word)) return 204;
    if (word === "isolate" || word === "integrate") change(state.isolated, id, word === "isolate", word);
    else if (word === "block") change(state.blocked, id, true, word);
    else return 400;
    return 204;
  }

  function list(query: URLSearchParams) {
    asked.push(query);
    const after = Number(/^id gt (\d+)$/.exec(query.get("$filter") ?? "")?.[1] ?? -1);
    const all = detections.filter(({ id }) => Number(id) > after);
    if (query.get("$orderBy") === "id desc") all.reverse();
    return { value: all.slice(0, Number(query.get("$top") ?? 100)) };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const text = await bodyOf(request);
    const answer = (status: number, body?: unknown) => {
      if (body === undefined) response.writeHead(status).end();
      else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const known = answerProtect(protect, { method: request.method ?? "", url, text, headers: request.headers });
    if (known !== undefined) return answer(known.status, known.body);
    if (url.pathname === "/api/v1/authenticate") {
      logins += 1;
      const given = JSON.parse(text);
      if (given.username !== username || given.password !== password) return answer(401);
      renew(response);
      return answer(200);
    }
    if (token === "" || request.headers.authorization !== `Bearer ${token}`) return answer(401);
    renew(response);
    if (request.method === "GET" && url.pathname === "/api/v1/detections") return answer(200, list(url.searchParams));
    return request.method === "POST" ? answer(act(url.pathname, url.searchParams)) : answer(404);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...state,
    protect,
    lie: (word) => void lies.add(word),
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    detections,
    asked,
    logins: () => logins,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
