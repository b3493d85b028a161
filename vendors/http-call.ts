// What one HTTP exchange with a product is, and the errors that its answers stand for. Used by every connector.
import { Refusal, type RefusalKind, Unavailable } from "../core/errors.ts";

/** Whose words an error speaks: `code` begins its kebab-case codes (`eset-forbidden`), `name` its messages. */
export interface Product {
  code: string;
  name: string;
}

export interface HttpCall {
  product: Product;
  /** For messages, as in `create the device task`. No ids, no names. */
  what: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** "maybe": a lost answer may hide an effect. */
  effect: "none" | "maybe";
  /** Content types that a 2xx answer may have; `application/json` unless told. Their text is parsed where they end in `json`. */
  types?: readonly string[];
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** Parsed body of a 2xx answer; `{}` if it had none; undefined if it is not JSON. Of a 4xx answer what could be read of it. */
  json: unknown;
  /** Body of a 2xx answer. */
  text: string;
  requestId: string | undefined;
  retryAfterSeconds: number | undefined;
}

/** Answers every status but redirects; throws Unavailable when there is no readable answer. */
export type Send = (call: HttpCall) => Promise<HttpAnswer>;

type Asked = Pick<HttpCall, "product" | "what" | "effect">;

const quoted = (requestId: string | undefined): string => (requestId === undefined ? "" : ` (request-id ${requestId})`);

/** An answer came and cannot be used. */
export function unreadable({ product, what, effect }: Asked, why: string, requestId?: string): Unavailable {
  return new Unavailable(`${product.name}: ${what}: ${why}${quoted(requestId)}`, effect);
}

const kinds: Record<number, RefusalKind> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "too-large",
};

/** The error that an unsuccessful status stands for. 429 was turned away; 408 and 5xx may have had their effect. */
export function failure({ product, what, effect }: Asked, answer: HttpAnswer): Refusal | Unavailable {
  const { status, requestId, retryAfterSeconds } = answer;
  const message = `${product.name}: ${what}: HTTP ${status}${quoted(requestId)}`;
  if (status === 429) return new Unavailable(message, "none", retryAfterSeconds);
  if (status === 408 || status >= 500 || status < 400) return new Unavailable(message, effect, retryAfterSeconds);
  const kind = kinds[status] ?? "bad-request";
  return new Refusal(kind, `${product.code}-${kind}`, message);
}

/** For questions about an action: that the question was refused says nothing about the action, so it is Unavailable. */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) throw new Unavailable(error.message, "none");
    throw error;
  }
}
