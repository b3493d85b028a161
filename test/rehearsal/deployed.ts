// What a synthesis would put on AWS, read out of its cloud assembly: functions with their bundles, routes, rules, the table, the state machine.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Policy, policiesOfRole, roleIdOf } from "../infra/simulate.ts";
import { arn, type Resource, templateIn } from "../infra/synthesised.ts";

export interface DeployedFunction {
  arn: string;
  functionName: string;
  /** In functions/index.ts. */
  name: string;
  runtime: string;
  handler: string;
  /** Holds the bundle. */
  folder: string;
  variables: Record<string, string>;
  timeoutSeconds: number;
  memory: number;
  logGroup: string;
  policies: Policy[];
}

export interface Deployed {
  resources: Record<string, Resource>;
  ofType(type: string): [id: string, properties: Record<string, any>][];
  only(type: string): [id: string, properties: Record<string, any>];
  /** By ARN. */
  functions: ReadonlyMap<string, DeployedFunction>;
}

export function readDeployed(outdir: string): Deployed {
  const { resources } = templateIn(outdir);
  const assets = JSON.parse(readFileSync(join(outdir, "Hikeshi.assets.json"), "utf8")).files;
  const ofType: Deployed["ofType"] = (type) =>
    Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
      Type === `AWS::${type}` ? [[id, Properties] as [string, Record<string, any>]] : [],
    );
  const folderOf = (key: string): string => {
    const { source } = assets[key.replace(/\.zip$/, "")] ?? {};
    if (source?.packaging !== "zip") throw new Error(`${key} is no asset of this synthesis.`);
    return join(outdir, source.path);
  };
  const functions = ofType("Lambda::Function").map(([_id, properties]): DeployedFunction => {
    const { FunctionName, Environment, Code, LoggingConfig, Role } = properties;
    const folder = folderOf(Code.S3Key);
    if (!existsSync(folder)) throw new Error(`${FunctionName} has no bundle.`);
    return {
      arn: arn("lambda", `function:${FunctionName}`),
      functionName: FunctionName,
      name: Environment.Variables.FUNCTION,
      runtime: properties.Runtime,
      handler: properties.Handler,
      folder,
      variables: texts(FunctionName, Environment.Variables),
      timeoutSeconds: properties.Timeout,
      memory: properties.MemorySize,
      logGroup: resources[LoggingConfig.LogGroup]?.Properties.LogGroupName ?? LoggingConfig.LogGroup,
      policies: policiesOfRole(resources, roleIdOf(Role)),
    };
  });
  return {
    resources,
    ofType,
    only(type) {
      const [found, ...more] = ofType(type);
      if (found === undefined || more.length > 0) throw new Error(`There is not one ${type}.`);
      return found;
    },
    functions: new Map(functions.map((one) => [one.arn, one])),
  };
}

function texts(name: string, variables: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => {
      if (typeof value !== "string" || value.includes("[object")) throw new Error(`${name}: ${key} is not resolved.`);
      return [key, value];
    }),
  );
}

/** May this service call this function, from there? https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export function isInvocable({ ofType }: Deployed, functionArn: string, principal: string, source: string): boolean {
  return ofType("Lambda::Permission").some(
    ([_id, { Action, FunctionName, Principal, SourceArn }]) =>
      Action === "lambda:InvokeFunction" &&
      FunctionName === functionArn &&
      Principal === principal &&
      matches(String(SourceArn), source),
  );
}

/** As IAM compares ARNs: `*` stands for any text. */
const matches = (pattern: string, arn: string): boolean =>
  new RegExp(`^${pattern.replace(/[^\w*]/g, "\\$&").replaceAll("*", ".*")}$`).test(arn);
