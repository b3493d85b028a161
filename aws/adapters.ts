// The adapters of the ports, apart from the functions, which start without them. Each client is made with its first call.
import type { Ports } from "../core/ports.ts";
import type { Clients } from "./clients.ts";
import type { Environment } from "./environment.ts";
import { createMailer, createSes } from "./mailer.ts";
import { createSecrets, createSsm } from "./secrets.ts";
import { createDynamo, createTable } from "./table.ts";
import { createTranslate, createTranslator } from "./translator.ts";
import { createSfn, createWorkflow } from "./workflow.ts";

export type Adapters = {
  [Name in "table" | "mailer" | "workflow" | "secrets" | "translator"]: () => NonNullable<Ports[Name]>;
};

/** Clients that are not given are made. */
export function createAdapters(
  { TABLE_NAME, STATE_MACHINE_ARN, SECRETS_PREFIX, CONFIGURATION_SET }: Environment,
  { now, random }: Pick<Ports, "now" | "random">,
  clients: Partial<Clients> = {},
): Adapters {
  const configurationSet = CONFIGURATION_SET === undefined ? {} : { configurationSet: CONFIGURATION_SET };
  return {
    table: () => createTable({ client: clients.dynamo ?? createDynamo(), tableName: TABLE_NAME, now, random }),
    mailer: () => createMailer({ client: clients.ses ?? createSes(), now, ...configurationSet }),
    workflow: () => createWorkflow({ client: clients.sfn ?? createSfn(), stateMachineArn: STATE_MACHINE_ARN }),
    secrets: () => createSecrets({ client: clients.ssm ?? createSsm(), prefix: SECRETS_PREFIX }),
    translator: () => createTranslator({ client: clients.translate ?? createTranslate() }),
  };
}
