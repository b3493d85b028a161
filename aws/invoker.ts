// The Invoker port on Lambda's own queue: an asynchronous invocation, tried again by Lambda, left to the dead-letter queue
// at last. Over aws4fetch: the SDK's client of Lambda would be larger than all that calls it.
import { fromEnv } from "@aws-sdk/credential-provider-env";
import { AwsClient } from "aws4fetch";
import { Refusal } from "../core/errors.ts";
import type { Invoker } from "../core/ports.ts";
import { ask } from "./errors.ts";

export interface InvokerOptions {
  fetch: typeof fetch;
  stage: string;
  region: string;
  /** Where Lambda is, if not in the region's own place. */
  endpoint?: string | undefined;
}

/** Lambda takes 256 KB of an event that nobody waits for. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 200_000;
const TIMEOUT_MILLISECONDS = 4_000;

/** As infra/names.ts names them. */
const functionName = (stage: string, name: string): string => `hikeshi-${stage}-${name}`;

const placeOf = (region: string): string =>
  `https://lambda.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: 202 for an event that is queued. */
export function createInvoker({ fetch, stage, region, endpoint = placeOf(region) }: InvokerOptions): Invoker {
  const credentials = fromEnv();
  return {
    async invoke(name, event) {
      const body = JSON.stringify(event);
      if (Buffer.byteLength(body) > MOST_BYTES)
        throw new Refusal("too-large", "event-too-large", "the event is larger than Lambda takes");
      const url = new URL(`/2015-03-31/functions/${functionName(stage, name)}/invocations`, endpoint);
      await ask({ what: "Lambda Invoke" }, async () => {
        // Only for signing: it would try again by itself, and for long.
        const client = new AwsClient({ ...(await credentials()), service: "lambda", region, retries: 0 });
        const headers = { "content-type": "application/json", "x-amz-invocation-type": "Event" };
        const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
        const request = await client.sign(`${url}`, { method: "POST", headers, body, signal });
        const answer = await fetch(request).catch(lost);
        await answer.body?.cancel();
        if (answer.status !== 202) throw failureOf(answer);
      });
    },
  };
}

/** What `fetch` throws has the network's own word in its cause; a time-out has a name. Whatever else it is, no answer came. */
function lost(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  const code = cause !== undefined && "code" in cause ? cause.code : undefined;
  const failure = new Error("no answer");
  failure.name = "TimeoutError";
  throw Object.assign(failure, { code });
}

/** As the SDK throws it. The body is left aside: it quotes ARNs. */
function failureOf({ status, headers }: Response): Error {
  const [name = ""] = (headers.get("x-amzn-errortype") ?? "").split(":");
  const error = new Error(`Lambda answered ${status}.`);
  error.name = name === "" ? `Status${status}` : name;
  return Object.assign(error, { $metadata: { attempts: 1, httpStatusCode: status } });
}
