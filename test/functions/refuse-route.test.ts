// Calls that no route takes: on AWS they reach a function of ours, with the same answers as on one machine.
import { expect, test } from "vitest";
import { readEnvironment } from "../../aws/environment.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { handlerOver } from "../aws/every-function.ts";

const handler = handlerOver(
  readEnvironment({
    FUNCTION: "refuse-route",
    STAGE: "prod",
    TABLE_NAME: "hikeshi",
    STATE_MACHINE_ARN: "arn:aws:states:ap-northeast-1:123456789012:stateMachine:x",
    SECRETS_PREFIX: "/hikeshi",
    HOUSE: JSON.stringify({ from: "mdr@hikeshi.example", consoleUrl: "https://console.hikeshi.example" }),
  }),
  {},
  {
    now: () => Date.UTC(2026, 0, 5),
    sleep: async () => {},
    random: () => 0,
    fetch: async () => Response.error(),
    write: () => {},
  },
);
const call = (method: string, rawPath: string) =>
  handler({ rawPath, headers: {}, requestContext: { http: { method } } }, lambdaContext("refuse-route"));

test.each([
  ["PUT", "/v1/webhooks/acme/edr", "POST"],
  ["GET", "/v1/customers/acme/incidents/inc-1/comments", "POST"],
  ["DELETE", "/v1/customers", "POST, GET"],
])("%s %s is answered 405, with the methods that the path takes", async (method, path, allow) =>
  expect(await call(method, path)).toMatchObject({
    statusCode: 405,
    headers: { allow, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ code: "method-not-allowed", message: `This address takes ${allow}.` }),
  }),
);

test.each(["/", "/v1/nothing", "/v1/customers/acme/incidents/"])("%s is answered 404", async (path) =>
  expect(await call("GET", path)).toMatchObject({
    statusCode: 404,
    body: JSON.stringify({ code: "route-not-found", message: "There is no such address." }),
  }),
);
