// Plays an AWS account to which `npm run deploy` goes: STS, the bootstrap's parameter and bucket, CloudFormation's stacks and change sets, the parameter
// that the stack makes, the console's bucket. It keeps what it was given and creates nothing else.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ACCOUNT, arn, REGION, resolved } from "../infra/synthesised.ts";

export interface Account {
  url: string;
  /** Operations, as they came. */
  operations: string[];
  /** Objects of the bootstrap bucket. */
  objects: Map<string, Buffer>;
  /** What was put into other buckets, in its order. */
  files: StoredFile[];
  /** The stack's template, once its change set was executed. */
  template(): any;
  /** Termination protection. */
  isProtected(): boolean;
  /** What the account does not play. */
  unknown: string[];
  close(): Promise<void>;
}

export interface StoredFile {
  bucket: string;
  key: string;
  type: string;
  cache: string;
  body: Buffer;
  /** Of the stack at that moment. */
  stackStatus: string;
}

interface Answer {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
}
interface Incoming {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

const xml = (body: string, status = 200): Answer => ({ status, type: "text/xml", body });
const queryAnswer = (action: string, result: string): Answer =>
  xml(
    `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
  );
const queryError = (code: string, message: string): Answer =>
  xml(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    400,
  );

const NOW = "2026-01-05T00:00:00.000Z";
const STACK = arn("cloudformation", "stack/hikeshi-prod/11111111-2222-3333-4444-555555555555");
const CHANGES = arn("cloudformation", "changeSet/cdk-deploy-change-set/1");

export async function startAccount(): Promise<Account> {
  const operations: string[] = [];
  const unknown: string[] = [];
  const objects = new Map<string, Buffer>();
  const files: StoredFile[] = [];
  let status = "";
  let text = "";
  let changeSet = "";
  let protection = "false";

  const stack = () =>
    `<member><StackId>${STACK}</StackId><StackName>hikeshi-prod</StackName><StackStatus>${status}</StackStatus><CreationTime>${NOW}</CreationTime><EnableTerminationProtection>${protection}</EnableTerminationProtection><Capabilities/><Parameters/><Outputs/><Tags/></member>`;
  const templateOf = (form: URLSearchParams): string => {
    const url = form.get("TemplateURL");
    if (url === null) return form.get("TemplateBody") ?? "";
    const key = new URL(url).pathname.split("/").at(-1) ?? "";
    return objects.get(key)?.toString("utf8") ?? "";
  };

  /** Those of the stack that stands. */
  const parameters = (): Map<string, string> =>
    new Map(
      Object.values(status === "CREATE_COMPLETE" ? resolved(JSON.parse(text).Resources) : {}).flatMap(
        ({ Type, Properties }) => (Type === "AWS::SSM::Parameter" ? [[Properties.Name, Properties.Value]] : []),
      ),
    );

  const cloudFormation: Record<string, (form: URLSearchParams) => Answer> = {
    DescribeStacks: (form) =>
      status === ""
        ? queryError("ValidationError", `Stack with id ${form.get("StackName")} does not exist`)
        : queryAnswer("DescribeStacks", `<Stacks>${stack()}</Stacks>`),
    CreateChangeSet: (form) => {
      changeSet = form.get("ChangeSetName") ?? "";
      text = templateOf(form);
      status = "REVIEW_IN_PROGRESS";
      return queryAnswer("CreateChangeSet", `<Id>${CHANGES}</Id><StackId>${STACK}</StackId>`);
    },
    DescribeChangeSet: () =>
      queryAnswer(
        "DescribeChangeSet",
        `<ChangeSetName>${changeSet}</ChangeSetName><ChangeSetId>${CHANGES}</ChangeSetId><StackId>${STACK}</StackId><StackName>hikeshi-prod</StackName><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus><CreationTime>${NOW}</CreationTime><Changes><member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>Table</LogicalResourceId><ResourceType>AWS::DynamoDB::Table</ResourceType></ResourceChange></member></Changes>`,
      ),
    ExecuteChangeSet: () => {
      status = "CREATE_COMPLETE";
      return queryAnswer("ExecuteChangeSet", "");
    },
    DeleteChangeSet: () => queryAnswer("DeleteChangeSet", ""),
    DescribeStackEvents: () => queryAnswer("DescribeStackEvents", "<StackEvents/>"),
    DescribeStackResources: () => queryAnswer("DescribeStackResources", "<StackResources/>"),
    ListStackResources: () => queryAnswer("ListStackResources", "<StackResourceSummaries/>"),
    UpdateTerminationProtection: (form) => {
      protection = form.get("EnableTerminationProtection") ?? "";
      return queryAnswer("UpdateTerminationProtection", `<StackId>${STACK}</StackId>`);
    },
    GetTemplate: () => queryAnswer("GetTemplate", "<TemplateBody>{}</TemplateBody>"),
    GetCallerIdentity: () =>
      queryAnswer(
        "GetCallerIdentity",
        `<Arn>arn:aws:iam::${ACCOUNT}:user/me</Arn><UserId>me</UserId><Account>${ACCOUNT}</Account>`,
      ),
    AssumeRole: () =>
      queryAnswer(
        "AssumeRole",
        `<Credentials><AccessKeyId>role</AccessKeyId><SecretAccessKey>role</SecretAccessKey><SessionToken>role</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::${ACCOUNT}:assumed-role/cdk/me</Arn><AssumedRoleId>r:me</AssumedRoleId></AssumedRoleUser>`,
      ),
  };

  function ofS3({ method, path, query, headers, body }: Incoming): Answer {
    const [, bucket = "", ...rest] = path.split("/");
    const key = rest.join("/");
    operations.push(`S3 ${method} ${key === "" ? [...query.keys()].join() : "object"}`);
    if (query.has("location"))
      return xml(`<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${REGION}</LocationConstraint>`);
    if (query.has("encryption"))
      return xml(
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
      );
    if (method === "GET" && key === "")
      return xml(
        "<ListBucketResult><Name>b</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>",
      );
    if (method === "PUT" && !bucket.startsWith("cdk-")) {
      if (!/^AWS4-HMAC-SHA256 Credential=operator\//.test(headers.authorization ?? "")) return xml("", 403);
      const { "content-type": type = "", "cache-control": cache = "" } = headers;
      files.push({ bucket, key: decodeURIComponent(key), type, cache, body, stackStatus: status });
      return { ...xml(""), headers: { etag: '"1"' } };
    }
    if (method === "PUT") {
      objects.set(key, body);
      return { ...xml(""), headers: { etag: '"1"' } };
    }
    if (method === "HEAD") return xml("", objects.has(key) ? 200 : 404);
    unknown.push(`S3 ${method} ${path}?${query}`);
    return xml("", 400);
  }

  function answer(incoming: Incoming): Answer {
    const target = String(incoming.headers["x-amz-target"] ?? "");
    if (target.startsWith("AmazonSSM.")) {
      operations.push(target);
      const { Name } = JSON.parse(incoming.body.toString("utf8"));
      const Value = Name === "/cdk-bootstrap/hnb659fds/version" ? "30" : parameters().get(Name);
      const type = "application/x-amz-json-1.1";
      if (Value === undefined) return { status: 400, type, body: JSON.stringify({ __type: "ParameterNotFound" }) };
      const Parameter = { Name, Type: "String", Value, Version: 1 };
      return { status: 200, type, body: JSON.stringify({ Parameter }) };
    }
    const type = String(incoming.headers["content-type"] ?? "");
    if (!type.startsWith("application/x-www-form-urlencoded")) return ofS3(incoming);
    const form = new URLSearchParams(incoming.body.toString("utf8"));
    const action = form.get("Action") ?? "";
    operations.push(action);
    const play = cloudFormation[action];
    if (play !== undefined) return play(form);
    unknown.push(action);
    return queryError("InvalidAction", `${action} is not played here`);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      const { method = "GET", headers } = request;
      const {
        status,
        type,
        body,
        headers: more,
      } = answer({
        ...{ method, path: pathname, query: searchParams, headers, body: Buffer.concat(chunks) },
      });
      response.writeHead(status, { "content-type": type, ...more }).end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    objects,
    files,
    unknown,
    isProtected: () => protection === "true",
    template: () => (status === "CREATE_COMPLETE" ? JSON.parse(text) : undefined),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
