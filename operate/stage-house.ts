// A house on AWS from the inside: its records and secrets, with the credentials of whoever types, and its own functions run here.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createSecrets } from "../aws/secrets.ts";
import { createTable } from "../aws/table.ts";
import { createWorkflow } from "../aws/workflow.ts";
import type { Person } from "../core/customer.ts";
import type { Ports } from "../core/ports.ts";
import { createDeps } from "../functions/deps.ts";
import { match } from "../functions/routes.ts";
import { lambdaContext } from "../local/lambda-context.ts";
import { listPeople } from "../records/customers.ts";
import { Failure, type World } from "./failure.ts";
import { createHouseClient, type HouseClient } from "./house-client.ts";
import { type Address, quick, readAddress, type Stage } from "./stage.ts";

export interface StageHouse extends Stage {
  address: Address;
  ports: Ports;
}

/** Throws Failure as `readAddress` does. */
export async function openStage(world: World, { stage, region }: Stage): Promise<StageHouse> {
  const ssm = new SSMClient(quick(region));
  const address = await readAddress({ stage, region }, ssm);
  const { now } = world;
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(quick(region)));
  const ports: Ports = {
    table: createTable({ client: dynamo, tableName: address.TableName, now, random: Math.random }),
    mailer: { send: () => Promise.reject(new Failure("This command sends no mail.", 1)) },
    workflow: createWorkflow({ client: new SFNClient(quick(region)), stateMachineArn: address.StateMachine }),
    invoker: { invoke: () => Promise.reject(new Failure("This command hands nothing over.", 1)) },
    secrets: createSecrets({ client: ssm, prefix: `/hikeshi/${stage}` }),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    now,
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    random: Math.random,
    fetch: world.fetch,
  };
  return { stage, region, address, ports };
}

/**
 * Calls to the house's API as one of its administrators, without a token: whoever may write its table and its secrets
 * needs none. The audit records name that administrator.
 */
export async function stageClient(world: World, { stage, address, ports }: StageHouse): Promise<HouseClient> {
  const admin = (await listPeople(ports.table, "house")).find(({ role }) => role === "admin");
  if (admin === undefined)
    throw new Failure(
      `The stage ${stage} has no administrator yet: npm run admin -- --stage ${stage} --email you@example.jp --name You`,
      1,
    );
  world.warn(`As ${admin.name}, in ${stage}.\n`);
  const fetch = inProcess(ports, address, admin);
  return createHouseClient({ fetch, newId: world.newId }, { url: address.ApiUrl, token: "none" });
}

/** As API Gateway calls the functions, their answers as it would give them. */
function inProcess(ports: Ports, { House }: Address, { issuer, subject }: Person): typeof fetch {
  const deps = createDeps(ports, House);
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, searchParams } = new URL(request.url);
    const found = match(request.method, pathname);
    if (found === undefined || !("route" in found))
      return Response.json({ code: "not-found", message: "-" }, { status: 404 });
    const event = {
      rawPath: pathname,
      headers: Object.fromEntries(request.headers.entries()),
      queryStringParameters: Object.fromEntries(searchParams.entries()),
      pathParameters: found.params,
      body: await request.text(),
      requestContext: {
        http: { method: request.method },
        authorizer: { jwt: { claims: { iss: issuer, sub: subject } } },
      },
    };
    const { statusCode, headers, body } = await found.route.create(deps)(event, lambdaContext(found.route.function));
    return new Response(body, { status: statusCode, headers });
  };
}
