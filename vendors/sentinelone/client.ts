// Calls to the console's API 2.1: questions, and actions whose answer counts what they affected.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { answered } from "../answers.ts";
import type { HttpCall } from "../http-call.ts";
import { readCredential } from "../oauth.ts";
import { authorised, createTokens, usableUntil } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { product, type Settings } from "./settings.ts";

/** The secret: the API token of a service user (console: Settings → Users → Service Users). */
const Credential = z.strictObject({ apiToken: z.string().min(1) });

/** Tokens live for months; the secret is read anew this often, so that a changed one comes into use. */
const secretLifetimeSeconds = 600;
const defaultTimeoutSeconds = 20;
const mostPages = 20;

const Affected = z.looseObject({ data: z.looseObject({ affected: z.int().min(0) }) });
const Page = z.looseObject({
  data: z.array(z.unknown()),
  pagination: z.looseObject({ nextCursor: z.string().nullish() }).nullish(),
});

export interface Client {
  /** All items, page by page (20 of 100 at most). Throws Unavailable where an item has another shape. */
  list<T>(what: string, path: string, query: Record<string, string>, item: z.ZodType<T>): Promise<T[]>;
  /** Throws Refusal `sentinelone-nothing-affected` where the product says yes and counts none: nothing happened. */
  act(what: string, path: string, ids: readonly string[]): Promise<void>;
}

export function createClient(settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): Client {
  const timeoutMilliseconds = 1000 * (settings.timeoutSeconds ?? defaultTimeoutSeconds);
  const transport = createTransport(deps, { hosts: [new URL(settings.baseUrl).origin], timeoutMilliseconds });
  const readToken = async () => {
    const { apiToken } = await readCredential(product, Credential, secret);
    return { token: apiToken, until: usableUntil(deps.now(), secretLifetimeSeconds) };
  };
  const send = authorised(transport, createTokens([readToken], deps), {
    header: (token) => ({ authorization: `ApiToken ${token}` }),
  });
  const url = (path: string): string => `${settings.baseUrl}/web/api/v2.1${path}`;
  return {
    async list(what, path, query, item) {
      const items: z.infer<typeof item>[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const search = new URLSearchParams({ ...query, limit: "100", ...(cursor === undefined ? {} : { cursor }) });
        const call: HttpCall = { product, what, method: "GET", url: `${url(path)}?${search}`, effect: "none" };
        const { data, pagination } = await answered(send, call, Page.extend({ data: z.array(item) }));
        items.push(...data);
        cursor = pagination?.nextCursor ?? undefined;
        if (cursor === undefined) break;
      }
      return items;
    },
    async act(what, path, ids) {
      const call: HttpCall = {
        product,
        what,
        method: "POST",
        url: url(path),
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ filter: { ids } }),
        effect: "maybe",
      };
      const { data } = await answered(send, call, Affected);
      if (data.affected > 0) return;
      throw new Refusal("conflict", "sentinelone-nothing-affected", `SentinelOne: ${what}: it affected nothing`);
    },
  };
}
