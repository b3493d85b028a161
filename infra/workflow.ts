// The state machine: workflows/incident-response.asl.json as it is, with the functions' ARNs in its places.
import { readFileSync } from "node:fs";
import { RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { steps } from "../functions/index.ts";
import type { Functions } from "./functions.ts";
import { LOG_RETENTION, stateMachineName } from "./names.ts";

const asl = readFileSync(new URL("../workflows/incident-response.asl.json", import.meta.url), "utf8");

export function createWorkflow(scope: Construct, stage: string, functions: Functions): StateMachine {
  const called = Object.keys(steps).map((name) => {
    const step = functions.get(name);
    if (step === undefined) throw new Error(`The step ${name} has no function.`);
    return { name, arn: step.functionArn };
  });
  const machine = new StateMachine(scope, "IncidentResponse", {
    stateMachineName: stateMachineName(stage),
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(asl),
    // The others are of earlier releases, whose executions may live: the role may still invoke them.
    definitionSubstitutions: Object.fromEntries(
      called.flatMap(({ name, arn }) => (asl.includes(`\${${name}}`) ? [[name, arn]] : [])),
    ),
    role: new Role(scope, "IncidentResponseRole", {
      assumedBy: new ServicePrincipal("states.amazonaws.com"),
      inlinePolicies: {
        Steps: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: "Invoke",
              actions: ["lambda:InvokeFunction"],
              resources: called.map(({ arn }) => arn),
            }),
          ],
        }),
      },
    }),
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, "IncidentResponseLog", {
        // Under this prefix one policy of the account is enough for all log groups.
        logGroupName: `/aws/vendedlogs/states/${stateMachineName(stage)}`,
        retention: LOG_RETENTION,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(Stack.of(scope).node.findChild("IncidentResponseRole")).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "X-Ray and CloudWatch's log delivery know no resources: AWS's own policy for them names all.",
  });
  return machine;
}
