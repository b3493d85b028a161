// The file that a running local house leaves for the commands beside it: its address, a token per role, the secrets of its sources.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Access, type SourceSecret } from "../local/access.ts";
import { Failure } from "./failure.ts";

const DEFAULT_URL = "http://127.0.0.1:8080";
export const accessFile = (folder: string): string => join(folder, "access.json");

/** Nothing where no house left one. */
export function readAccess(folder: string): Access | undefined {
  const file = accessFile(folder);
  if (!existsSync(file)) return undefined;
  const parsed = Access.safeParse(parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Failure(`${file} is not the access file of a house.`, 2);
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Changes the file where there is one, as a whole and readable by its owner only. */
export function changeAccess(folder: string, change: (secrets: Record<string, SourceSecret>) => void): void {
  const access = readAccess(folder);
  if (access === undefined) return;
  change(access.secrets);
  const file = accessFile(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

export interface HouseAddress {
  url: string;
  /** The access file, if it is this house's: another house never gets its tokens and secrets. */
  access: Access | undefined;
}

export function addressOf(
  options: { url?: string | undefined; data: string },
  env: Record<string, string | undefined>,
): HouseAddress {
  const access = readAccess(options.data);
  const url = (options.url ?? env.HIKESHI_URL ?? access?.url ?? DEFAULT_URL).replace(/\/+$/, "");
  if (!URL.canParse(url)) throw new Failure(`${url} is not an address.`, 2);
  return { url, access: access !== undefined && sameHouse(access.url, url) ? access : undefined };
}

/** The names of this machine are one: `localhost`, `127.0.0.1`, `[::1]`. */
export function sameHouse(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => {
    const { protocol, hostname, port } = new URL(text);
    return [protocol, ["localhost", "[::1]"].includes(hostname) ? "127.0.0.1" : hostname, port].join(" ");
  });
  return a === b;
}
