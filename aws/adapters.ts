// The adapters of the ports, apart from the functions, which start without them. Each client is made with its first call.
import type { Invoker, Ports } from "../core/ports.ts";
import type { Clients } from "./clients.ts";
import type { Environment } from "./environment.ts";
import { createMailer, createSes } from "./mailer.ts";
import { createSecrets, createSsm } from "./secrets.ts";
import { createDynamo, createTable } from "./table.ts";
import { createTranslate, createTranslator } from "./translator.ts";
import { createSfn, createWorkflow } from "./workflow.ts";

export type Adapters = {
  [Name in "table" | "mailer" | "workflow" | "secrets" | "translator"]: () => NonNullable<Ports[Name]>;
} & {
  /** One function needs it: it is read by that one alone. */
  invoker: () => Promise<Invoker>;
};

/** Clients that are not given are made. */
export function createAdapters(
  { STAGE, TABLE_NAME, STATE_MACHINE_ARN, SECRETS_PREFIX, CONFIGURATION_SET, ...own }: Environment,
  { now, random, fetch }: Pick<Ports, "now" | "random" | "fetch">,
  clients: Partial<Clients> = {},
): Adapters {
  const configurationSet = CONFIGURATION_SET === undefined ? {} : { configurationSet: CONFIGURATION_SET };
  return {
    table: () => createTable({ client: clients.dynamo ?? createDynamo(), tableName: TABLE_NAME, now, random }),
    mailer: () => createMailer({ client: clients.ses ?? createSes(), now, ...configurationSet }),
    workflow: () => createWorkflow({ client: clients.sfn ?? createSfn(), stateMachineArn: STATE_MACHINE_ARN }),
    secrets: () => createSecrets({ client: clients.ssm ?? createSsm(), prefix: SECRETS_PREFIX }),
    invoker: async () => {
      const { createInvoker } = await import("./invoker.ts");
      const endpoint = own.AWS_ENDPOINT_URL_LAMBDA ?? own.AWS_ENDPOINT_URL;
      return createInvoker({ fetch, stage: STAGE, region: own.AWS_REGION ?? "", endpoint });
    },
    translator: () => createTranslator({ client: clients.translate ?? createTranslate() }),
  };
}
