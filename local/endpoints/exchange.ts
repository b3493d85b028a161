// What went over the wire, for tests that hold it against the official OpenAPI documents. Secrets are left out.
import { isRecord } from "./json.ts";
import { findRoute } from "./routes.ts";
import type { Incoming, Outgoing } from "./service.ts";

export interface Exchange {
  /** Name of the OpenAPI document and its path, absent for a path that none has. */
  document?: string;
  template?: string;
  method: string;
  /** Path and query as received. */
  url: string;
  contentType: string;
  responseIdSent?: string;
  /** JSON, or the form's fields; undefined without a body. */
  request: unknown;
  /** Absent: the API did not answer (the connection was cut, or something in between gave a page of HTML). */
  status?: number;
  answer?: unknown;
}

const secrets = ["password", "refresh_token", "access_token"];

function withoutSecrets(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, secrets.includes(key) ? "…" : one]));
}

function readBody({ body, contentType }: Incoming): unknown {
  if (body === "") return undefined;
  if (contentType.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

export function exchangeOf(incoming: Incoming, outgoing: Outgoing): Exchange {
  const { method, url, contentType, responseId } = incoming;
  const route = findRoute(method, new URL(url, "http://localhost").pathname)?.route;
  const answered = outgoing === "cut" || outgoing.html !== undefined ? undefined : outgoing;
  return {
    ...(route && { document: route.document, template: route.template }),
    method,
    url,
    contentType,
    ...(responseId !== undefined && { responseIdSent: responseId }),
    request: withoutSecrets(readBody(incoming)),
    ...(answered && { status: answered.status, answer: withoutSecrets(answered.body) }),
  };
}
