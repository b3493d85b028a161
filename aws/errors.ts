// The one place where the SDK's errors become ours: every call of an adapter goes through `ask`.
import * as z from "zod";
import { Refusal, Unavailable } from "../core/errors.ts";

/** Turned away before anything happened. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLED: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
  "LimitExceededException",
]);
/** No connection was made, so nothing was sent. */
const UNREACHED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** Sent, perhaps; no answer. */
const LOST: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "TimeoutError", "AbortError"]);

const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const Metadata = z.object({ attempts: optional(z.number()), httpStatusCode: optional(z.number()) });
/** An error of the SDK or of Node's network, as far as we read it. */
const Failure = z.object({
  name: z.string(),
  code: optional(z.string()),
  $metadata: Metadata.default({}).catch({}),
});

export interface Question<T> {
  /** Service and operation, as in `DynamoDB PutItem`; stands in messages. */
  what: string;
  /** A question that changes nothing can have had no effect, whatever became of its answer. */
  reads?: boolean;
  /** Errors that this call expects, by their name: an answer, or a failure of ours to throw. */
  expected?: Readonly<Record<string, (error: unknown) => T>>;
}

/**
 * Asks the SDK and translates what it throws: throttling, time-out, network and server trouble → Unavailable; the
 * expected ones as told. All else is our defect or a wrong installation (access denied, no such table): an Error named
 * `Aws.<code>`, which no Retry of the workflow mistakes for one of its own. The SDK's messages stay here: they quote
 * requests.
 */
export async function ask<T>(question: Question<T>, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const read = Failure.safeParse(error);
    if (error instanceof Refusal || !read.success) throw error;
    const expected = Object.entries(question.expected ?? {}).find(([name]) => name === read.data.name)?.[1];
    if (expected !== undefined) return expected(error);
    throw translated(question, read.data);
  }
}

function translated({ what, reads = false }: Question<unknown>, failure: z.infer<typeof Failure>): Error {
  const { name, code = "", $metadata } = failure;
  const { attempts = 1, httpStatusCode = 0 } = $metadata;
  // The last of several attempts may have been turned away where an earlier one was not.
  const earlier = attempts > 1 && !reads ? "maybe" : "none";
  if (THROTTLED.has(name) || httpStatusCode === 429) return new Unavailable(`${what}: too many requests.`, earlier);
  if (UNREACHED.has(code)) return new Unavailable(`${what}: not reached (${code}).`, earlier);
  if (LOST.has(code) || LOST.has(name) || httpStatusCode >= 500)
    return new Unavailable(`${what}: no answer (${httpStatusCode || code || name}).`, reads ? "none" : "maybe");
  const defect = new Error(`${what} failed: ${name}.`);
  defect.name = `Aws.${name}`;
  return defect;
}

/** For errors that mean: this will never go through as it is. */
export const refuse =
  (...refusal: ConstructorParameters<typeof Refusal>) =>
  (): never => {
    throw new Refusal(...refusal);
  };

/** For errors that mean: turned away for now, whatever the reason. */
export const turnedAway = (message: string) => (): never => {
  throw new Unavailable(message, "none");
};
