// The SDK's clients against a server of our own: what they try again, and how long they wait.
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createClients } from "../../aws/clients.ts";
import { createMailer } from "../../aws/mailer.ts";
import { createSecrets } from "../../aws/secrets.ts";
import { createTable } from "../../aws/table.ts";
import { createWorkflow } from "../../aws/workflow.ts";
import { MAIL } from "../contracts/mailer.ts";
import { pointClientsAt } from "./dynamo.ts";
import { failureOf } from "./failures.ts";

let server: Server | undefined;
afterEach(() => server?.closeAllConnections());
afterEach(() => server?.close());

async function serve(answer: RequestListener): Promise<{ asked: () => number }> {
  let asked = 0;
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  pointClientsAt(url);
  for (const service of ["SES", "SFN", "SSM"]) process.env[`AWS_ENDPOINT_URL_${service}`] = url;
  return { asked: () => asked };
}

const calls = (patience?: number): [string, () => Promise<unknown>, number][] => {
  const { dynamo, ses, sfn, ssm } = createClients(patience);
  const table = createTable({ client: dynamo, tableName: "table", now: () => 0, random: Math.random });
  const workflow = createWorkflow({
    client: sfn,
    stateMachineArn: "arn:aws:states:ap-northeast-1:123456789012:stateMachine:m",
  });
  return [
    ["DynamoDB", () => table.put({ pk: "P", sk: "a", body: {} }, "absent"), 3],
    ["SES", () => createMailer({ client: ses, now: () => 0 }).send(MAIL), 2],
    ["Step Functions", () => workflow.start("inc-1", { customerId: "c", incidentId: "inc", round: 1 }), 3],
    ["SSM", () => createSecrets({ client: ssm, prefix: "/p" }).put("a", "1"), 3],
  ];
};

test("a server that never answers is left after a few attempts: it may have done it", async () => {
  const { asked } = await serve(() => {});
  for (const [service, call, attempts] of calls(0.02)) {
    const before = asked();
    expect(await failureOf(call()), service).toMatchObject({ name: "Unavailable", effect: "maybe" });
    expect(asked() - before, service).toBe(attempts);
  }
});

test("a server error is asked again, and what goes through then is done", async () => {
  let fail = true;
  await serve((_request, response) => {
    response.writeHead(fail ? 500 : 200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
    fail = !fail;
  });
  const [[, put] = []] = calls();
  expect(await put?.()).toBe("done");
});

test("where nothing listens it is Unavailable too", async () => {
  const { asked } = await serve(() => {});
  await new Promise((done) => server?.close(done));
  for (const [service, call] of calls())
    expect(await failureOf(call()), service).toMatchObject({ name: "Unavailable" });
  expect(asked()).toBe(0);
});
