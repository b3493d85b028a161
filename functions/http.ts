// The middy stack of every HTTP function: API Gateway's event in, JSON out; the one place where an error kind becomes a status.
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { Refusal, type RefusalKind, Unavailable } from "../core/errors.ts";
import type { LogLine } from "../core/ports.ts";
import type { Deps } from "./deps.ts";
import { type MetricName, measured } from "./metrics.ts";

/** The part of API Gateway's HTTP API event (payload 2.0) that we read; one machine makes the same. */
const HttpEvent = z.looseObject({
  rawPath: z.string(),
  headers: z.record(z.string(), z.string().optional()).default({}),
  queryStringParameters: z.record(z.string(), z.string().optional()).optional(),
  pathParameters: z.record(z.string(), z.string().optional()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.looseObject({
    http: z.looseObject({ method: z.string() }),
    authorizer: z.looseObject({ jwt: z.looseObject({ claims: z.record(z.string(), z.unknown()) }) }).optional(),
  }),
});

const Identity = z.object({ iss: z.string(), sub: z.string() });

export interface Call {
  method: string;
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** As received. */
  body: Buffer;
  /** Who the verified token says the caller is; what they may do stands in our records. */
  identity?: { issuer: string; subject: string };
}

export interface Answer {
  status: number;
  body?: unknown;
  /** In the place of `body`: sent as plain text, which no browser takes for anything else. */
  text?: string;
  headers?: Record<string, string>;
  /** For the log line. */
  measured?: Partial<Record<MetricName, number>>;
}

/** The metrics that count what was answered 4xx, and 5xx. */
export interface FailuresAs {
  refused: MetricName;
  failed: MetricName;
}

export interface HttpResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

export type HttpFunction = (event: unknown, context: Context) => Promise<HttpResult>;
export type CreateHttp = (deps: Deps) => HttpFunction;

const STATUS: Record<RefusalKind, number> = {
  "bad-request": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "too-large": 413,
  "too-many": 429,
};

export function http(
  name: string,
  run: (deps: Deps, call: Call) => Promise<Answer>,
  failuresAs?: FailuresAs,
): CreateHttp {
  return (deps) => {
    const counts = new WeakMap<object, Answer["measured"]>();
    const stack = middy<unknown, HttpResult>(async (event: unknown) => {
      const answer = await run(deps, callOf(event));
      const made = result(answer);
      counts.set(made, answer.measured);
      return made;
    }).use(answered(name, deps, (made) => measured(counts.get(made) ?? countOf(made, failuresAs))));
    return (event, context) => stack(event, context);
  };
}

function countOf({ statusCode }: HttpResult, failuresAs: FailuresAs | undefined): Answer["measured"] & object {
  if (failuresAs === undefined || statusCode < 400) return {};
  return { [statusCode < 500 ? failuresAs.refused : failuresAs.failed]: 1 };
}

function present(values: Record<string, string | undefined> = {}, nameOf = (name: string) => name) {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) given[nameOf(name)] = value;
  return given;
}

function callOf(event: unknown): Call {
  const { rawPath, headers, queryStringParameters, pathParameters, body, isBase64Encoded, requestContext } =
    HttpEvent.parse(event);
  const claims = requestContext.authorizer?.jwt.claims;
  const identity = claims === undefined ? undefined : Identity.safeParse(claims).data;
  return {
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    params: present(pathParameters),
    query: present(queryStringParameters),
    headers: present(headers, (name) => name.toLowerCase()),
    body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
    ...(identity === undefined ? {} : { identity: { issuer: identity.iss, subject: identity.sub } }),
  };
}

const result = ({ status, body, text, headers = {} }: Answer): HttpResult => ({
  statusCode: status,
  headers: {
    "content-type": text === undefined ? "application/json; charset=utf-8" : "text/plain; charset=utf-8",
    "cache-control": "no-store",
    ...(text === undefined ? {} : { "x-content-type-options": "nosniff" }),
    ...headers,
  },
  body: text ?? (body === undefined ? "" : JSON.stringify(body)),
});

/** The answer to a failure: `{code, message, fields?}`. What we did not foresee says nothing about itself. */
export function failure(error: unknown): Answer {
  if (error instanceof Refusal) {
    const { code, message, fields, retryAfterSeconds } = error;
    const retry = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
    return {
      status: STATUS[error.kind],
      body: { code, message, ...(fields === undefined ? {} : { fields }) },
      headers: retry,
    };
  }
  if (error instanceof Unavailable) {
    const seconds = String(error.retryAfterSeconds ?? 5);
    return {
      status: 503,
      body: { code: "unavailable", message: "Try again in a moment: nothing was lost." },
      headers: { "retry-after": seconds },
    };
  }
  return { status: 500, body: { code: "internal", message: "This is a defect of ours; it is in the log." } };
}

function answered(
  name: string,
  deps: Deps,
  measuredOf: (made: HttpResult) => LogLine,
): middy.MiddlewareObj<unknown, HttpResult> {
  const begun = new WeakMap<object, number>();
  const took = (request: object) => deps.now() - (begun.get(request) ?? deps.now());
  return {
    before: (request) => {
      begun.set(request, deps.now());
    },
    // Braces: what a middleware returns would be the answer.
    after: (request) => {
      const made = request.response ?? { statusCode: 0, headers: {}, body: "" };
      const line = { function: name, outcome: made.statusCode, milliseconds: took(request) };
      deps.log.info({ ...line, ...measuredOf(made) });
    },
    onError: (request) => {
      const made = result(failure(request.error));
      request.response = made;
      const line = {
        function: name,
        outcome: made.statusCode,
        milliseconds: took(request),
        ...measuredOf(made),
      };
      if (made.statusCode === 500)
        deps.log.error({ ...line, error: request.error?.name ?? "Error", where: whereOf(request.error) });
      else deps.log.info(line);
    },
  };
}

/** The first line of our own code in the stack: no message, since it may hold a payload. */
const whereOf = (error: Error | null | undefined): string =>
  error?.stack
    ?.split("\n")
    .find((line) => line.trimStart().startsWith("at "))
    ?.trim()
    .replace(/^at .*?([^/\\]+:\d+:\d+)\)?$/, "$1") ?? "";
