// cdk-nag finds nothing that nobody answered; every answer has a reason, and answers something that it does find.
import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { synthesised } from "./synthesised.ts";

const packs: [string, () => NagPack][] = [
  ["AwsSolutions", () => new AwsSolutionsChecks()],
  ["Serverless", () => new ServerlessChecks()],
];

/** `where id` of every finding. `ignoring`: as if nobody had answered. */
function findings(pack: NagPack, ignoring = false): string[] {
  if (ignoring) Object.assign(pack, { isAcknowledged: () => false });
  return pack
    .validateScope(synthesised().app)
    .violations.flatMap(({ ruleName, violatingConstructs }) =>
      (violatingConstructs ?? []).map(({ constructPath }) => `${constructPath} ${ruleName}`),
    );
}

/** Where, what and why, of every acknowledgement in the tree. */
const acknowledged = () =>
  synthesised()
    .app.node.findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => (Array.isArray(data) ? data : Object.entries(data)))
        .map((one) => ({ path: node.path, text: JSON.stringify(one) })),
    );

test.each(packs)("%s has no open finding", (_name, pack) => expect(findings(pack())).toEqual([]));

/** Kind of place → rule. Other rules, and other places, need a new line here and a reason there. */
const ANSWERED: readonly (readonly [RegExp, RegExp])[] = [
  [/^(PeopleSomething)$/, /^$/],
];

describe.each(packs)("what of %s is acknowledged", (name, pack) => {
  test("is on this list, and nothing on the list is stale", () => {
    const kinds = new Set(
      findings(pack(), true).map((finding) =>
        finding
          .replace(/^Hikeshi\//, "")
          .replace(/\/Resource /, " ")
          .replace(/^\w+Role (?=AwsSolutions-IAM5\[Resource::arn)/, "a function's role "),
      ),
    );
    console.log(name, [...kinds], ANSWERED.length, acknowledged().slice(0, 3), acknowledged().length);
  });
});
