// The one table, as aws/table-definition.ts says it is; kept when the stack goes.
import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import { tableDefinition } from "../aws/table-definition.ts";

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** Without a name of ours, so that a table which was kept stands in nobody's way. */
export function createTable(scope: Construct): Table {
  const { key, indexes, timeToLive } = tableDefinition;
  const table = new Table(scope, "Table", {
    partitionKey: text(key.pk),
    sortKey: text(key.sk),
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    timeToLiveAttribute: timeToLive,
  });
  for (const [indexName, { pk, sk, project }] of Object.entries(indexes))
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(pk),
      sortKey: text(sk),
      ...(project === "all"
        ? { projectionType: ProjectionType.ALL }
        : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...project] }),
    });
  return table;
}
