// The whole house on AWS, put together.
import { App, CfnOutput, Stack, Validations } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { createAlarms } from "./alarms.ts";
import { addRoutes, createApi } from "./api.ts";
import type { Configuration } from "./configuration.ts";
import { createFunctions, type Variables } from "./functions.ts";
import { createIdentity } from "./identity.ts";
import { createMail } from "./mail.ts";
import { stateMachineArn } from "./names.ts";
import { createPermissionsOf } from "./permissions.ts";
import { createLeftover, createSchedule } from "./schedule.ts";
import { secretsPrefix } from "./secrets.ts";
import { createTable } from "./table.ts";
import { createWorkflow } from "./workflow.ts";

/** `outdir`: where the cloud assembly goes; cdk.out unless told, or where the CDK CLI says. */
export function createApp(configuration: Configuration, code: Code, outdir?: string): App {
  const app = new App({ analyticsReporting: false, ...(outdir === undefined ? {} : { outdir }) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  createStack(app, configuration, code);
  return app;
}

export function createStack(app: App, configuration: Configuration, code: Code): Stack {
  const { stage, region, alarmAddress } = configuration;
  const stack = new Stack(app, "Hikeshi", {
    stackName: `hikeshi-${stage}`,
    description: "Hikeshi: incident pipeline for managed detection and response.",
    env: { region },
    terminationProtection: true,
  });
  const api = createApi(stack, stage);
  const consoleUrl = configuration.consoleUrl ?? api.apiEndpoint;
  const table = createTable(stack);
  const mail = createMail(stack, configuration);
  const leftover = createLeftover(stack, stage);
  const environment: Variables = {
    TABLE_NAME: table.tableName,
    STATE_MACHINE_ARN: stateMachineArn(stack, stage),
    SECRETS_PREFIX: secretsPrefix(stage),
    CONFIGURATION_SET: mail.configurationSet,
    HOUSE: stack.toJsonString(houseOf(configuration, consoleUrl)),
  };
  const permissionsOf = createPermissionsOf({ stack, stage, table, mail });
  const functions = createFunctions(stack, { stage, code, permissionsOf, environment, leftover });
  const machine = createWorkflow(stack, stage, functions);
  const identity = createIdentity(stack, stage, consoleUrl);
  addRoutes(api, identity, functions);
  createSchedule(stack, { stage, functions, machineArn: stateMachineArn(stack, stage), leftover });
  createAlarms(stack, { stage, alarmAddress, api, functions, machine, table, leftover });
  new CfnOutput(stack, "ApiUrl", { value: api.apiEndpoint });
  new CfnOutput(stack, "Issuer", { value: identity.pool.userPoolProviderUrl });
  new CfnOutput(stack, "ClientId", { value: identity.client.userPoolClientId });
  return stack;
}

const houseOf = ({ serviceName, senderAddress, analysts }: Configuration, consoleUrl: string) => ({
  serviceName,
  from: `${serviceName} <${senderAddress}>`,
  consoleUrl,
  analysts,
});
