// The environment variables of every function on AWS. infra gives them (its type is EnvironmentVariables), lambda.ts reads them.
import * as z from "zod";
import { House } from "../core/house.ts";

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});

export const Environment = z.object({
  /** Which function this one is: an HTTP function, a step of the workflow, or an unattended one (functions/index.ts). */
  FUNCTION: z.string().min(1),
  /** As in `prod`: the dimension of all metrics. */
  STAGE: z.string().regex(/^[a-z][a-z0-9]{0,15}$/, "is no name of a stage"),
  TABLE_NAME: z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, "is no name of a DynamoDB table"),
  STATE_MACHINE_ARN: z
    .string()
    .regex(/^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[^:]+$/, "is no ARN of a state machine"),
  /** The path in Parameter Store under which all secrets stand, as in `/hikeshi`. */
  SECRETS_PREFIX: z.string().regex(/^(\/[A-Za-z0-9_.-]+)+$/, "is no path such as /hikeshi"),
  /** Of SES: where bounces and complaints are published. */
  CONFIGURATION_SET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "is no name of a configuration set of SES")
    .optional(),
  /** core/house.ts as JSON. Lambda allows 4 KB for all variables together. */
  HOUSE: json.pipe(House),
  /** Lambda's own, and the SDK's: where its services stand. */
  AWS_REGION: z.string().optional(),
  AWS_ENDPOINT_URL: z.string().optional(),
  AWS_ENDPOINT_URL_LAMBDA: z.string().optional(),
});
export type Environment = z.infer<typeof Environment>;
/** As they stand in the environment: all strings. */
export type EnvironmentVariables = z.input<typeof Environment>;

/** Throws an Error of one sentence that names every wrong variable, and quotes no value. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  // Once in a process: compiling the schema first would take longer than it saves.
  const read = Environment.safeParse(variables, { jitless: true });
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => {
    const [name = ""] = path;
    const missing = path.length === 1 && variables[String(name)] === undefined;
    return `${path.join(".")} ${missing ? "is missing" : `(${message})`}`;
  });
  throw new Error(`The environment is not usable: ${wrong.join("; ")}.`);
}
