// ESET Connect as calls: read one thing, list all pages, write and follow the answer.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import { parsed, pathSegment, successful } from "../answers.ts";
import { type HttpAnswer, type HttpCall, type Send, unreadable } from "../http-call.ts";
import { authorised } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { fetchPending, responseIdOf, settle, type WriteAnswer } from "./pending.ts";
import { hosts, product, type Service, type Settings, serviceUrl, timeoutMilliseconds } from "./settings.ts";
import { createEsetTokens } from "./tokens.ts";

export interface Place {
  /** For messages, as in `create the device task`. */
  what: string;
  service: Service;
  /** Begins with `/v1/`. */
  path: string;
}

export interface ConnectClient {
  /** undefined: 404. */
  read<T>(
    place: Place & { query?: Record<string, string> | [string, string][] },
    schema: z.ZodType<T>,
  ): Promise<T | undefined>;
  /** A POST that only reads. */
  ask<T>(place: Place, body: unknown, schema: z.ZodType<T>): Promise<T>;
  /** All items under `key`, page by page; throws Unavailable where it cannot reach the last page. */
  list<T>(
    place: Place & { key: string; query?: Record<string, string>; pageSize: number },
    item: z.ZodType<T>,
  ): AsyncIterable<T>;
  /** After a 202 it never throws: the write was accepted. */
  write(place: Place, body: unknown): Promise<WriteAnswer>;
  /** Asks for the answer of an accepted write, with its identical body. */
  resume(place: Place, body: unknown, responseId: string): Promise<WriteAnswer>;
}

/**
 * 10 requests a second per credentials, account and address: help.eset.com/eset_connect/en-US/rate_limits.html. Not a second
 * sharp: the first of ten may arrive late (its connection is made anew) and the eleventh early.
 */
const rates = [{ calls: 10, milliseconds: 1200 }];
const quickPauses = [500, 1000, 2000];
const quickBudgetMilliseconds = 5000;
const maxPages = 500;

function callsOf(settings: Settings) {
  const url = (place: Place): string => serviceUrl(settings, place.service) + place.path;
  return {
    get: (place: Place, query = ""): HttpCall => ({
      product,
      what: place.what,
      method: "GET",
      url: url(place) + query,
      effect: "none",
    }),
    post: (place: Place, body: unknown): HttpCall => ({
      product,
      what: place.what,
      method: "POST",
      url: url(place),
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      effect: "maybe",
    }),
  };
}

export function createClient(settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): ConnectClient {
  const options = { hosts: hosts(settings), timeoutMilliseconds: timeoutMilliseconds(settings), rates };
  const transport = createTransport(deps, options);
  const send = authorised(transport, createEsetTokens(settings, secret, transport, deps));
  const { get, post } = callsOf(settings);

  return {
    async read({ query, ...place }, schema) {
      const call = get(place, query === undefined ? "" : `?${new URLSearchParams(query)}`);
      const answer = await settle(send, call, deps);
      if (answer.status === 404) return undefined;
      return parsed(call, schema, successful(call, answer).json, answer.requestId);
    },
    async ask(place, body, schema) {
      const call: HttpCall = { ...post(place, body), effect: "none" };
      const answer = successful(call, await settle(send, call, deps));
      return parsed(call, schema, answer.json, answer.requestId);
    },
    async *list({ key, query, pageSize, ...place }, item) {
      const seen = new Set<string>();
      let pageToken = "";
      do {
        const search = new URLSearchParams({ ...query, pageSize: `${pageSize}`, ...(pageToken && { pageToken }) });
        const call = get(place, `?${search}`);
        const answer = successful(call, await settle(send, call, deps));
        const page = parsePage(call, key, item, answer);
        yield* page.items;
        pageToken = page.next;
        if (seen.has(pageToken) || seen.size >= maxPages) throw unreadable(call, "the list does not end");
        seen.add(pageToken);
      } while (pageToken !== "");
    },
    async write(place, body) {
      const call = post(place, body);
      const until = deps.now() + quickBudgetMilliseconds;
      const answer = await send(call);
      if (answer.status !== 202) {
        const { json, requestId } = successful(call, answer);
        return { state: "done", json, requestId };
      }
      const responseId = responseIdOf(answer);
      if (responseId === undefined) return { state: "lost" };
      return followQuickly(send, call, responseId, until, deps);
    },
    async resume(place, body, responseId) {
      return fetchPending(send, post(place, body), responseId);
    },
  };
}

/** A few tries soon after the 202, none if the 202 itself took long; whatever goes wrong in them, the id is kept for later. */
async function followQuickly(
  send: Send,
  call: HttpCall,
  first: string,
  until: number,
  deps: ConnectorDeps,
): Promise<WriteAnswer> {
  let responseId = first;
  for (const pause of quickPauses) {
    if (deps.now() + pause > until) break;
    await deps.sleep(pause);
    const answer = await fetchPending(send, call, responseId).catch(unanswered);
    if (answer === undefined) break;
    if (answer.state !== "pending") return answer;
    responseId = answer.responseId;
  }
  return { state: "pending", responseId };
}

function unanswered(error: unknown): undefined {
  if (!(error instanceof Unavailable || error instanceof Refusal)) throw error;
}

const Page = z.looseObject({ nextPageToken: z.string().nullish() });

function parsePage<T>(call: HttpCall, key: string, item: z.ZodType<T>, { json, requestId }: HttpAnswer) {
  const page = parsed(call, Page, json, requestId);
  // Empty fields are left out of protobuf JSON, so `{}` is an empty list; other words without the list are none.
  const isList = Object.keys(page).length === 0 || key in page || "nextPageToken" in page;
  if (!isList) throw unreadable(call, "the answer holds no list", requestId);
  const items = parsed(call, z.array(item).nullish(), page[key], requestId) ?? [];
  return { items, next: page.nextPageToken ?? "" };
}

export const segment = (id: string): string => pathSegment(product, id);

/** Ids are UUIDs, whose letters have two cases. */
export const isSameId = (a: string | null | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
