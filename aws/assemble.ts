// The ports on AWS put together, and the one function that this Lambda is.
import type { Context } from "aws-lambda";
import type { Ports } from "../core/ports.ts";
import { createDeps, type Deps } from "../functions/deps.ts";
import { httpFunctions, scheduled, steps } from "../functions/index.ts";
import type { Clients } from "./clients.ts";
import type { Environment } from "./environment.ts";
import { createLog } from "./log.ts";
import { createMailer } from "./mailer.ts";
import { createSecrets } from "./secrets.ts";
import { createTable } from "./table.ts";
import { createWorkflow } from "./workflow.ts";

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** What is of this process, and not of AWS. */
export interface Surroundings extends Pick<Ports, "now" | "sleep" | "random" | "fetch"> {
  write(line: string): unknown;
}

export function createPorts(environment: Environment, clients: Clients, surroundings: Surroundings): Ports {
  const { now, sleep, random, fetch, write } = surroundings;
  const { TABLE_NAME, STATE_MACHINE_ARN, SECRETS_PREFIX, CONFIGURATION_SET } = environment;
  return {
    table: createTable({ client: clients.dynamo, tableName: TABLE_NAME, now, random }),
    mailer: createMailer({
      client: clients.ses,
      now,
      ...(CONFIGURATION_SET === undefined ? {} : { configurationSet: CONFIGURATION_SET }),
    }),
    workflow: createWorkflow({ client: clients.sfn, stateMachineArn: STATE_MACHINE_ARN }),
    secrets: createSecrets({ client: clients.ssm, prefix: SECRETS_PREFIX }),
    log: createLog(write, now),
    now,
    sleep,
    random,
    fetch,
  };
}

/** Throws an Error that names FUNCTION where there is no such function. */
export function createHandler(environment: Environment, clients: Clients, surroundings: Surroundings): Handler {
  const name = environment.FUNCTION;
  const deps = createDeps(createPorts(environment, clients, surroundings), environment.HOUSE);
  const create =
    httpFunctions.get(name) ??
    own(steps, name) ??
    onSchedule(name, own<(deps: Deps) => Promise<object>>(scheduled, name));
  if (create === undefined) throw new Error("The environment is not usable: FUNCTION (names none of our functions).");
  return create(deps);
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A schedule's event says nothing that we do not know; what fails is thrown, so that Lambda counts it. */
function onSchedule(name: string, run: ((deps: Deps) => Promise<object>) | undefined) {
  if (run === undefined) return undefined;
  return (deps: Deps): Handler =>
    async () => {
      const begun = deps.now();
      const line = (outcome: string) => ({ function: name, outcome, milliseconds: deps.now() - begun });
      try {
        const swept = await run(deps);
        deps.log.info({ ...line("ok"), swept: JSON.stringify(swept) });
        return swept;
      } catch (error) {
        deps.log.error(line(error instanceof Error ? error.name : "unknown"));
        throw error;
      }
    };
}
