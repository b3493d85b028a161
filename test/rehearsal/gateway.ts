// Plays API Gateway's HTTP API of the template: routes, the JWT authorizer, the event of payload 2.0. Reached as `fetch` is.
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { arn, REGION } from "../infra/synthesised.ts";
import { type Deployed, isInvocable } from "./deployed.ts";
import type { Lambda } from "./lambda.ts";

export interface Gateway {
  fetch: typeof fetch;
  /** An access token as the user pool of the template gives it. */
  token(subject: string, more?: Record<string, unknown>): Promise<string>;
  issuer: string;
}

type Properties = Record<string, any>;

interface Route {
  key: string;
  method: string;
  parts: string[];
  properties: Properties;
}

interface Caller {
  claims: Record<string, string>;
  scopes: string[] | null;
}

const answer = (status: number, message: string) => Response.json({ message }, { status });

/** Claims as the authorizer passes them on: all as text, a list as `[a b]`. */
const asText = (value: unknown): string => (Array.isArray(value) ? `[${value.join(" ")}]` : String(value));

export async function createGateway(deployed: Deployed, invoke: Lambda["invoke"]): Promise<Gateway> {
  const [apiId] = deployed.only("ApiGatewayV2::Api");
  const [, { JwtConfiguration: jwt }] = deployed.only("ApiGatewayV2::Authorizer");
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: "RS256" }] });
  const routes = deployed.ofType("ApiGatewayV2::Route").map(([_id, properties]): Route => {
    const [method = "", path = ""] = String(properties.RouteKey).split(" ");
    return { key: properties.RouteKey, method, parts: path.split("/"), properties };
  });

  function find(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
    const given = path.split("/");
    for (const route of routes) {
      if (route.method !== method || route.parts.length !== given.length) continue;
      const params: Record<string, string> = {};
      const fits = route.parts.every((part, index) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        if (name !== undefined) params[name] = decodeURIComponent(given[index] ?? "");
        return name !== undefined || part === given[index];
      });
      if (fits) return { route, params };
    }
    const route = routes.find(({ key }) => key === "$default");
    return route && { route, params: {} };
  }

  async function authorize({ properties }: Route, header: string | null): Promise<Caller | Response | undefined> {
    if (properties.AuthorizationType !== "JWT") return undefined;
    try {
      const { payload } = await jwtVerify(/^Bearer (\S+)$/.exec(header ?? "")?.[1] ?? "", keys, { issuer: jwt.Issuer });
      if (!jwt.Audience.includes(payload.aud ?? payload.client_id)) return answer(401, "Unauthorized");
      const scopes = String(payload.scope ?? "").split(" ");
      const wanted: string[] = properties.AuthorizationScopes ?? [];
      if (wanted.length > 0 && !wanted.some((scope) => scopes.includes(scope))) return answer(403, "Forbidden");
      const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)]));
      return { claims, scopes: wanted.length > 0 ? scopes : null };
    } catch {
      return answer(401, "Unauthorized");
    }
  }

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const found = find(request.method, url.pathname);
    if (found === undefined) return answer(404, "Not Found");
    const { route, params } = found;
    const caller = await authorize(route, request.headers.get("authorization"));
    if (caller instanceof Response) return caller;
    const integration = deployed.resources[String(route.properties.Target).replace("integrations/", "")]?.Properties;
    const { IntegrationUri, PayloadFormatVersion } = integration ?? {};
    const source = `${apiId}/$default/${route.key === "$default" ? "$default" : route.key.replace(" ", "")}`;
    const permitted = isInvocable(deployed, IntegrationUri, "apigateway.amazonaws.com", arn("execute-api", source));
    if (PayloadFormatVersion !== "2.0" || !permitted) return answer(500, "Internal Server Error");
    const event = await eventOf(request, url, { key: route.key, params, caller, apiId });
    return invoke(IntegrationUri, event).then(responseOf, () => answer(500, "Internal Server Error"));
  }

  return {
    issuer: jwt.Issuer,
    fetch: (input, init) => handle(new Request(input, init)),
    token: (subject, more = {}) =>
      new SignJWT({ client_id: jwt.Audience[0], scope: "openid hikeshi/use", token_use: "access", ...more })
        .setProtectedHeader({ alg: "RS256" })
        .setIssuer(jwt.Issuer)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime("1h")
        .sign(privateKey),
  };
}

interface Routed {
  key: string;
  params: Record<string, string>;
  caller: Caller | undefined;
  apiId: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html, format 2.0 */
async function eventOf(request: Request, url: URL, { key, params, caller, apiId }: Routed): Promise<object> {
  const body = await request.text();
  const domainName = `${apiId}.execute-api.${REGION}.amazonaws.com`;
  const query = Object.fromEntries(url.searchParams);
  return {
    version: "2.0",
    routeKey: key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: { ...Object.fromEntries(request.headers), host: domainName, "x-forwarded-proto": "https" },
    ...(url.search === "" ? {} : { queryStringParameters: query }),
    ...(Object.keys(params).length === 0 ? {} : { pathParameters: params }),
    requestContext: {
      accountId: "anonymous",
      apiId,
      ...(caller === undefined ? {} : { authorizer: { jwt: caller } }),
      domainName,
      http: { method: request.method, path: url.pathname, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "" },
      requestId: crypto.randomUUID(),
      routeKey: key,
      stage: "$default",
      timeEpoch: Date.now(),
    },
    ...(body === "" ? {} : { body }),
    isBase64Encoded: false,
  };
}

/** A function's answer of format 2.0. */
function responseOf(answered: any): Response {
  const { statusCode, headers, body, isBase64Encoded } = answered ?? {};
  if (typeof statusCode !== "number") return answer(500, "Internal Server Error");
  const bytes = isBase64Encoded === true ? Buffer.from(body, "base64") : body;
  return new Response(bytes === "" ? null : bytes, { status: statusCode, headers });
}
