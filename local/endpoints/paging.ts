// pageSize and pageToken as every list of ESET Connect has them.
import { Problem } from "./json.ts";

export interface Page<T> {
  items: T[];
  /** "" on the last page. */
  nextPageToken: string;
}

/** OpenAPI: "If unspecified or 0, the default value is 50 … values above 1000 will be coerced to 1000"; 0 to 99999. */
function pageSize(query: URLSearchParams): number {
  const text = query.get("pageSize") ?? "";
  if (text === "") return 50;
  if (!/^\d{1,5}$/.test(text)) throw new Problem(400, "pageSize is not an integer of 0 to 99999");
  return Math.min(Number(text) || 50, 1000);
}

/** A token belongs to its list: one of another list is refused, as an opaque token must be. */
function offset(query: URLSearchParams, list: string): number {
  const token = query.get("pageToken") ?? "";
  if (token === "") return 0;
  const [name, at] = Buffer.from(token, "base64url").toString("utf8").split("@");
  if (name !== list || at === undefined || !/^\d+$/.test(at)) throw new Problem(400, "pageToken is not valid");
  return Number(at);
}

export function page<T>(all: readonly T[], query: URLSearchParams, list: string): Page<T> {
  const start = offset(query, list);
  const end = start + pageSize(query);
  const nextPageToken = end < all.length ? Buffer.from(`${list}@${end}`).toString("base64url") : "";
  return { items: all.slice(start, end), nextPageToken };
}
