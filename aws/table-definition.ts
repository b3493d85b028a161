// The DynamoDB table as a value: infra synthesises it, tests create it, table.ts reads and writes it.

/** All keys are strings. */
export const tableDefinition = {
  key: { pk: "pk", sk: "sk" },
  indexes: {
    /** What people list: the whole item stands in it, so that a list is one query. */
    list: { pk: "listPk", sk: "listSk", project: "all" },
    /**
     * What the sweeper finds, to read again by key. `expiresAt` stands in it so that an expired item is absent here
     * too; nothing else, so that a change which does not move the item in it costs no write to it.
     */
    due: { pk: "duePk", sk: "dueSk", project: ["expiresAt"] },
  },
  /** Epoch seconds (N). DynamoDB deletes within days after it; until then table.ts reads the item as absent. */
  timeToLive: "expiresAt",
} as const;
