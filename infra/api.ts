// The HTTP API: every route of functions/routes.ts by its method; all other calls go to a function of ours, so that 404 and 405 are ours.
import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import * as gateway from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { fallback } from "../functions/index.ts";
import { type Route, routes } from "../functions/routes.ts";
import type { Functions } from "./functions.ts";
import type { Identity } from "./identity.ts";
import { LOG_RETENTION } from "./names.ts";

/** Requests a second, and at once. The stage's, hence everybody's together. */
const THROTTLE = { rateLimit: 200, burstLimit: 400 };

/** What a line of the access log says: nothing of bodies, headers or tokens. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const ACCESS_LOG = {
  requestId: "$context.requestId",
  at: "$context.requestTimeEpoch",
  ip: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
  bytes: "$context.responseLength",
  error: "$context.error.responseType",
};

/** Made before the functions: their mails may link to it. */
export function createApi(scope: Construct, stage: string): gateway.HttpApi {
  const api = new gateway.HttpApi(scope, "Api", {
    apiName: `hikeshi-${stage}`,
    description: "Webhooks and API of Hikeshi.",
    createDefaultStage: false,
  });
  const log = new LogGroup(scope, "ApiLog", {
    logGroupName: `/aws/vendedlogs/hikeshi-${stage}-api`,
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new gateway.HttpStage(scope, "ApiStage", {
    httpApi: api,
    stageName: "$default",
    autoDeploy: true,
    throttle: THROTTLE,
    accessLogSettings: {
      destination: new gateway.LogGroupLogDestination(log),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  });
  return api;
}

const OPEN: Readonly<Record<Exclude<Route["caller"], "token">, string>> = {
  sender: "A product signs its delivery; the function itself checks the signature or secret.",
  anyone: "It tells everyone the same: the API's description, or that there is no such route.",
};

export function addRoutes(api: gateway.HttpApi, { pool, client, scope }: Identity, functions: Functions): void {
  const authorizer = new HttpJwtAuthorizer("Tokens", pool.userPoolProviderUrl, {
    jwtAudience: [client.userPoolClientId],
  });
  const wanted = [
    ...routes.map(({ method, path, function: name, caller }) => ({
      key: gateway.HttpRouteKey.with(path, methodOf(method)),
      name,
      caller,
    })),
    { key: gateway.HttpRouteKey.DEFAULT, name: fallback, caller: "anyone" as const },
  ];
  for (const { key, name, caller } of wanted) {
    const handler = functions.get(name);
    if (handler === undefined) throw new Error(`The route ${key.key} has no function.`);
    const route = new gateway.HttpRoute(api, key.key, {
      httpApi: api,
      routeKey: key,
      integration: new HttpLambdaIntegration(name, handler),
      ...(caller === "token" ? { authorizer, authorizationScopes: [scope] } : {}),
    });
    if (caller !== "token") Validations.of(route).acknowledge({ id: "AwsSolutions-APIG4", reason: OPEN[caller] });
  }
}

const METHODS: Readonly<Record<Route["method"], gateway.HttpMethod>> = {
  GET: gateway.HttpMethod.GET,
  POST: gateway.HttpMethod.POST,
  PUT: gateway.HttpMethod.PUT,
  DELETE: gateway.HttpMethod.DELETE,
};
const methodOf = (method: Route["method"]): gateway.HttpMethod => METHODS[method];
