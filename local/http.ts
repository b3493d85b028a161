// API Gateway on one machine: routes, verified tokens and events of the same shape; loopback only.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Deps } from "../functions/deps.ts";
import { failure, type HttpFunction } from "../functions/http.ts";
import { match, type Route, routes } from "../functions/routes.ts";
import type { Site } from "./console/site.ts";
import type { Issuer } from "./issuer.ts";
import { lambdaContext } from "./lambda-context.ts";
import type { Pages } from "./pages.ts";

const MAX_BODY_BYTES = 256 * 1024;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

export interface HttpHouse {
  port: number;
  close(): Promise<void>;
}

/** How requests are let in and answered. */
export interface Requests {
  /** What else is at work stands back meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when all that an answer may speak of is on disk. Throws Unavailable. */
  settled(): Promise<void>;
}

interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
}

/** How long a request may take to come, in milliseconds, and how often that is looked at. */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function listen(
  port: number,
  deps: Deps & { requests?: Requests },
  issuer: Issuer,
  pages: Pages,
  patience: typeof PATIENCE = PATIENCE,
  site: Site = async () => false,
): Promise<HttpHouse> {
  const { requests } = deps;
  const functions = new Map(routes.map((route) => [route.function, settled(route.create(deps), requests)]));
  const server = createServer(patience, (request, response) => {
    const work = () => answer(request, response, { deps, issuer, pages, site, functions });
    (requests?.during(work) ?? work()).catch(() =>
      send(response, 500, { code: "internal", message: "This is a defect of ours." }),
    );
  });
  await started(server, port);
  return { port: portOf(server), close: () => closed(server) };
}

const started = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

interface Parts {
  deps: Deps;
  issuer: Issuer;
  pages: Pages;
  site: Site;
  functions: Map<string, HttpFunction>;
}

async function answer(incoming: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const request = requestOf(incoming);
  if (request === undefined)
    return send(response, 400, { code: "bad-request", message: "The address or host of this request is not usable." });
  if (!request.path.startsWith("/v1/") && (await parts.site(incoming, response))) return;
  const page =
    request.method === "GET" || request.method === "HEAD" ? await parts.pages(request.path, request.query) : undefined;
  if (page !== undefined) return write(response, page.status, page.body, page.headers);
  const found = match(request.method, request.path);
  if (found === undefined)
    return send(response, 404, { code: "route-not-found", message: "There is no such address." });
  if ("allowed" in found) {
    response.setHeader("allow", found.allowed.join(", "));
    return send(response, 405, {
      code: "method-not-allowed",
      message: `This address takes ${found.allowed.join(", ")}.`,
    });
  }
  const body = await bodyOf(incoming);
  if (body === "too-large") {
    response.setHeader("connection", "close");
    return send(response, 413, { code: "body-too-large", message: `The body is larger than ${MAX_BODY_BYTES} bytes.` });
  }
  if (body === "cut") return;
  await run(request, response, { route: found.route, params: found.params, body }, parts);
}

function requestOf(incoming: IncomingMessage): Request | undefined {
  const { method = "GET", url = "/", headers } = incoming;
  // A page of another site cannot reach us under its own name (DNS rebinding).
  if (!LOOPBACK.test(headers.host ?? "")) return undefined;
  const parsed = URL.parse(url, "http://localhost");
  if (parsed === null) return undefined;
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  return { method, path: parsed.pathname, query: parsed.searchParams, headers: flat };
}

/** Stops reading at the limit: what is too large is not read. */
function bodyOf(incoming: IncomingMessage): Promise<Buffer | "too-large" | "cut"> {
  if (Number(incoming.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return Promise.resolve("too-large");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) {
        incoming.pause();
        resolve("too-large");
      } else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(Buffer.concat(chunks)));
    incoming.on("close", () => resolve("cut"));
    incoming.on("error", () => resolve("cut"));
  });
}

/** No answer goes out before what it says is on disk. */
const settled =
  (run: HttpFunction, requests: Requests | undefined): HttpFunction =>
  async (event, context) => {
    const result = await run(event, context);
    try {
      await requests?.settled();
      return result;
    } catch (error) {
      const { status, body, headers = {} } = failure(error);
      return { statusCode: status, body: JSON.stringify(body), headers };
    }
  };

interface Routed {
  route: Route;
  params: Record<string, string>;
  body: Buffer;
}

async function run(
  request: Request,
  response: ServerResponse,
  { route, params, body }: Routed,
  { issuer, functions }: Parts,
): Promise<void> {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const claims = route.caller === "token" && token !== undefined ? await issuer.verify(token) : undefined;
  const event = {
    rawPath: request.path,
    headers: request.headers,
    queryStringParameters: Object.fromEntries(request.query),
    pathParameters: params,
    body: body.toString("base64"),
    isBase64Encoded: true,
    requestContext: {
      http: { method: request.method },
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }),
    },
  };
  const result = await functions.get(route.function)?.(event, lambdaContext(route.function));
  write(response, result?.statusCode ?? 500, result?.body ?? "", result?.headers ?? {});
}

const send = (response: ServerResponse, status: number, body: unknown): void =>
  write(response, status, JSON.stringify(body), { "content-type": "application/json; charset=utf-8" });

function write(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  if (response.headersSent || response.destroyed) return;
  // Without writeHead, so that head and body leave together under a length instead of in chunks.
  response.statusCode = status;
  for (const [name, value] of Object.entries({ "x-content-type-options": "nosniff", ...headers }))
    response.setHeader(name, value);
  response.end(body);
}
