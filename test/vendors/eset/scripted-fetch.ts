// A fetch that answers from a script, with a clock that only its own sleep moves. Knows nothing of ESET but the token call.

import { onTestFinished } from "vitest";
import { findRoute } from "../../../local/endpoints/routes.ts";
import { createConnector } from "../../../vendors/eset/response.ts";
import type { ActionRequest, Connector, ConnectorDeps } from "../../../vendors/vendor.ts";
import {
  type Document,
  exchangeProblems,
  officialDocument,
  officialDocumentsPresent,
} from "../../local/openapi-check.ts";

export interface Seen {
  method: string;
  url: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: string;
  at: number;
}

export type Reply =
  | { status?: number; json?: unknown; text?: string; headers?: Record<string, string> }
  | Error
  | ((seen: Seen) => Reply | Promise<Reply>);

/** By `METHOD /service/path`; of a list the last reply stays. */
export type Script = Record<string, Reply | Reply[]>;

export const startAt = Date.parse("2026-03-01T00:00:00.000Z");
export const tokenCall = "POST /business-account.iam/oauth/token";
export const tokenReply: Reply = {
  json: { access_token: "access-1", refresh_token: "refresh-1", token_type: "Bearer", expires_in: 3600 },
};
export const password = "p&ss+w%rd 1";
export const secret = JSON.stringify({ username: "api@example.org", password });

export function refused(code: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code }) });
}

export interface World {
  connector: Connector;
  deps: ConnectorDeps;
  seen: Seen[];
  sleeps: number[];
  calls(key: string): Seen[];
  advance(milliseconds: number): void;
}

export function world(script: Script, settings: Record<string, unknown> = {}, readSecret = async () => secret): World {
  const queues = new Map<string, Reply[]>();
  for (const [key, reply] of Object.entries({ [tokenCall]: tokenReply, ...script })) {
    queues.set(key, Array.isArray(reply) ? [...reply] : [reply]);
  }
  const seen: Seen[] = [];
  if (officialDocumentsPresent) {
    onTestFinished(() => {
      const problems = seen.filter(({ url }) => url.startsWith(simulated)).flatMap(callProblems);
      if (problems.length > 0) throw new Error(problems.join("\n"));
    });
  }
  const sleeps: number[] = [];
  let clock = startAt;
  const scripted: typeof fetch = async (input, init) => {
    const url = new URL(`${input}`);
    const call: Seen = {
      method: init?.method ?? "GET",
      url: `${input}`,
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers(init?.headers),
      body: `${init?.body ?? ""}`,
      at: clock,
    };
    seen.push(call);
    if (init?.redirect !== "manual" || !(init.signal instanceof AbortSignal)) throw new Error("unguarded call");
    return respond(queues.get(`${call.method} ${url.pathname}`), call);
  };
  const deps: ConnectorDeps = {
    fetch: scripted,
    now: () => clock,
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      clock += milliseconds;
    },
    random: () => 0.5,
  };
  const connector = createConnector({ region: "eu", baseUrl: "http://127.0.0.1:8089", ...settings }, readSecret, deps);
  return {
    connector,
    deps,
    seen,
    sleeps,
    calls: (key) => seen.filter((call) => `${call.method} ${call.path}` === key),
    advance: (milliseconds) => {
      clock += milliseconds;
    },
  };
}

/** Where the paths are those of the simulator. */
const simulated = "http://127.0.0.1:8089/";

const loaded = new Map<string, Document>();

/** Official documents are large, and every test asks for them. */
export function loadOnce(name: string): Document {
  const document = loaded.get(name) ?? officialDocument(name);
  loaded.set(name, document);
  return document;
}

/** What is wrong with a request by ESET's own OpenAPI documents. */
export function callProblems({ method, url, path, headers, body }: Seen): string[] {
  const route = findRoute(method, path)?.route;
  const type = headers.get("content-type") ?? "";
  const parse = (text: string): unknown =>
    type.includes("json") ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  const exchange = { method, url, contentType: type, request: body === "" ? undefined : parse(body) };
  const known = route === undefined ? {} : { document: route.document, template: route.template };
  // The scripts hand out ids of their own such as `task-1`: the connector only gives them back.
  return exchangeProblems({ ...exchange, ...known }, loadOnce).filter(
    (one) => !/ path \w+: not of format uuid$/.test(one),
  );
}

async function respond(queue: Reply[] | undefined, call: Seen): Promise<Response> {
  let reply = (queue !== undefined && queue.length > 1 ? queue.shift() : queue?.[0]) ?? { status: 404 };
  while (typeof reply === "function") reply = await reply(call);
  if (reply instanceof Error) throw reply;
  const { status = 200, json, text, headers } = reply;
  const body = text ?? (json === undefined ? "" : JSON.stringify(json));
  return new Response(body === "" ? null : body, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "request-id": "req-77", ...headers },
  });
}

export const computerId = "08764ed7-7480-482a-8eaa-da8e2084fe22";
export const sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
export const sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export function action(kind: ActionRequest["kind"], target: Partial<ActionRequest["target"]> = {}): ActionRequest {
  return {
    actionId: "act-01J9",
    incidentId: "inc-7",
    kind,
    target: {
      computerId,
      computerName: "wsu-1",
      process: { pid: 7488, name: "sqlservr.exe", sha1, sha256 },
      executable: { name: "dropper.exe", sha1 },
      ...target,
    },
  };
}

export const createTask = "POST /automation/v1/device_tasks";
export const listTasks = "GET /automation/v1/device_tasks";
export const listRuns = "GET /automation/v1/device_tasks/task-1/runs";
export const taskCreated: Reply = { json: { task: { uuid: "task-1", versionId: "800" } } };
