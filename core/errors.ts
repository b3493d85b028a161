// The three kinds of failure that callers tell apart. Everything else that is thrown is our bug.

export type RefusalKind =
  | "bad-request"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "method-not-allowed"
  | "conflict"
  | "too-large"
  | "too-many";

/** One wrong field of an input: `path` as in `detections[0].severity`, `message` in plain words. */
export interface FieldError {
  path: string;
  message: string;
}

/** The caller is wrong. `code` is a stable kebab-case word, `message` a sentence without payloads or secrets. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly kind: RefusalKind;
  readonly code: string;
  readonly fields: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  constructor(
    kind: RefusalKind,
    code: string,
    message: string,
    more: { fields?: readonly FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.fields = more.fields;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/**
 * Something we depend on does not answer now; the same call may go through later. `effect` says whether the
 * call can have had its effect all the same ("maybe": the answer was lost) or not ("none": it was turned away).
 */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  readonly effect: "none" | "maybe";
  readonly retryAfterSeconds: number | undefined;
  constructor(message: string, effect: "none" | "maybe", retryAfterSeconds?: number) {
    super(message);
    this.effect = effect;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Not a failure: the product still works on it. The workflow retries it by this name with backoff. */
export class StillRunning extends Error {
  override readonly name = "StillRunning";
}
