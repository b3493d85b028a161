// The REST API of ESET PROTECT On-Prem, from 13.0 on, as far as we read it: it knows the groups that ESET Inspect does not show.
// Source: help.eset.com/protect_admin/13.0/en-US/{using_api,how_api_works}.html.
import * as z from "zod";
import { answered, parsed, successful } from "../answers.ts";
import { type HttpCall, type Product, unreadable } from "../http-call.ts";
import { notLetIn, readCredential } from "../oauth.ts";
import { authorised, createTokens, type Grant, usableUntil } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { Credential } from "./client.ts";
import type { Settings } from "./settings.ts";

const product: Product = { code: "eset-inspect", name: "ESET PROTECT" };

export interface ProtectClient {
  read<T>(what: string, path: string, schema: z.ZodType<T>): Promise<T>;
  /** All items under `key`, page by page. */
  list<T>(what: string, path: string, key: string, item: z.ZodType<T>): Promise<T[]>;
}

/** `expiresIn`: seconds, not in the help page but in what other clients read. */
const Granted = z.looseObject({
  accessToken: z.string().min(1),
  expiresIn: z.coerce.number().positive().nullish(),
});
const UNSAID_LIFETIME_SECONDS = 600;
const MOST_PAGES = 500;
const PAGE = z.looseObject({ nextPageToken: z.string().nullish() });

export function createProtectClient(
  baseUrl: string,
  settings: Settings,
  secret: () => Promise<string>,
  deps: ConnectorDeps,
): ProtectClient {
  const timeoutMilliseconds = 1000 * (settings.timeoutSeconds ?? 20);
  const transport = createTransport(deps, { hosts: [baseUrl], timeoutMilliseconds });
  const get = (what: string, path: string): HttpCall => ({
    product,
    what,
    method: "GET",
    url: `${baseUrl}/v1${path}`,
    effect: "none",
  });

  async function grant(): Promise<Grant> {
    const { username, password } = await readCredential(product, Credential, secret);
    // As documented: the grant by its number. A domain's user is one only if that is said.
    const form = { username, password, grant_type: 0, ...(settings.domain === true ? { is_domain_user: true } : {}) };
    const call: HttpCall = {
      product,
      what: "get a token by the password",
      method: "POST",
      url: `${baseUrl}/GetTokens`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(form),
      effect: "none",
    };
    const answer = await transport(call);
    try {
      successful(call, answer);
    } catch (error) {
      throw error instanceof Error ? notLetIn(call, error) : error;
    }
    const read = Granted.safeParse(answer.json);
    if (!read.success) throw unreadable(call, "the answer holds no token", answer.requestId);
    const { accessToken, expiresIn } = read.data;
    return { token: accessToken, until: usableUntil(deps.now(), expiresIn ?? UNSAID_LIFETIME_SECONDS) };
  }

  const send = authorised(transport, createTokens([grant], deps));
  return {
    read: (what, path, schema) => answered(send, get(what, path), schema),
    async list(what, path, key, item) {
      const found: z.infer<typeof item>[] = [];
      const seen = new Set([""]);
      for (let next = ""; ; ) {
        const query = new URLSearchParams({ pageSize: "1000", ...(next === "" ? {} : { pageToken: next }) });
        const call = get(what, `${path}?${query}`);
        const page = await answered(send, call, PAGE);
        found.push(...itemsOf(call, page, key, item));
        next = page.nextPageToken ?? "";
        if (next === "") return found;
        if (seen.has(next) || seen.size > MOST_PAGES) throw unreadable(call, "the list does not end");
        seen.add(next);
      }
    },
  };
}

/** Empty fields are left out, so `{}` is an empty list; other words without the list are none. */
function itemsOf<T>(call: HttpCall, page: z.infer<typeof PAGE>, key: string, item: z.ZodType<T>): T[] {
  const isList = Object.keys(page).length === 0 || key in page || "nextPageToken" in page;
  if (!isList) throw unreadable(call, "the answer holds no list");
  return parsed(call, z.array(item).nullish(), page[key], undefined) ?? [];
}
