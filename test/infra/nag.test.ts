// cdk-nag finds nothing that nobody answered; every answer has a reason, and answers something that it does find.
import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from "cdk-nag";
import { beforeAll, expect, test } from "vitest";
import { synthesised } from "./synthesised.ts";

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  synthesised();
}, 120_000);

const packs: [string, () => NagPack][] = [
  ["AwsSolutions", () => new AwsSolutionsChecks()],
  ["Serverless", () => new ServerlessChecks()],
];

/** `path rule` of every finding. `ignoring`: as if nobody had answered. */
function findings(pack: NagPack, ignoring = false): string[] {
  if (ignoring) Object.assign(pack, { isAcknowledged: () => false });
  return pack
    .validateScope(synthesised().app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        (one) => `${Object.entries(one).find(([key]) => key === "constructPath")?.[1]} ${ruleName}`,
      ),
    );
}

interface Acknowledged {
  path: string;
  rule: string;
  reason: string;
}
const acknowledged = (): Acknowledged[] =>
  synthesised()
    .app.node.findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(data))
        .map(([rule, reason]) => ({ path: node.path, rule: rule.replace("Annotation::", ""), reason: String(reason) })),
    );

test.each(packs)("%s has no open finding", (_name, pack) => expect(findings(pack())).toEqual([]));

test("every acknowledgement has a reason, and answers a finding of its own place", () => {
  const all = packs.flatMap(([, pack]) => findings(pack(), true));
  for (const { path, rule, reason } of acknowledged()) {
    expect(reason).toMatch(/^[A-Z].{20,}\.$/);
    expect(
      all.some((finding) => finding.startsWith(`${path}/`) && finding.endsWith(` ${rule}`)),
      `${path} ${rule}`,
    ).toBe(true);
  }
});

test("nothing else is acknowledged than this", () => {
  const kinds = acknowledged().map(({ path, rule }) =>
    `${path.replace("Hikeshi/", "")} ${rule.replaceAll(/arn:<AWS::Partition>:|ap-northeast-1:<AWS::AccountId>:/g, "")}`
      .replace(/^\w+Role (?=AwsSolutions-IAM5\[Resource::(states|ssm):)/, "a function's role ")
      .replace(/^(?!IncidentResponse)\w+Role (?=\S+(Resource::\*\]|StarPermissions)$)/, "a function's role ")
      .replace(/^\w+ (?=Serverless-Lambda(Tracing|DLQ|AsyncFailureDestination)$)/, "a function "),
  );
  expect([...new Set(kinds)].sort()).toEqual([
    "Alarms Serverless-SNSRedrivePolicy",
    "Api/$default AwsSolutions-APIG4",
    "Api/GET --v1--openapi.json AwsSolutions-APIG4",
    "Api/POST --v1--webhooks--{customerId}--{source} AwsSolutions-APIG4",
    "Console AwsSolutions-CFR1",
    "Console AwsSolutions-CFR2",
    "Console AwsSolutions-CFR3",
    "Console AwsSolutions-CFR4",
    "ConsoleFiles AwsSolutions-S1",
    "IncidentResponseRole AwsSolutions-IAM5[Resource::*]",
    "Leftover Serverless-SQSRedrivePolicy",
    "People AwsSolutions-COG8",
    "a function Serverless-LambdaAsyncFailureDestination",
    "a function Serverless-LambdaDLQ",
    "a function Serverless-LambdaTracing",
    "a function's role AwsSolutions-IAM5[Resource::*]",
    "a function's role AwsSolutions-IAM5[Resource::ssm:parameter/hikeshi/prod/customers/*/connectors/*]",
    "a function's role AwsSolutions-IAM5[Resource::ssm:parameter/hikeshi/prod/customers/*/sources/*]",
    "a function's role AwsSolutions-IAM5[Resource::states:execution:hikeshi-prod-incident-response:*]",
    "a function's role Serverless-LambdaStarPermissions",
  ]);
});
