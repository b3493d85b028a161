// Plays Lambda's runtime inside a function's process: loads the handler that the template names, takes events, gives answers. JSON text in, JSON text out.
import { pathToFileURL } from "node:url";
import { types } from "node:util";

export interface Invocation {
  id: string;
  /** JSON. */
  event: string;
  deadlineAt: number;
}
/** As Lambda reports a function's error to whoever called it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
}
export type Answer = { id: string } & ({ result: string } | { error: FunctionError });

/** As AWS's own runtime client makes it: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/Errors.js */
const reported = (error: unknown): FunctionError =>
  types.isNativeError(error)
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };

type Handler = (event: unknown, context: object) => Promise<unknown>;

async function load(): Promise<Handler | FunctionError> {
  const { LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;
  const [file, name = ""] = _HANDLER.split(".");
  try {
    const loaded = await import(pathToFileURL(`${LAMBDA_TASK_ROOT}/${file}.mjs`).href);
    if (typeof loaded[name] === "function") return loaded[name];
    return { errorType: "Runtime.HandlerNotFound", errorMessage: `${_HANDLER} is undefined or not exported` };
  } catch (error) {
    const { errorType, errorMessage } = reported(error);
    const isMissing = types.isNativeError(error) && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    return isMissing ? { errorType: "Runtime.ImportModuleError", errorMessage } : { errorType, errorMessage };
  }
}

const handler = await load();

const contextOf = ({ id, deadlineAt }: Invocation) => ({
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: "$LATEST",
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  awsRequestId: id,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => deadlineAt - Date.now(),
});

async function answer(invocation: Invocation): Promise<Answer> {
  const { id, event } = invocation;
  if (typeof handler !== "function") return { id, error: handler };
  try {
    const result = await handler(JSON.parse(event), contextOf(invocation));
    return { id, result: JSON.stringify(result) ?? "null" };
  } catch (error) {
    return { id, error: reported(error) };
  }
}

process.on("message", (invocation: Invocation) => {
  void answer(invocation).then((answered) => process.send?.(answered));
});
process.send?.("ready");
