// Plays Lambda's own API, for events that nobody waits for: queued, run, tried again twice, and left to the dead-letter queue of the function.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import { arn } from "../infra/synthesised.ts";
import type { Deployed } from "./deployed.ts";
import type { Service, SignedRequest } from "./endpoint.ts";
import type { Lambda } from "./lambda.ts";

const TYPE = "application/json";

export function createInvocations(deployed: Deployed, invoke: Lambda["invoke"]): Service {
  const functionOf = ({ path, headers }: SignedRequest): string => {
    const [, name] = /^\/2015-03-31\/functions\/([\w-]+)\/invocations$/.exec(path) ?? [];
    if (name === undefined || headers["x-amz-invocation-type"] !== "Event")
      throw new Error(`${path} is not played here`);
    return arn("lambda", `function:${name}`);
  };
  /** What is given up lies in no queue here: a defect of ours, told as loudly as can be. */
  async function run(functionArn: string, event: unknown, tries: number): Promise<void> {
    try {
      await invoke(functionArn, event);
    } catch (error) {
      if (tries === 1) throw error;
      await run(functionArn, event, tries - 1);
    }
  }
  return {
    refusal: (code, message) => ({ status: 403, type: TYPE, body: JSON.stringify({ Type: code, Message: message }) }),
    asks: (request) => [["lambda:InvokeFunction", functionOf(request)]],
    async answer(request) {
      const functionArn = functionOf(request);
      if (!deployed.functions.has(functionArn)) return { status: 404, type: TYPE, body: "{}" };
      void run(functionArn, JSON.parse(request.body.toString("utf8")), 3);
      return { status: 202, type: TYPE, body: "" };
    },
  };
}
