// The whole house on AWS, put together.
import { App, CfnOutput, Stack, Validations } from "aws-cdk-lib";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { createAlarms } from "./alarms.ts";
import { addRoutes, createApi } from "./api.ts";
import type { Configuration } from "./configuration.ts";
import { createConsole } from "./console.ts";
import { createDashboard } from "./dashboard.ts";
import { type CodeByKind, createFunctions, type Variables } from "./functions.ts";
import { createIdentity } from "./identity.ts";
import { createMail, listenToMails } from "./mail.ts";
import { createMetrics } from "./metrics.ts";
import { executionsUrl, stateMachineArn } from "./names.ts";
import { createPermissionsOf } from "./permissions.ts";
import { createLeftover, createSchedule } from "./schedule.ts";
import { secretsPrefix } from "./secrets.ts";
import { createTable } from "./table.ts";
import { createWorkflow } from "./workflow.ts";

/** `outdir`: where the cloud assembly goes; cdk.out unless told, or where the CDK CLI says. */
export function createApp(configuration: Configuration, code: CodeByKind, outdir?: string): App {
  const app = new App({ analyticsReporting: false, ...(outdir === undefined ? {} : { outdir }) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  createStack(app, configuration, code);
  return app;
}

export function createStack(app: App, configuration: Configuration, code: CodeByKind): Stack {
  const { stage, region, alarmAddress } = configuration;
  const stack = new Stack(app, "Hikeshi", {
    stackName: `hikeshi-${stage}`,
    description: "Hikeshi: incident pipeline for managed detection and response.",
    env: { region },
    terminationProtection: true,
  });
  const api = createApi(stack, stage);
  const site = createConsole(stack, { ...configuration, api });
  const consoleUrl = configuration.consoleUrl ?? site.url;
  const table = createTable(stack);
  const mail = createMail(stack, configuration);
  const leftover = createLeftover(stack, stage);
  const house = { ...houseOf(configuration, consoleUrl), executionsUrl: executionsUrl(stack, stage) };
  const environment: Variables = {
    TABLE_NAME: table.tableName,
    STATE_MACHINE_ARN: stateMachineArn(stack, stage),
    SECRETS_PREFIX: secretsPrefix(stage),
    CONFIGURATION_SET: mail.configurationSet,
    HOUSE: stack.toJsonString(house),
  };
  const permissionsOf = createPermissionsOf({ stack, stage, table, mail });
  const functions = createFunctions(stack, { stage, code, permissionsOf, environment, leftover });
  const machine = createWorkflow(stack, stage, functions);
  const identity = createIdentity(stack, stage, consoleUrl);
  addRoutes(api, identity, functions);
  listenToMails(stack, { stage, functions, leftover });
  createSchedule(stack, { stage, functions, machineArn: stateMachineArn(stack, stage), leftover });
  const metrics = createMetrics({ stage, api, functions, machine, table, leftover });
  const alarms = createAlarms(stack, { stage, alarmAddress, metrics });
  createDashboard(stack, stage, metrics);
  const address = {
    ConsoleUrl: consoleUrl,
    ApiUrl: api.apiEndpoint,
    ConsoleBucket: site.bucketName,
    Issuer: identity.pool.userPoolProviderUrl,
    UserPool: identity.pool.userPoolId,
    ClientId: identity.client.userPoolClientId,
    Scope: `openid ${identity.scope}`,
    SignOutUrl: `${site.signInUrl}/logout`,
    TableName: table.tableName,
    AlarmTopic: alarms.topicArn,
    StateMachine: stateMachineArn(stack, stage),
    ConfigurationSet: mail.configurationSet,
  };
  for (const name of ["ConsoleUrl", "ApiUrl", "UserPool"] as const)
    new CfnOutput(stack, name, { value: address[name] });
  // For the commands in operate/, which know the stage only.
  new StringParameter(stack, "Address", {
    parameterName: `${secretsPrefix(stage)}/address`,
    description: "Where the parts of this stage stand.",
    stringValue: stack.toJsonString({ ...address, House: house }),
  });
  return stack;
}

const houseOf = ({ serviceName, senderAddress, analysts }: Configuration, consoleUrl: string) => ({
  serviceName,
  from: `${serviceName} <${senderAddress}>`,
  consoleUrl,
  analysts,
});
