// The stack synthesised once for all tests of a process, and its template with the tokens that AWS would fill in filled in.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { bundleLambda, forEachKind } from "../../infra/bundle.ts";
import { type Configuration, parseConfiguration } from "../../infra/configuration.ts";
import { createApp } from "../../infra/stack.ts";
import { read } from "../documents.ts";

export const ACCOUNT = "123456789012";
export const REGION = "ap-northeast-1";

export interface Resource {
  Type: string;
  Properties: Record<string, any>;
  DeletionPolicy?: string;
}

export const configuration = (): Configuration => parseConfiguration(read("examples/deployment.json"), "it");

/** A whole synthesis into a folder of its own, as `npm run synth` makes it. */
export function synthesise(): { app: App; outdir: string } {
  const code = bundleLambda();
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  const app = createApp(
    configuration(),
    forEachKind((kind) => Code.fromAsset(join(code, kind))),
    outdir,
  );
  app.synth();
  rmSync(code, { recursive: true });
  return { app, outdir };
}

interface Synthesised {
  app: App;
  resources: Record<string, Resource>;
  /** As they stand in the template. */
  unresolved: Record<string, object>;
}
let made: Synthesised | undefined;

/** The template's resources, intrinsic functions resolved (and not). */
export function synthesised(): Synthesised {
  if (made !== undefined) return made;
  const { app, outdir } = synthesise();
  made = { app, ...templateIn(outdir) };
  rmSync(outdir, { recursive: true });
  return made;
}

/** What a synthesis left in its folder. */
export function templateIn(outdir: string): Omit<Synthesised, "app"> {
  const { Resources } = JSON.parse(readFileSync(join(outdir, "Hikeshi.template.json"), "utf8"));
  return { resources: resolved(Resources), unresolved: Resources };
}

/** A template's resources with intrinsic functions resolved, as far as anybody needs them. */
export const resolved = (resources: Record<string, Resource>): Record<string, Resource> =>
  resolve(resources, resources) as Record<string, Resource>;

export const ofType = (type: string): Resource[] =>
  Object.values(synthesised().resources).filter(({ Type }) => Type === `AWS::${type}`);

/** The Lambda function of a name in functions/index.ts. */
export function lambdaOf(name: string): Resource {
  const found = ofType("Lambda::Function").find(
    ({ Properties }) => Properties.Environment?.Variables?.FUNCTION === name,
  );
  if (found === undefined) throw new Error(`No function is deployed as ${name}.`);
  return found;
}

export const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

const ARNS: Record<string, (id: string, properties: Record<string, any>) => string> = {
  "AWS::Lambda::Function": (_id, { FunctionName }) => arn("lambda", `function:${FunctionName}`),
  "AWS::Logs::LogGroup": (_id, { LogGroupName }) => arn("logs", `log-group:${LogGroupName}:*`),
  "AWS::DynamoDB::Table": (id) => arn("dynamodb", `table/${id}`),
  "AWS::Events::Rule": (_id, { Name }) => arn("events", `rule/${Name}`),
  "AWS::SQS::Queue": (_id, { QueueName }) => arn("sqs", QueueName),
  "AWS::IAM::Role": (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
};
const PSEUDO: Record<string, string> = {
  "AWS::Partition": "aws",
  "AWS::AccountId": ACCOUNT,
  "AWS::Region": REGION,
  "AWS::URLSuffix": "amazonaws.com",
};

function resolve(value: any, all: Record<string, Resource>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, all));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.Ref === "string") return PSEUDO[value.Ref] ?? value.Ref;
  if (Array.isArray(value["Fn::Join"])) return (resolve(value["Fn::Join"][1], all) as string[]).join("");
  if (Array.isArray(value["Fn::GetAtt"])) {
    const [id, name] = value["Fn::GetAtt"];
    const { Type, Properties } = all[id]!;
    return name === "Arn" ? (ARNS[Type]?.(id, Properties) ?? `${id}.Arn`) : `https://${id}.example`;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, all)]));
}
