// A house on AWS as the commands find it: by its stage, with the credentials of whoever types.
import { existsSync } from "node:fs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import * as z from "zod";
import { House } from "../core/house.ts";
import { ConfigurationError, readConfiguration } from "../infra/configuration.ts";
import { Failure } from "./failure.ts";

/** What the stack wrote of itself (infra/stack.ts). */
export const Address = z.object({
  ConsoleUrl: z.string(),
  ApiUrl: z.string(),
  ConsoleBucket: z.string(),
  Issuer: z.string(),
  UserPool: z.string(),
  ClientId: z.string(),
  Scope: z.string(),
  SignOutUrl: z.string(),
  TableName: z.string(),
  AlarmTopic: z.string(),
  StateMachine: z.string(),
  ConfigurationSet: z.string(),
  House,
});
export type Address = z.infer<typeof Address>;

export interface Stage {
  stage: string;
  region: string;
}

/** The one that is named, in the region of the environment or of the configuration; else the configuration's own. */
export function stageOf(
  given: { stage?: string | undefined; region?: string | undefined; configuration?: string | undefined },
  env: Record<string, string | undefined>,
): Stage {
  const configured = configurationIn(given.configuration ?? "deployment.json");
  const stage = given.stage ?? configured?.stage;
  const region = given.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? configured?.region;
  if (stage === undefined)
    throw new Failure("Which house? Name it with --stage, or write its configuration, deployment.json.", 2);
  if (region === undefined)
    throw new Failure("Which region? Name it with --region or AWS_REGION, or write deployment.json.", 2);
  return { stage, region };
}

function configurationIn(file: string) {
  if (!existsSync(file)) return undefined;
  try {
    return readConfiguration(file);
  } catch (error) {
    if (error instanceof ConfigurationError) throw new Failure(error.message, 2);
    throw error;
  }
}

/** Without waiting long: a person sits there. */
export const quick = (region: string) => ({
  region,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});

/** Throws Failure in a sentence where there are no credentials, or no such house. */
export async function readAddress({ stage, region }: Stage, ssm = new SSMClient(quick(region))): Promise<Address> {
  const Name = `/hikeshi/${stage}/address`;
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
    return Address.parse(JSON.parse(Parameter?.Value ?? ""));
  } catch (error) {
    throw new Failure(whyNot(error, stage, region), 1);
  }
}

export function whyNot(error: unknown, stage: string, region: string): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "ParameterNotFound")
    return `There is no stage ${stage} in ${region} of this account: deploy it (npm run deploy), or name another with --stage.`;
  if (/Credential|Token|UnrecognizedClient|InvalidSignature/.test(name))
    return `There are no credentials for AWS that work (${name}): give some, as with AWS_PROFILE, and try again.`;
  if (/AccessDenied/.test(name)) return `These credentials may not read the stage ${stage} in ${region} (${name}).`;
  return `AWS does not answer in ${region} (${name || "no answer"}): check the region and the network.`;
}
