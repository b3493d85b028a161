// The services behind the endpoint: DynamoDB is dynalite, SES is aws-ses-v2-local, Parameter Store is a map.
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startDynalite } from "../aws/dynamo.ts";
import type { Ask } from "../infra/simulate.ts";
import { arn, REGION } from "../infra/synthesised.ts";
import type { Deployed } from "./deployed.ts";
import type { Service, SignedRequest } from "./endpoint.ts";
import { jsonService, operationOf, refusal, ServiceError } from "./json-service.ts";

const load = createRequire(import.meta.url);

async function forward(url: string, { headers, body }: SignedRequest) {
  const { "content-type": type = "", "x-amz-target": target, "x-amz-date": date = "", authorization = "" } = headers;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": type, "x-amz-date": date, authorization, ...(target && { "x-amz-target": target }) },
    body: new Uint8Array(body),
  });
  const answered = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get("content-type") ?? "", body: answered };
}

export interface Running<S = object> {
  service: Service;
  close(): Promise<void>;
  of: S;
}

/** Operations on one item or one index of one table; IAM's action has the operation's name. */
const OF_A_TABLE = ["GetItem", "PutItem", "DeleteItem", "UpdateItem", "Query", "Scan", "DescribeTable"];

/** The table of the template on dynalite, under the name that the functions are given. */
export async function startDynamo({ only }: Deployed): Promise<Running<{ client: DynamoDBClient; table: string }>> {
  const [table, properties] = only("DynamoDB::Table");
  const dynalite = await startDynalite();
  const credentials = { accessKeyId: "operator", secretAccessKey: "rehearsal" };
  const client = new DynamoDBClient({ endpoint: dynalite.url, region: REGION, credentials });
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = properties;
  await client.send(
    new CreateTableCommand({ TableName: table, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode }),
  );
  while ((await client.send(new DescribeTableCommand({ TableName: table }))).Table?.TableStatus !== "ACTIVE");
  const service: Service = {
    refusal,
    asks(request) {
      const operation = operationOf(request);
      const { TableName, IndexName } = JSON.parse(request.body.toString("utf8"));
      if (!OF_A_TABLE.includes(operation)) throw new Error(`${operation} is not played here`);
      const index = IndexName === undefined ? "" : `/index/${IndexName}`;
      return [[`dynamodb:${operation}`, arn("dynamodb", `table/${TableName}${index}`)]];
    },
    answer: (request) => forward(dynalite.url, request),
  };
  const close = async () => {
    client.destroy();
    await dynalite.close();
  };
  return { service, close, of: { client, table } };
}

export interface SentMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  configurationSet: string | null;
  /** Message tags, by name. */
  tags: Record<string, string>;
}

/** SES in the template's region: it sends from the template's identity, with the template's configuration set. */
export async function startSes({ ofType }: Deployed): Promise<Running<SentMail[]>> {
  const server: Server = await load("aws-ses-v2-local").default({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const mails: SentMail[] = [];
  const identities = ofType("SES::EmailIdentity").map(([_id, { EmailIdentity }]) => EmailIdentity);
  const sets = ofType("SES::ConfigurationSet").map(([_id, { Name }]) => Name);
  const error = (code: string, message: string) => ({
    status: 400,
    type: "text/xml",
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  });
  const formOf = ({ body }: SignedRequest) => new URLSearchParams(body.toString("utf8"));
  const service: Service = {
    refusal: error,
    asks(request) {
      const form = formOf(request);
      if (form.get("Action") !== "SendRawEmail") throw new Error(`${form.get("Action")} is not played here`);
      const from = form.get("Source") ?? "";
      const set = form.get("ConfigurationSetName");
      const on = [`identity/${from}`, ...(set === null ? [] : [`configuration-set/${set}`])];
      return on.map((resource): Ask => ["ses:SendRawEmail", arn("ses", resource), from]);
    },
    answer(request) {
      const answered = last.then(() => take(request));
      last = answered.catch(() => undefined);
      return answered;
    },
  };
  /** One at a time: the newest in its store is then the one that was just sent. */
  let last: Promise<unknown> = Promise.resolve();
  async function take(request: SignedRequest) {
    const form = formOf(request);
    const set = form.get("ConfigurationSetName");
    if (!identities.includes(form.get("Source"))) return error("MessageRejected", "Email address is not verified.");
    if (set !== null && !sets.includes(set)) return error("ConfigurationSetDoesNotExist", "No such set.");
    const answered = await forward(url, request);
    const stored = (await (await fetch(`${url}store`)).json()) as { emails: any[] };
    const { destination, subject, body } = stored.emails.at(-1);
    mails.push({ to: destination.to[0], subject, ...body, configurationSet: set, tags: tagsOf(form) });
    return answered;
  }
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { service, close, of: mails };
}

const tagsOf = (form: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const [, number] = /^Tags\.member\.(\d+)\.Name$/.exec(name) ?? [];
      return number === undefined ? [] : [[value, form.get(`Tags.member.${number}.Value`) ?? ""]];
    }),
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html and its neighbours. */
export function createSsm(): { service: Service; parameters: ReadonlyMap<string, string> } {
  const parameters = new Map<string, string>();
  const asks =
    (action: string) =>
    ({ Name }: { Name: string }): Ask[] => [[`ssm:${action}`, arn("ssm", `parameter/${Name.replace(/^\//, "")}`)]];
  const known = (Name: string): string => {
    const value = parameters.get(Name);
    if (value === undefined) throw new ServiceError("ParameterNotFound");
    return value;
  };
  const service = jsonService({
    GetParameter: {
      asks: asks("GetParameter"),
      run: ({ Name, WithDecryption }) => {
        const Value = WithDecryption === true ? known(Name) : `encrypted ${known(Name).length}`;
        return { Parameter: { Name, Type: "SecureString", Value, Version: 1 } };
      },
    },
    PutParameter: {
      asks: asks("PutParameter"),
      run: ({ Name, Value, Type, Overwrite }) => {
        if (Type !== "SecureString" || Buffer.byteLength(Value) > 4096) throw new ServiceError("ValidationException");
        if (parameters.has(Name) && Overwrite !== true) throw new ServiceError("ParameterAlreadyExists");
        parameters.set(Name, Value);
        return { Tier: "Standard", Version: 1 };
      },
    },
    DeleteParameter: {
      asks: asks("DeleteParameter"),
      run: ({ Name }) => {
        known(Name);
        parameters.delete(Name);
        return {};
      },
    },
  });
  return { service, parameters };
}
