// CrowdStrike Falcon on loopback, from its documented facts: containment is a state of the host, pending until the host has
// heard of it; what went wrong for one host stands below `errors` of an answer that is 202.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const CREDENTIAL = { clientId: "0123456789abcdef0123456789abcdef", clientSecret: "S3cr+&%=t" };

export interface FalconHost {
  device_id: string;
  hostname: string;
  status: "normal" | "containment_pending" | "contained" | "lift_containment_pending";
  tags: string[];
  groups: string[];
}

export interface FalconServer {
  baseUrl: string;
  hosts: Map<string, FalconHost>;
  groups: Map<string, string>;
  /** What changed, in order, as `contained <host>`. */
  journal: string[];
  seen: { path: string; body: string }[];
  tokens: number;
  /** Pid → hash of its file. */
  processes: Map<number, string>;
  /** The script runs, and prints something else. */
  mute: boolean;
  /** Hosts do not hear of anything: what is asked for stays pending. */
  offline: boolean;
  /** Says 202 and changes nothing. */
  lying: boolean;
  close(): Promise<void>;
}

const meta = { query_time: 0.01, powered_by: "device-api", trace_id: "5f3a" };
const done = (resources: unknown[], status = 200, errors: unknown[] = []) => ({
  status,
  json: { meta, resources, errors },
});
const wrong = (status: number, message: string) => ({ status, json: { meta, errors: [{ code: status, message }] } });

export async function openFalcon(): Promise<FalconServer> {
  function hear(host: FalconHost): void {
    if (self.offline) return;
    if (host.status === "containment_pending") host.status = "contained";
    else if (host.status === "lift_containment_pending") host.status = "normal";
    else return;
    self.journal.push(`${host.status} ${host.device_id}`);
  }

  function change(action: string | null, ids: string[]) {
    const [id = ""] = ids;
    const host = self.hosts.get(id);
    if (action !== "contain" && action !== "lift_containment") return wrong(400, "unknown action_name");
    if (host === undefined) return done([], 202, [{ code: 404, message: "no such device", id }]);
    if (self.lying) return done([{ id, path: "" }], 202);
    const isContain = action === "contain";
    if (host.status === (isContain ? "contained" : "normal")) return wrong(409, "it is so already");
    host.status = isContain ? "containment_pending" : "lift_containment_pending";
    setTimeout(() => hear(host), 2);
    return done([{ id, path: `/devices/entities/devices/v1?ids=${id}` }], 202);
  }

  const commands = new Map<string, { complete: boolean; stdout: string; stderr: string }>();

  /** As examples/kill does it. */
  function runScript(args: string): string {
    const [action = "", pid = "", hash = ""] = args.split(" ");
    if (self.mute) return "";
    const running = self.processes.get(Number(pid));
    if (running !== undefined && running !== hash) return `hikeshi failed kill ${action} another-program`;
    if (self.processes.delete(Number(pid))) self.journal.push(`kill ${pid}`);
    return `hikeshi done kill ${action}`;
  }

  function respond(path: string, method: string, query: URLSearchParams, body: string) {
    const given = body === "" ? {} : JSON.parse(body);
    if (path.endsWith("/sessions/v1")) {
      if (!self.hosts.has(given.device_id) || self.offline)
        return wrong(404, "40401: Could not establish sensor comms");
      return done([{ session_id: `session-${given.device_id}` }], 201);
    }
    if (method === "GET") {
      const status = commands.get(query.get("cloud_request_id") ?? "");
      return query.get("sequence_id") !== "0" || status === undefined ? wrong(404, "no such command") : done([status]);
    }
    const [, args] = /^runscript -CloudFile="hikeshi-kill" -CommandLine="([\w -]+)"$/.exec(given.command_string) ?? [];
    if (args === undefined || given.base_command !== "runscript" || !/^session-/.test(given.session_id))
      return wrong(400, "bad command");
    const id = `command-${commands.size}`;
    const status = { complete: false, stdout: "", stderr: "" };
    commands.set(id, status);
    setTimeout(() => Object.assign(status, { complete: true, stdout: runScript(args) }), 2);
    return done([{ session_id: given.session_id, cloud_request_id: id, queued_command_offline: false }], 201);
  }

  function answer(request: IncomingMessage, url: URL, body: string) {
    if (url.pathname === "/oauth2/token") {
      const form = new URLSearchParams(body);
      const isKnown =
        form.get("client_id") === CREDENTIAL.clientId && form.get("client_secret") === CREDENTIAL.clientSecret;
      if (!isKnown) return wrong(403, "access denied, invalid client");
      self.tokens += 1;
      return { status: 201, json: { access_token: `token-${self.tokens}`, expires_in: 1799, token_type: "bearer" } };
    }
    self.seen.push({ path: `${request.method} ${request.url}`, body });
    if (request.headers.authorization !== `Bearer token-${self.tokens}`) return wrong(401, "access denied");
    if (url.pathname.startsWith("/real-time-response/"))
      return respond(url.pathname, request.method ?? "", url.searchParams, body);
    const ids = url.searchParams.getAll("ids");
    if (url.pathname === "/devices/entities/devices-actions/v2" && request.method === "POST")
      return change(url.searchParams.get("action_name"), JSON.parse(body).ids);
    if (url.pathname === "/devices/entities/devices/v2")
      return done(ids.flatMap((id) => self.hosts.get(id) ?? []).map((host) => ({ ...host })));
    if (url.pathname === "/devices/entities/host-groups/v1")
      return done(ids.flatMap((id) => (self.groups.has(id) ? [{ id, name: self.groups.get(id) }] : [])));
    return wrong(404, "no such path");
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { status, json } = answer(request, new URL(request.url ?? "/", "http://falcon"), body);
      response
        .writeHead(status, { "content-type": "application/json", "x-cs-traceid": "5f3a" })
        .end(JSON.stringify(json));
    });
  });
  const self: FalconServer = {
    baseUrl: "",
    hosts: new Map(),
    groups: new Map(),
    journal: [],
    seen: [],
    tokens: 0,
    processes: new Map(),
    mute: false,
    offline: false,
    lying: false,
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
