// Plays Lambda: a process for each function, which sees what the template gives it and what Lambda itself sets, and nothing else.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { REGION } from "../infra/synthesised.ts";
import type { DeployedFunction } from "./deployed.ts";
import type { Answer, FunctionError } from "./runtime.ts";

/** Thrown under the name that Step Functions would see. */
export class FunctionFailed extends Error {
  constructor({ errorType, errorMessage }: FunctionError) {
    super(errorMessage);
    this.name = errorType;
  }
}

export interface LogLine {
  function: string;
  text: string;
}

export interface Lambda {
  /** Invokes by the function's ARN, as every service does. Resolves to what the function answered; throws FunctionFailed. */
  invoke(arn: string, event: unknown): Promise<unknown>;
  /** What the functions wrote. */
  lines: readonly LogLine[];
  close(): Promise<void>;
}

/** What Lambda sets. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const surroundings = (one: DeployedFunction, endpoint: string) => ({
  _HANDLER: one.handler,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_EXECUTION_ENV: `AWS_Lambda_${one.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: one.functionName,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(one.memory),
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: one.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/05/[$LATEST]rehearsal",
  // Whose call it is stands in the signature that our endpoint reads.
  AWS_ACCESS_KEY_ID: one.functionName,
  AWS_SECRET_ACCESS_KEY: "rehearsal",
  AWS_SESSION_TOKEN: "rehearsal",
  AWS_ENDPOINT_URL: endpoint,
  LAMBDA_TASK_ROOT: one.folder,
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
});

const RUNTIME = fileURLToPath(new URL("runtime.ts", import.meta.url));

interface Instance {
  child: ChildProcess;
  run(event: unknown): Promise<unknown>;
}

export function createLambda(functions: ReadonlyMap<string, DeployedFunction>, endpoint: string): Lambda {
  const lines: LogLine[] = [];
  const instances = new Map<string, Promise<Instance>>();
  /** One event at a time, as in an environment of Lambda's. */
  const queues = new Map<string, Promise<unknown>>();
  let closed = false;

  async function start(one: DeployedFunction): Promise<Instance> {
    const shared = Object.keys(one.variables).filter((name) => name in surroundings(one, endpoint));
    if (shared.length > 0) throw new Error(`${one.functionName} sets ${shared}, which are Lambda's own.`);
    // The bundle's folder and nothing else can be read, so that no module is found by chance.
    const readable = [one.folder, RUNTIME].map((path) => `--allow-fs-read=${path}`);
    const child = spawn(
      process.execPath,
      ["--permission", ...readable, "--disable-warning=ExperimentalWarning", RUNTIME],
      {
        cwd: one.folder,
        env: { ...surroundings(one, endpoint), ...one.variables },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      },
    );
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface(stream).on("line", (text) => lines.push({ function: one.name, text }));
    await once(child, "message");
    return { child, run: (event) => run(one, child, event) };
  }

  function forget(one: DeployedFunction, child: ChildProcess): void {
    instances.delete(one.arn);
    child.kill("SIGKILL");
  }

  function run(one: DeployedFunction, child: ChildProcess, event: unknown): Promise<unknown> {
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer) => {
        clearTimeout(late);
        child.off("exit", died);
        if ("result" in answer) return resolve(JSON.parse(answer.result));
        reject(new FunctionFailed(answer.error));
      };
      const fail = (errorType: string, errorMessage: string) => {
        child.off("message", settle);
        settle({ id, error: { errorType, errorMessage } });
        forget(one, child);
      };
      const died = () => fail("Runtime.ExitError", `RequestId: ${id} Error: Runtime exited`);
      const late = setTimeout(
        () => fail("Sandbox.Timedout", `RequestId: ${id} Error: Task timed out after ${one.timeoutSeconds}.00 seconds`),
        one.timeoutSeconds * 1000,
      );
      child.once("message", settle);
      child.once("exit", died);
      child.send({ id, event: JSON.stringify(event), deadlineAt: Date.now() + one.timeoutSeconds * 1000 });
    });
  }

  return {
    lines,
    invoke(arn, event) {
      const one = functions.get(arn);
      if (one === undefined || closed) throw new Error(`There is no function ${arn}.`);
      const next = async () => {
        const instance = instances.get(arn) ?? start(one);
        instances.set(arn, instance);
        return (await instance).run(event);
      };
      const result = (queues.get(arn) ?? Promise.resolve()).then(next, next);
      queues.set(arn, result);
      return result;
    },
    async close() {
      closed = true;
      for (const instance of instances.values()) {
        const { child } = await instance;
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
    },
  };
}
