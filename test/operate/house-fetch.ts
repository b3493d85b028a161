// A fetch whose other end is a house in this process, and a world of a command that remembers what was written.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "../../operate/failure.ts";
import { type ApiHouse, apiHouse } from "../api-house.ts";

export const URL_OF_HOUSE = "http://127.0.0.1:8080";

export interface Typed {
  house: ApiHouse;
  world: World & { out: string; err: string };
  /** Where `access.json` is. */
  folder: string;
  requests: { url: string; headers: Record<string, string> }[];
}

/** Tokens are `token-<subject>`. */
export async function typed(): Promise<Typed> {
  const house = await apiHouse();
  const folder = mkdtempSync(join(tmpdir(), "hikeshi-"));
  const tokens = Object.fromEntries(["admin", "analyst"].map((role) => [role, `token-${role}`]));
  writeFileSync(join(folder, "access.json"), JSON.stringify({ url: URL_OF_HOUSE, tokens, secrets: {}, kept: "as is" }));
  const requests: Typed["requests"] = [];
  let ids = 0;
  const world = {
    out: "",
    err: "",
    write: (text: string) => {
      world.out += text;
    },
    warn: (text: string) => {
      world.err += text;
    },
    env: {},
    ask: async () => "",
    sleep: async (milliseconds: number) => {
      house.clock.now += milliseconds;
    },
    now: () => house.clock.now,
    newId: () => `id-${++ids}`,
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      const { pathname, searchParams, href } = new URL(String(input));
      const headers = Object.fromEntries(new Headers(init?.headers).entries());
      requests.push({ url: href, headers });
      const as = /^Bearer token-(\w+)$/.exec(headers.authorization ?? "")?.[1];
      const body = init?.body === undefined || init.body === null ? undefined : await new Response(init.body).text();
      const answer = await house.call(init?.method ?? "GET", pathname, {
        headers,
        query: Object.fromEntries(searchParams),
        ...(as === undefined ? {} : { as }),
        ...(body === undefined ? {} : { body }),
      });
      const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
      return new Response(text, { status: answer.status, headers: answer.headers });
    },
  };
  return { house, world, folder, requests };
}
