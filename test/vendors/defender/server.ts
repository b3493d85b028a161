// Defender for Endpoint and Graph on loopback, from their documented facts: a token for each of the two, one machine action
// at a time of a kind, done when the computer checks in, and computers that are really isolated or not.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerGraph, createGraphState, type GraphState } from "./graph.ts";

export const TENANT = "6f1d2c3b-0a4e-4b5c-8d6e-7f8091a2b3c4";
export const CREDENTIAL = { clientId: "0c9b8a7d-app", clientSecret: "s~ecret+&%=" };

interface Machine {
  id: string;
  machineTags: string[];
  rbacGroupName?: string;
}
interface Action {
  id: string;
  type: string;
  machineId: string;
  status: string;
  requestorComment: string;
  creationDateTimeUtc: string;
  args?: string;
  relatedFileInfo: { fileIdentifier: string; fileIdentifierType: "Sha1" } | null;
}
interface Answer {
  status: number;
  json: unknown;
}

export interface DefenderServer {
  baseUrl: string;
  machines: Map<string, Machine>;
  actions: Action[];
  alerts: Map<string, unknown>;
  indicators: Record<string, unknown>[];
  /** Of Graph. */
  graph: GraphState;
  /** What changed, in order, as `isolate <machine>`. */
  journal: string[];
  /** Method and path of every call but those for tokens. */
  seen: { path: string; body: string }[];
  tokens: string[];
  /** The computer does not check in: actions stay pending. */
  offline: boolean;
  /** The script's own part: what runs on the computer, and what is printed. */
  processes: Map<number, string>;
  script(args: string): { exit_code: number; script_output: string };
  /** Actions on one page of a list. */
  pageSize: number;
  close(): Promise<void>;
}

const PATHS: Record<string, string> = {
  isolate: "Isolate",
  unisolate: "Unisolate",
  StopAndQuarantineFile: "StopAndQuarantineFile",
  runliveresponse: "LiveResponse",
};
/** Of the one script that is in the library. */
function argumentsOf(given: Record<string, any>): string | undefined {
  const [command] = Array.isArray(given.Commands) ? given.Commands : [];
  const params = Object.fromEntries((command?.params ?? []).map(({ key, value }: any) => [key, value]));
  return command?.type === "RunScript" && params.ScriptName === "hikeshi-kill.ps1" ? params.Args : undefined;
}
const ok = (json: unknown, status = 200): Answer => ({ status, json });
const wrong = (status: number, code: string): Answer => ({ status, json: { error: { code, message: code } } });
const active = ({ status }: Action) => status === "Pending" || status === "InProgress";
const isolation = (type: string) => type === "Isolate" || type === "Unisolate";

