// The house as a newcomer starts it: `npm start` in a child process, on a free port and in a folder of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMailer } from "../../local/mailer.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Of one wait: machines are slow, and several houses run at a time. */
export const PATIENCE_MILLISECONDS = 90_000;

const folders: string[] = [];
const groups = new Set<ChildProcess>();

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hikeshi-e2e-"));
  folders.push(folder);
  return join(folder, "data");
}

/** For `afterAll`: ends what still runs and removes the folders. */
export async function cleanUp(): Promise<void> {
  for (const child of groups) await end(child, "SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** All processes of the group, as a terminal does: npm, its shell, the launcher and the house. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || !groups.has(child)) return;
  const closed = once(child, "close");
  process.kill(-child.pid, signal);
  await closed;
}

function launch(command: string, args: string[], environment: Record<string, string> = {}) {
  const { FORCE_COLOR: _f, NO_COLOR: _n, CI: _c, ...own } = process.env;
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...own, LC_ALL: "C.UTF-8", ...environment },
  });
  groups.add(child);
  const said = { code: null, stdout: "", stderr: "" } as Ended;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  child.on("close", (code) => {
    said.code = code;
    groups.delete(child);
  });
  return { child, said };
}

/** Runs `npm …` or another command to its end. */
export async function run(command: string, args: string[], environment?: Record<string, string>): Promise<Ended> {
  const { child, said } = launch(command, args, environment);
  await once(child, "close");
  return said;
}

export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MILLISECONDS; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Waited in vain for ${what}.`);
}

export type RunningHouse = Awaited<ReturnType<typeof start>>;

/**
 * How it is started: as the newcomer does; by our launcher alone (a shell that npm stands on dies of Ctrl-C itself, so
 * npm never tells the house's exit code); or on a terminal.
 */
export type Starter = "npm" | "launcher" | "terminal";

const LAUNCHER = [join(ROOT, "operate/node24.mjs"), join(ROOT, "local/main.ts")];

function commandOf(starter: Starter, words: string[]): [string, string[]] {
  if (starter === "npm") return ["npm", ["start", "-s", "--", ...words]];
  if (starter === "launcher") return [process.execPath, [...LAUNCHER, ...words]];
  return ["script", ["-qec", [process.execPath, ...LAUNCHER, ...words].join(" "), "/dev/null"]];
}

/** Resolves once it listens. */
export async function start(
  data: string,
  options: string[] = [],
  starter: Starter = "npm",
  environment?: Record<string, string>,
) {
  const { child, said } = launch(...commandOf(starter, ["--port", "0", "--data", data, ...options]), environment);
  const line = (pattern: RegExp) =>
    until(`${pattern} in\n${said.stdout}\n${said.stderr}`, () => {
      if (!groups.has(child) && !pattern.test(said.stdout)) throw new Error(`It ended: ${said.stderr}`);
      return pattern.exec(said.stdout) ?? undefined;
    });
  const url = (await line(/listens on (http:\S+)/))[1] ?? "";
  const endpointsUrl = (await line(/simulator (http:\S+)/))[1] ?? "";
  // The last token is the last line of the greeting.
  await line(/customer +ey\S+\s/);
  const access = () => JSON.parse(readFileSync(join(data, "access.json"), "utf8"));
  let calls = 0;
  const api = async (role: string, method: string, path: string, body?: unknown) => {
    calls += 1;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${access().tokens[role]}`,
        "content-type": "application/json",
        ...(method === "POST" ? { "idempotency-key": `e2e ${calls}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const base = "/v1/customers/demo";
  const incident = async (incidentId: string) => (await api("customer", "GET", `${base}/incidents/${incidentId}`)).body;
  return {
    url,
    endpointsUrl,
    data,
    said,
    line,
    access,
    api,
    incident,
    page: async (path: string) => {
      const response = await fetch(`${url}${path}`);
      return { status: response.status, text: await response.text() };
    },
    /** Newest first. */
    incidents: async () => ((await api("analyst", "GET", `${base}/incidents`)).body.incidents ?? []) as any[],
    untilStatus: (incidentId: string, status: string) =>
      until(`${incidentId} ${status}`, async () => {
        const found = await incident(incidentId);
        return found.status === status ? found : undefined;
      }),
    /** Oldest first, as the API tells it: by when things happened. */
    timeline: async (incidentId: string) =>
      (await api("customer", "GET", `${base}/incidents/${incidentId}/timeline?order=oldest&limit=200`)).body
        .entries as any[],
    /** Oldest first. */
    mails: async () => (await createMailer(join(data, "mailbox"), Date.now).list()).reverse(),
    /** The simulated computers as they physically are, and what happened to them. */
    endpoints: async () => (await fetch(endpointsUrl)).json() as Promise<any>,
    /** A signal to all of its processes; resolves to how it ended. */
    end: async (signal: NodeJS.Signals) => {
      await end(child, signal);
      return said;
    },
  };
}

const SAMPLES = join(ROOT, "../shared/samples/eset");
export const hasSamples = existsSync(SAMPLES);
export const sample = (path: string): string => join(SAMPLES, path);
