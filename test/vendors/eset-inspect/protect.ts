// The REST API of ESET PROTECT On-Prem on loopback, from its documented facts: a token by GetTokens, devices with their static
// group and last connection, groups, and the members of a dynamic one, which is as old as the computer's last connection.
import type { IncomingHttpHeaders } from "node:http";

export const ISOLATED_GROUP = "NW isolated";

export interface ProtectState {
  username: string;
  password: string;
  computers: readonly string[];
  groups: { uuid: string; displayName: string; parentGroupUuid: string; isSecurityGroup: boolean }[];
  /** Of every computer. */
  parent: string;
  /** When it connected last; now, unless something else is set. */
  lastSyncTime: (() => string) | undefined;
  /** What it reported then. */
  members(): readonly string[];
  /** Items a page. */
  pageSize: number;
}

interface Asked {
  method: string;
  url: URL;
  text: string;
  headers: IncomingHttpHeaders;
}

const TOKEN = "protect-token";

export const createProtectState = (
  given: Pick<ProtectState, "username" | "password" | "computers"> & { isolated: ReadonlySet<string> },
): ProtectState => ({
  ...given,
  groups: [
    { uuid: "g-all", displayName: "All", parentGroupUuid: "", isSecurityGroup: true },
    { uuid: "g-office", displayName: "Office", parentGroupUuid: "g-all", isSecurityGroup: true },
    { uuid: "g-isolated", displayName: ISOLATED_GROUP, parentGroupUuid: "g-all", isSecurityGroup: false },
  ],
  parent: "g-office",
  lastSyncTime: undefined,
  members: () => [...given.isolated],
  pageSize: 1000,
});

/** Nothing where it is no call of this API. */
export function answerProtect(state: ProtectState, { method, url, text, headers }: Asked) {
  if (method === "POST" && url.pathname === "/GetTokens") {
    const { username, password, grant_type } = JSON.parse(text);
    const isRight = username === state.username && password === state.password && grant_type === 0;
    return isRight ? { status: 200, body: { accessToken: TOKEN, expiresIn: 3600 } } : { status: 401, body: undefined };
  }
  if (method !== "GET" || !url.pathname.startsWith("/v1/")) return undefined;
  if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: undefined };
  const body = read(state, url);
  return { status: body === undefined ? 404 : 200, body };
}

function read(state: ProtectState, url: URL): object | undefined {
  const [, what, id = "", part] =
    /^\/v1\/(devices|device_groups)(?:\/([^/]+))?(?:\/(devices))?$/.exec(url.pathname) ?? [];
  if (what === "devices" && state.computers.includes(id)) {
    const lastSyncTime = state.lastSyncTime?.() ?? new Date().toISOString();
    return { device: { uuid: id, displayName: "PC", parentGroupUuid: state.parent, lastSyncTime } };
  }
  if (what === "device_groups" && id === "") return page(state, url, "deviceGroups", state.groups);
  const isDynamic = state.groups.some(({ uuid, isSecurityGroup }) => uuid === id && !isSecurityGroup);
  if (what !== "device_groups" || part === undefined || !isDynamic) return undefined;
  return page(
    state,
    url,
    "devices",
    state.members().map((uuid) => ({ uuid, displayName: "PC" })),
  );
}

function page({ pageSize }: ProtectState, url: URL, key: string, all: readonly object[]): object {
  const from = Number(url.searchParams.get("pageToken") ?? "0");
  const next = from + pageSize < all.length ? `${from + pageSize}` : "";
  return { [key]: all.slice(from, from + pageSize), nextPageToken: next };
}