export async function openDefender(): Promise<DefenderServer> {
  const isolated = new Set<string>();
  const quarantined = new Set<string>();
  const transcripts = new Map<string, object>();
  const changed = (set: Set<string>, what: string, isThere: boolean, line: string) => {
    if (set.has(what) === isThere) return;
    if (isThere) set.add(what);
    else set.delete(what);
    self.journal.push(line);
  };

  function checkIn(action: Action): void {
    if (self.offline || !active(action)) return;
    const { type, machineId } = action;
    if (type === "LiveResponse") transcripts.set(action.id, self.script(action.args ?? ""));
    else if (isolation(type)) changed(isolated, machineId, type === "Isolate", `${type} ${machineId}`);
    else {
      const file = `${machineId} ${action.relatedFileInfo?.fileIdentifier}`;
      changed(quarantined, file, true, `${type} ${file}`);
    }
    action.status = "Succeeded";
  }

  /** As examples/kill does it. */
  function runScript(args: string): { exit_code: number; script_output: string } {
    const [action = "", pid = "", hash = ""] = args.split(" ");
    const running = self.processes.get(Number(pid));
    if (running !== undefined && running !== hash)
      return { exit_code: 1, script_output: `Transcript started\r\nhikeshi failed kill ${action} another-program\r\n` };
    if (self.processes.delete(Number(pid))) self.journal.push(`kill ${pid}`);
    return { exit_code: 0, script_output: `Transcript started\r\nhikeshi done kill ${action}\r\n` };
  }

  /** The link to what the script printed. */
  function result(action: Action): Answer {
    if (action.status !== "Succeeded" || action.type !== "LiveResponse") return wrong(404, "ResourceNotFound");
    return ok({ value: `${self.baseUrl}/blob/${action.id}` });
  }

  function act(machineId: string, path: string, given: Record<string, string>): Answer {
    const type = PATHS[path];
    if (type === undefined || typeof given.Comment !== "string") return wrong(400, "InvalidRequestBody");
    if (!self.machines.has(machineId)) return wrong(404, "ResourceNotFound");
    if (type === "Isolate" && !/^(Full|Selective)$/.test(given.IsolationType ?? ""))
      return wrong(400, "InvalidRequestBody");
    const args = argumentsOf(given);
    if (type === "LiveResponse" && args === undefined) return wrong(400, "InvalidRequestBody");
    const file = type === "StopAndQuarantineFile" ? given.Sha1 : undefined;
    if (type === "StopAndQuarantineFile" && !/^[0-9a-f]{40}$/.test(file ?? "")) return wrong(400, "InvalidRequestBody");
    const inTheWay = self.actions.some(
      (one) =>
        active(one) &&
        one.machineId === machineId &&
        (isolation(type) ? isolation(one.type) : one.type === type && one.relatedFileInfo?.fileIdentifier === file),
    );
    if (inTheWay) return wrong(400, "ActiveRequestAlreadyExists");
    const action: Action = {
      id: `00000000-0000-4000-8000-${String(self.actions.length).padStart(12, "0")}`,
      type,
      machineId,
      status: "Pending",
      requestorComment: given.Comment,
      creationDateTimeUtc: new Date(Date.UTC(2026, 0, 5, 0, 0, self.actions.length)).toISOString(),
      ...(args === undefined ? {} : { args }),
      relatedFileInfo: file === undefined ? null : { fileIdentifier: file, fileIdentifierType: "Sha1" },
    };
    self.actions.push(action);
    setTimeout(() => checkIn(action), 2);
    return ok(structuredClone(action), 201);
  }

  function list(url: URL): Answer {
    const filter = url.searchParams.get("$filter") ?? "";
    const [, machineId, type] = /^machineId eq '([^']+)' and type eq '(\w+)'$/.exec(filter) ?? [];
    if (machineId === undefined) return wrong(400, "InvalidFilter");
    const skip = Number(url.searchParams.get("$skip") ?? 0);
    const all = self.actions.filter((one) => one.machineId === machineId && one.type === type);
    const next = new URL(url);
    next.searchParams.set("$skip", String(skip + self.pageSize));
    return ok({
      value: all.slice(skip, skip + self.pageSize),
      ...(skip + self.pageSize < all.length ? { "@odata.nextLink": next.href } : {}),
    });
  }

  function indicators(method: string, url: URL, given: Record<string, unknown>): Answer {
    if (method === "GET") {
      const [, value] = /^indicatorValue eq '([^']+)'$/.exec(url.searchParams.get("$filter") ?? "") ?? [];
      return ok({ value: self.indicators.filter(({ indicatorValue }) => indicatorValue === value) });
    }
    for (const field of ["indicatorValue", "indicatorType", "action", "title", "description"])
      if (typeof given[field] !== "string") return wrong(400, "InvalidRequestBody");
    const known = self.indicators.findIndex(({ indicatorValue }) => indicatorValue === given.indicatorValue);
    if (known >= 0) self.indicators[known] = given;
    else self.indicators.push(given);
    self.journal.push(`${given.action} ${given.indicatorValue}`);
    return ok(given);
  }

  function endpoint(method: string, url: URL, given: Record<string, string>): Answer {
    const [, , , what = "", id = "", word = ""] = url.pathname.split("/");
    if (what === "indicators") return indicators(method, url, given);
    if (what === "machines" && method === "POST") return act(id, word, given);
    if (what === "machines") {
      const machine = self.machines.get(id);
      return machine === undefined ? wrong(404, "ResourceNotFound") : ok(machine);
    }
    if (what === "machineactions" && id === "") return list(url);
    const action = self.actions.find((one) => one.id === id);
    if (what !== "machineactions" || action === undefined) return wrong(404, "ResourceNotFound");
    if (word === "GetLiveResponseResultDownloadLink(index=0)") return result(action);
    if (word === "cancel" && active(action)) action.status = "Cancelled";
    return ok(structuredClone(action));
  }

  function tokenFor(url: URL, body: string): Answer {
    const form = new URLSearchParams(body);
    const { clientId, clientSecret } = CREDENTIAL;
    if (!url.pathname.startsWith(`/login/${TENANT}/oauth2/v2.0/token`)) return wrong(404, "NotFound");
    if (form.get("client_id") !== clientId || form.get("client_secret") !== clientSecret)
      return { status: 401, json: { error: "invalid_client" } };
    const kind = form.get("scope")?.includes("graph.microsoft.com") ? "graph" : "endpoint";
    const token = `${kind}-${self.tokens.length}`;
    self.tokens.push(token);
    return ok({ token_type: "Bearer", access_token: token, expires_in: 3599 });
  }

  async function answer(request: IncomingMessage, url: URL, body: string): Promise<Answer> {
    const [, service = ""] = url.pathname.split("/");
    if (service === "login") return tokenFor(url, body);
    if (service === "blob") {
      const transcript = transcripts.get(url.pathname.split("/").at(-1) ?? "");
      // A token of ours must not come here.
      const isPlain = request.headers.authorization === undefined;
      return transcript === undefined || !isPlain ? wrong(403, "AuthenticationFailed") : ok(transcript);
    }
    self.seen.push({ path: `${request.method} ${url.pathname}`, body });
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    if (!token.startsWith(`${service}-`) || !self.tokens.includes(token)) return wrong(401, "Unauthorized");
    if (service === "endpoint") return endpoint(request.method ?? "", url, body === "" ? {} : JSON.parse(body));
    const graph = await answerGraph(self.graph, self.alerts, request.method ?? "", url, body);
    if (graph !== undefined) return graph;
    const alert = self.alerts.get(decodeURIComponent(url.pathname.split("/").at(-1) ?? ""));
    return alert === undefined ? wrong(404, "NotFound") : ok(alert);
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", async () => {
      const { status, json } = await answer(request, new URL(request.url ?? "/", self.baseUrl), body);
      response
        .writeHead(status, { "content-type": "application/json; odata.metadata=minimal" })
        .end(JSON.stringify(json));
    });
  });
  const self: DefenderServer = {
    baseUrl: "",
    machines: new Map(),
    actions: [],
    alerts: new Map(),
    indicators: [],
    graph: createGraphState(),
    journal: [],
    seen: [],
    tokens: [],
    offline: false,
    processes: new Map(),
    script: runScript,
    pageSize: 100,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  self.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return self;
}
