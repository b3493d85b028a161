// The real house as a process of its own, for what only a process shows: load, memory, and `kill -9`.
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Access, readAccess } from "../local/access.ts";

const MAIN = new URL("../local/main.ts", import.meta.url).pathname;
/** What `npm start` gives to Node. */
const NPM_START = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=32", "--min-semi-space-size=16"];
const START_MILLISECONDS = 20_000;

export interface RunningHouse {
  url: string;
  port: number;
  pid: number;
  child: ChildProcess;
  access: Access;
  /** From the start of the process until it listened. */
  startMilliseconds: number;
  call(role: string, method: string, path: string, body?: unknown): Promise<any>;
  /** Resolves when the process has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface StartOptions {
  data: string;
  /** The script that is started, with `--data`; `local/main.ts` unless told. */
  main?: string;
  nodeOptions?: readonly string[];
}

/** Starts it, empty and quiet, on a free port. Throws with what it printed where it does not come up. */
export async function startHouse({ data, main = MAIN, nodeOptions = [] }: StartOptions): Promise<RunningHouse> {
  const begun = performance.now();
  const args = [...nodeOptions, ...NPM_START, main];
  const options = ["--port", "0", "--data", data, "--empty", "--quiet", "--language", "en"];
  const child = spawn(process.execPath, [...args, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const port = await listening(child);
  const startMilliseconds = performance.now() - begun;
  const url = `http://127.0.0.1:${port}`;
  const access = await accessOf(join(data, "access.json"), url);
  const call: RunningHouse["call"] = async (role, method, path, body) => {
    const headers = {
      authorization: `Bearer ${access.tokens[role]}`,
      "content-type": "application/json",
      ...(method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {}),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const end: RunningHouse["end"] = async (signal = "SIGTERM") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(late);
  };
  return { url, port, pid: child.pid ?? 0, child, access, startMilliseconds, call, end };
}

/** Its port, once it says so. What it prints later is read and dropped, or the pipe would fill. */
function listening(child: ChildProcess): Promise<number> {
  let printed = "";
  return new Promise((resolve, reject) => {
    const failed = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`The house did not start (${why}): ${printed.slice(-2000)}`));
    };
    const late = setTimeout(() => failed("no answer in time"), START_MILLISECONDS);
    const onExit = (code: number | null) => failed(`ended with ${code}`);
    child.once("exit", onExit);
    child.stdout?.on("data", (chunk) => {
      if (printed.length < 10_000) printed += String(chunk);
      const [, port] = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(printed) ?? [];
      if (port === undefined) return;
      clearTimeout(late);
      child.off("exit", onExit);
      resolve(Number(port));
    });
    child.stderr?.on("data", (chunk) => {
      if (printed.length < 10_000) printed += String(chunk);
    });
  });
}

/** The file of an earlier run on the same data names another address until this one has written its own. */
async function accessOf(path: string, url: string): Promise<Access> {
  for (let look = 0; look < 200; look += 1) {
    const access = existsSync(path) ? readAccess(path) : undefined;
    if (access?.url === url) return access;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error("The house wrote no access file.");
}

export interface NewCustomer {
  customerId: string;
  settings?: Record<string, unknown>;
  connector?: unknown;
}

/** A customer with one generic source of signed deliveries. Resolves to the source's secret. */
export async function addCustomer(house: RunningHouse, { customerId, settings, connector }: NewCustomer) {
  const recipients = [{ address: `it@${customerId}.example`, language: "en" }];
  const all = { name: customerId, language: "en", recipients, ...settings };
  await house.call("admin", "POST", "/v1/customers", { customerId, settings: all });
  const source = `/v1/customers/${customerId}/sources/generic`;
  const acts = connector === undefined ? {} : { connector };
  await house.call("admin", "PUT", source, { vendor: "generic", credential: "signature", ...acts });
  const { secret } = await house.call("admin", "POST", `${source}/secrets`, {});
  return String(secret);
}

/** Standard Webhooks headers for one delivery. */
export function signed(secret: string, id: string, body: string, now = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

/** Resident memory in MiB and CPU time in milliseconds of a process, as Linux tells; undefined elsewhere. */
export function usageOf(pid: number): { residentMiB: number; cpuMilliseconds: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // utime and stime are fields 14 and 15 of proc(5), in ticks of 10 ms.
    return { residentMiB: resident, cpuMilliseconds: 10 * (Number(fields[11]) + Number(fields[12])) };
  } catch {
    return undefined;
  }
}
