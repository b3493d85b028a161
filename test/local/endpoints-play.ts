// For the simulator's own tests: a clock that moves only when told, and a plain HTTP client.
import { onTestFinished } from "vitest";
import { demoComputers, demoGroups } from "../../local/endpoints/demo.ts";
import { createEndpoints, type EndpointsOptions, type Exchange } from "../../local/endpoints/index.ts";

export const start = Date.parse("2026-04-26T03:00:00Z");
export const credentials = { username: "mdr@example.org", password: "p+&% 火消し" };

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: any;
}

/** Small and seeded: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function createClock() {
  let at = start;
  let timers: { due: number; wake: () => void }[] = [];
  // Every turn lets promises and sockets go on before the next timer.
  const settle = async () => {
    for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => at,
    sleep: (milliseconds: number) =>
      new Promise<void>((wake) => {
        timers.push({ due: at + milliseconds, wake });
      }),
    sleeping: () => timers.length,
    async advance(milliseconds: number) {
      const end = at + milliseconds;
      for (;;) {
        await settle();
        const next = timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        at = Math.max(at, next.due);
        next.wake();
      }
      at = end;
    },
  };
}

export async function play(options: Partial<EndpointsOptions> = {}) {
  const clock = createClock();
  const exchanges: Exchange[] = [];
  const endpoints = createEndpoints({
    computers: demoComputers,
    groups: demoGroups,
    credentials,
    rateLimit: false,
    now: clock.now,
    sleep: clock.sleep,
    random: seeded(1),
    onExchange: (exchange) => exchanges.push(exchange),
    ...options,
  });
  const { baseUrl } = await endpoints.listen();
  onTestFinished(() => endpoints.close());

  async function send(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
    const response = await fetch(baseUrl + path, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
    const reply: Reply = { status: response.status, headers: response.headers, text, json: isJson && JSON.parse(text) };
    return reply;
  }

  const grant = (fields: Record<string, string>) =>
    send("POST", "/business-account.iam/oauth/token", new URLSearchParams(fields).toString(), {
      "content-type": "application/x-www-form-urlencoded",
    });

  let token = (await grant({ grant_type: "password", ...credentials })).json.access_token as string;

  function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const type = json === undefined ? {} : { "content-type": "application/json" };
    return send(method, path, json, { authorization: `Bearer ${token}`, ...type, ...headers });
  }

  async function run(taskUuid: string, query = "") {
    const reply = await call("GET", `/automation/v1/device_tasks/${taskUuid}/runs${query}`);
    return reply.json.taskRuns as { uuid: string; status: string; startTime?: string; endTime?: string }[];
  }

  const events = (computerId?: string) =>
    endpoints.journal
      .filter((one) => computerId === undefined || one.computerId === computerId)
      .map((one) => one.event);

  const use = (other: string) => {
    token = other;
  };
  return { endpoints, baseUrl, clock, exchanges, send, grant, call, run, events, use };
}

/** A task's request. `expireTime` is 15 minutes after the start unless told; `undefined` sets none. */
export function task(
  computerId: string,
  action: Record<string, unknown> = { name: "StartNetworkIsolation" },
  more: { displayName?: string; expireTime?: string | undefined } = {},
) {
  const { displayName = "isolate action-1", expireTime = "2026-04-26T03:15:00Z" } = more;
  const manual = "expireTime" in more && more.expireTime === undefined ? {} : { expireTime };
  const targets = { devicesUuids: [computerId], deviceGroupsUuids: [] };
  return { task: { displayName, description: "incident 1", action, targets, triggers: [{ manual }] } };
}

export const killAction = (pid: number, executableHashSha1?: string) => ({
  name: "KillProcessByPid",
  params: {
    "@type": "type.googleapis.com/eset.dotnod.os_integration.v1.KillProcessByPidRequest",
    pid,
    ...(executableHashSha1 !== undefined && { executableHashSha1 }),
  },
});
