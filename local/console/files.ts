// The console's files, as a content delivery network serves them; builds them in a child process when they are asked for
// and are missing or older than their sources. Nothing else waits for that.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { html } from "../../core/html.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DIST = join(ROOT, "console/dist");
const BUILD = join(ROOT, "operate/build-console.ts");

export type ConsoleFiles = (incoming: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The same that a deployment sends: they stand beside the console. */
const HEADERS = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(join(ROOT, "console/headers.json"), "utf8")));

export function createFiles(given: string | undefined): ConsoleFiles {
  const folder = given === undefined ? DIST : resolve(given);
  const builder = given === undefined ? createBuilder() : undefined;
  return async (incoming, response, path) => {
    const isFile = extname(path) !== "";
    const state = isFile ? "ready" : (builder?.() ?? "ready");
    if (state !== "ready") return wait(response, state);
    const file = resolve(folder, isFile ? `.${path}` : "index.html");
    if (!file.startsWith(folder + sep) || TYPES[extname(file)] === undefined || !existsSync(file)) return false;
    await send(incoming, response, file);
    return true;
  };
}

const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

async function send(incoming: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const accepted = String(incoming.headers["accept-encoding"] ?? "");
  const [encoding, ending] =
    ENCODINGS.find(([name, end]) => new RegExp(`\\b${name}\\b`).test(accepted) && existsSync(file + end)) ?? [];
  // The names of assets hold their hash.
  const isAsset = file.includes(`${sep}assets${sep}`);
  const body = await readFile(file + (ending ?? ""));
  response.writeHead(200, {
    ...HEADERS,
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": body.byteLength,
    "cache-control": isAsset ? "public, max-age=31536000, immutable" : "no-cache",
    vary: "accept-encoding",
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  });
  response.end(incoming.method === "HEAD" ? undefined : body);
}

type State = "ready" | "building" | { failed: string };

/** Looks each time a page is opened, so that whoever works on the console only reloads. */
function createBuilder(): () => State {
  let state: State = "ready";
  let triedAt = 0;
  return () => {
    if (state === "building") return state;
    const changedAt = newest(["console", "core"]);
    const isCurrent = existsSync(join(DIST, "built.json")) && statSync(join(DIST, "built.json")).mtimeMs >= changedAt;
    if (isCurrent) {
      state = "ready";
      return state;
    }
    // One that failed is tried again once its sources have changed.
    if (state !== "ready" && triedAt >= changedAt) return state;
    triedAt = Date.now();
    state = "building";
    runBuild((next) => {
      state = next;
    });
    return state;
  };
}

function runBuild(ended: (state: State) => void): void {
  let said = "";
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", BUILD, "--if-changed"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  child.on("error", (error) => ended({ failed: error.message }));
  child.on("close", (code) => ended(code === 0 ? "ready" : { failed: said }));
}

/** When one of the rooms' files was last written, in epoch milliseconds. */
function newest(rooms: readonly string[]): number {
  const times = rooms.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(DIST))
      .map(({ parentPath, name }) => statSync(join(parentPath, name), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
  return Math.max(0, ...times);
}

/** The page comes again by itself, without a script. */
function wait(response: ServerResponse, state: Exclude<State, "ready">): true {
  const isBuilding = state === "building";
  const said = isBuilding
    ? html`<p>コンソールを準備しています。数秒後に自動で表示されます。</p><p lang="en">The console is being built. It appears by itself in a few seconds.</p>`
    : html`<p>コンソールを作成できませんでした。</p><p lang="en">The console could not be built. The house works all the same; npm run build shows why.</p><pre>${state.failed}</pre>`;
  const page = html`<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Hikeshi</title></head><body><h1>Hikeshi 火消し</h1>${said}</body></html>`;
  response.writeHead(503, {
    ...HEADERS,
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "retry-after": "2",
    refresh: isBuilding ? "1" : "5",
  });
  response.end(page.markup);
  return true;
}
