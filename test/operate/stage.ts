// A stage on AWS for commands: its table on dynalite, Parameter Store in memory, and other services as one HTTP server that answers as told.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { createClients } from "../../aws/clients.ts";
import type { Table } from "../../core/ports.ts";
import type { World } from "../../operate/failure.ts";
import { pointClientsAt as atEndpoint, freshTable, startDynalite } from "../aws/dynamo.ts";
import { thrown } from "../aws/failures.ts";
import { ADDRESS } from "./address.ts";

export interface Asked {
  path: string;
  headers: Record<string, unknown>;
  body: string;
}

export interface TestStage {
  table: Table;
  world: World & { out: string; err: string };
  parameters: Map<string, string>;
  asked: Asked[];
  /** What the other services answer. */
  answer: (asked: Asked) => { status?: number; body: string };
  close(): Promise<void>;
}

export const NOW = Date.parse("2026-01-05T00:00:00.000Z");

export async function startStage(): Promise<TestStage> {
  const dynalite = await startDynalite();
  atEndpoint(dynalite.url);
  const { table } = await freshTable(() => NOW);
  const { TableNames } = await createClients().dynamo.send(new ListTablesCommand({}));
  const parameters = new Map([
    ["/hikeshi/prod/address", JSON.stringify({ ...ADDRESS, TableName: TableNames?.[0] })],
    ["/cdk-bootstrap/hnb659fds/version", "30"],
  ]);
  const ssm = mockClient(SSMClient);
  ssm.on(GetParameterCommand).callsFake(({ Name }) => {
    if (!parameters.has(Name)) throw thrown("ParameterNotFound");
    return { Parameter: { Value: parameters.get(Name) } };
  });
  ssm.on(PutParameterCommand).callsFake(({ Name, Value }) => void parameters.set(Name, Value));
  ssm.on(DeleteParameterCommand).callsFake(({ Name }) => void parameters.delete(Name));
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const one = { path: request.url ?? "", headers: request.headers, body: (await request.toArray()).join("") };
    asked.push(one);
    const { status = 200, body } = stage.answer(one);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  let ids = 0;
  const world = {
    out: "",
    err: "",
    write: (text: string) => {
      world.out += text;
    },
    warn: (text: string) => {
      world.err += text;
    },
    env: {
      AWS_REGION: "ap-northeast-1",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    ask: async () => "",
    sleep: async () => {},
    now: () => NOW,
    newId: () => `id-${++ids}`,
    fetch: () => Promise.reject(new Error("no network in this test")),
  };
  const stage: TestStage = {
    table,
    world,
    parameters,
    asked,
    answer: () => ({ status: 500, body: "" }),
    close: async () => {
      ssm.restore();
      server.close();
      await dynalite.close();
    },
  };
  return stage;
}
