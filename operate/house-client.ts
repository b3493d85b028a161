// Calls to a house over HTTP, and its refusals as sentences.
import * as z from "zod";
import { Failure } from "./failure.ts";

const TIMEOUT_MILLISECONDS = 60_000;

const Refused = z.looseObject({
  code: z.string(),
  message: z.string(),
  fields: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

export interface HouseAnswer {
  body: unknown;
  /** The version, as If-Match takes it. */
  etag: string | undefined;
}

export interface HouseRequest {
  method: string;
  /** As in `/v1/customers`. */
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** Throws Failure (exit code 1) with what the house said where it did not take the request. */
export async function callHouse(send: typeof fetch, url: string, request: HouseRequest): Promise<HouseAnswer> {
  const { method, path, headers, body } = request;
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  // An address that leads elsewhere must not get the credential.
  const init: RequestInit = { method, headers, signal, redirect: "error", ...(body === undefined ? {} : { body }) };
  const response = await send(`${url}${path}`, init).catch(() => {
    throw new Failure(`No house answers at ${url}. Is it running (npm start)?`, 1);
  });
  const answer = json(await response.text());
  if (!response.ok) throw refusal(response.status, answer);
  if (answer === undefined) throw new Failure(`What answers at ${url} is not a house.`, 1);
  return { body: answer, etag: response.headers.get("etag") ?? undefined };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, answer: unknown): Failure {
  const parsed = Refused.safeParse(answer);
  if (!parsed.success) return new Failure(`${status}: the answer is not a house's.`, 1);
  const { code, message, fields = [] } = parsed.data;
  const lines = [`${status} ${code}: ${message}`, ...fields.map((field) => `  ${field.path}: ${field.message}`)];
  return new Failure(lines.join("\n"), 1, code);
}

export interface HouseClient {
  get(path: string): Promise<HouseAnswer>;
  post(path: string, body: unknown): Promise<HouseAnswer>;
  put(path: string, body: unknown, ifMatch?: string): Promise<HouseAnswer>;
  remove(path: string): Promise<HouseAnswer>;
}

export function createHouseClient(
  { fetch: send, newId }: { fetch: typeof fetch; newId(): string },
  { url, token }: { url: string; token: string },
): HouseClient {
  const call = (method: string, path: string, more: Record<string, string> = {}, body?: unknown) =>
    callHouse(send, url, {
      method,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, { "idempotency-key": newId() }, body),
    put: (path, body, ifMatch) => call("PUT", path, ifMatch === undefined ? {} : { "if-match": ifMatch }, body),
    remove: (path) => call("DELETE", path),
  };
}
