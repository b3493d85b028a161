// Failures as the SDK throws them, for rows of tests.

export interface Thrown {
  code?: string;
  httpStatusCode?: number;
  attempts?: number;
  [more: string]: unknown;
}

/** Its message quotes a secret, as the SDK's may quote a request: ours must not. */
export function thrown(name: string, { code, httpStatusCode, attempts, ...more }: Thrown = {}): Error {
  const error = Object.assign(new Error("s3cret: User arn:aws:sts::1:x is not authorized to put s3cret"), more);
  error.name = name;
  return Object.assign(error, code === undefined ? {} : { code }, {
    $metadata: {
      ...(httpStatusCode === undefined ? {} : { httpStatusCode }),
      ...(attempts === undefined ? {} : { attempts }),
    },
  });
}

/** What becomes of a failure that every service knows, where the call changes something. */
export const COMMON: [string, Error, Record<string, unknown>][] = [
  ["throttling", thrown("ThrottlingException", { httpStatusCode: 400 }), { name: "Unavailable", effect: "none" }],
  ["throttling of SES", thrown("Throttling", { httpStatusCode: 400 }), { name: "Unavailable", effect: "none" }],
  ["a status of 429", thrown("Whatever", { httpStatusCode: 429 }), { name: "Unavailable", effect: "none" }],
  [
    "throttling at last, after a lost answer",
    thrown("ThrottlingException", { attempts: 3 }),
    { name: "Unavailable", effect: "maybe" },
  ],
  ["no connection", thrown("Error", { code: "ECONNREFUSED" }), { name: "Unavailable", effect: "none" }],
  ["no name", thrown("Error", { code: "ENOTFOUND" }), { name: "Unavailable", effect: "none" }],
  [
    "no connection at last, after a lost answer",
    thrown("Error", { code: "ECONNREFUSED", attempts: 2 }),
    { name: "Unavailable", effect: "maybe" },
  ],
  ["a time-out", thrown("TimeoutError", { code: "ETIMEDOUT" }), { name: "Unavailable", effect: "maybe" }],
  ["a cut connection", thrown("Error", { code: "ECONNRESET" }), { name: "Unavailable", effect: "maybe" }],
  ["a server error", thrown("InternalServerError", { httpStatusCode: 500 }), { name: "Unavailable", effect: "maybe" }],
  ["an answer that is none", thrown("SyntaxError", { httpStatusCode: 503 }), { name: "Unavailable", effect: "maybe" }],
  ["access denied", thrown("AccessDeniedException", { httpStatusCode: 400 }), { name: "Aws.AccessDeniedException" }],
  ["no credentials", thrown("CredentialsProviderError"), { name: "Aws.CredentialsProviderError" }],
];

/** The failure of a promise, which must say nothing of what was asked. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    (value) => new Error(`no failure but ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (String(error).includes("s3cret")) throw new Error("The message quotes the request.");
  return error;
}
