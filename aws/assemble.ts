// The ports on AWS put together, and the one function that this Lambda is.
import type { Context } from "aws-lambda";
import type { Ports } from "../core/ports.ts";
import { createDeps, type Deps } from "../functions/deps.ts";
import type { Adapters } from "./adapters.ts";
import type { Environment } from "./environment.ts";
import { lazyInvoker, lazyMailer, lazySecrets, lazyTable, lazyTranslator, lazyWorkflow } from "./lazy-ports.ts";
import { createLog } from "./log.ts";

export type Handler = (event: unknown, context: Context) => Promise<unknown>;
export type Create = (deps: Deps) => Handler;
/** Functions by name, of which this process is one. */
export type Own = Readonly<Record<string, Create>>;

/** What is of this process, and not of AWS. */
export interface Surroundings extends Pick<Ports, "now" | "sleep" | "random" | "fetch"> {
  write(line: string): unknown;
}

/** aws/adapters.ts, or what stands for it. */
export type LoadAdapters = () => Promise<{
  createAdapters(environment: Environment, surroundings: Surroundings): Adapters;
}>;

function createPorts(environment: Environment, load: LoadAdapters, surroundings: Surroundings): Ports {
  const { now, sleep, random, fetch, write } = surroundings;
  const adapters = async () => (await load()).createAdapters(environment, surroundings);
  return {
    table: lazyTable(async () => (await adapters()).table()),
    mailer: lazyMailer(async () => (await adapters()).mailer()),
    workflow: lazyWorkflow(async () => (await adapters()).workflow()),
    invoker: lazyInvoker(async () => (await adapters()).invoker()),
    secrets: lazySecrets(async () => (await adapters()).secrets()),
    translator: lazyTranslator(async () => (await adapters()).translator()),
    log: createLog({ write, now, stage: environment.STAGE }),
    now,
    sleep,
    random,
    fetch,
  };
}

/** Throws an Error that names FUNCTION where there is no such function. */
export function createHandler(
  own: Own,
  environment: Environment,
  load: LoadAdapters,
  surroundings: Surroundings,
): Handler {
  const create = Object.hasOwn(own, environment.FUNCTION) ? own[environment.FUNCTION] : undefined;
  if (create === undefined) throw new Error("The environment is not usable: FUNCTION (names none of our functions).");
  return create(createDeps(createPorts(environment, load, surroundings), environment.HOUSE));
}
