// ESET Connect as calls: read one thing, list all pages, write and follow the answer.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { createTokens } from "./oauth.ts";
import { fetchPending, settle, type WriteAnswer } from "./pending.ts";
import { type Service, type Settings, serviceUrl, timeoutMilliseconds } from "./settings.ts";
import { createTransport, failure, type HttpAnswer, type HttpCall, type Send, unreadable } from "./transport.ts";

export interface Place {
  /** For messages, as in `create the device task`. */
  what: string;
  service: Service;
  /** Begins with `/v1/`. */
  path: string;
}

export interface ConnectClient {
  /** undefined: 404. */
  read<T>(place: Place, schema: z.ZodType<T>): Promise<T | undefined>;
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

const quickPauses = [500, 1000, 2000];
const quickBudgetMilliseconds = 5000;
const maxPages = 500;

export function createClient(settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): ConnectClient {
  const transport = createTransport(deps, timeoutMilliseconds(settings));
  const send = authorised(transport, settings, secret, deps);
  const url = (place: Place): string => serviceUrl(settings, place.service) + place.path;
  const get = (place: Place, query = ""): HttpCall => ({
    what: place.what,
    method: "GET",
    url: url(place) + query,
    effect: "none",
  });
  const post = (place: Place, body: unknown): HttpCall => ({
    what: place.what,
    method: "POST",
    url: url(place),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    effect: "maybe",
  });

  return {
    async read(place, schema) {
      const call = get(place);
      const answer = await settle(send, call, deps);
      if (answer.status === 404) return undefined;
      if (answer.status >= 300) throw failure(call, answer);
      return parsed(call, schema, answer.json, answer.requestId);
    },
    async *list({ key, query, pageSize, ...place }, item) {
      const seen = new Set<string>();
      let pageToken = "";
      do {
        const search = new URLSearchParams({ ...query, pageSize: `${pageSize}`, ...(pageToken && { pageToken }) });
        const call = get(place, `?${search}`);
        const answer = await settle(send, call, deps);
        if (answer.status >= 300) throw failure(call, answer);
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
        if (answer.status >= 300) throw failure(call, answer);
        return { state: "done", json: answer.json, requestId: answer.requestId };
      }
      if (answer.responseId === undefined) return { state: "lost" };
      return followQuickly(send, call, answer.responseId, until, deps);
    },
    async resume(place, body, responseId) {
      return fetchPending(send, post(place, body), responseId);
    },
  };
}

/** 401: the refresh grant once, then the password grant once. Each 401 was turned away, so repeating a write is safe. */
function authorised(transport: Send, settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): Send {
  const tokens = createTokens(settings, secret, transport, deps);
  const withToken = (call: HttpCall, token: string): HttpCall => ({
    ...call,
    headers: { ...call.headers, authorization: `Bearer ${token}` },
  });
  return async (call) => {
    let token = await tokens.current();
    let answer = await transport(withToken(call, token));
    for (const by of ["refresh", "password"] as const) {
      if (answer.status !== 401) return answer;
      token = await tokens.replace(token, by);
      answer = await transport(withToken(call, token));
    }
    return answer;
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

function parsed<T>(call: HttpCall, schema: z.ZodType<T>, json: unknown, requestId: string | undefined): T {
  const result = schema.safeParse(json);
  if (!result.success) throw unreadable(call, "the answer has an unexpected shape", requestId);
  return result.data;
}

/** An id as one path segment. Ids are opaque (the API's own word); what could leave its place in the path is refused. */
export function segment(id: string): string {
  if (!/^[\w.:~-]{1,100}$/.test(id) || /^\.+$/.test(id)) {
    throw new Refusal(
      "bad-request",
      "eset-bad-id",
      "An id of the ESET connector has characters that no id of ESET has",
    );
  }
  return encodeURIComponent(id);
}

/** Ids are UUIDs, whose letters have two cases. */
export const isSameId = (a: string | null | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** For questions about an action: that the question was refused says nothing about the action, so it is Unavailable. */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) throw new Unavailable(error.message, "none");
    throw error;
  }
}
