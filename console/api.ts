// The way to the API: one call per operation, typed by the API's own description (api-types.ts).
import { OPERATIONS, type Operations } from "./api-types.ts";
import type { SignIn } from "./sign-in.ts";

export type Operation = keyof Operations;
export type Answer<O extends Operation> = Operations[O]["answer"];
type Names<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** The parameters of the operation's path. */
export type Params<O extends Operation> = Record<Names<(typeof OPERATIONS)[O]["path"]>, string>;

export interface Request<O extends Operation> {
  params: Params<O>;
  query?: Operations[O]["query"];
  body?: Operations[O]["body"];
  /** As the answer's `etag`: the version that the person saw. */
  ifMatch?: string;
  /** An etag: the answer is `unchanged` where it still holds. */
  ifNoneMatch?: string;
  /** Of a POST: the same for each try of one decision. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface Answered<O extends Operation> {
  /** Absent where nothing changed (304). */
  answer: Answer<O> | undefined;
  etag: string | undefined;
}

/** What the API says of a request that it does not take. `status` 0: it could not be reached. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly fields: readonly { path: string; message: string }[];
  constructor(status: number, code: string, message: string, fields: ApiError["fields"] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export interface Api {
  call<O extends Operation>(operation: O, request: Request<O>): Promise<Answered<O>>;
}

export function createApi(signIn: SignIn): Api {
  return {
    async call<O extends Operation>(operation: O, request: Request<O>): Promise<Answered<O>> {
      const response = await reach(operation, request, await signIn.token());
      const etag = response.headers.get("etag") ?? undefined;
      if (response.status === 304) return { answer: undefined, etag };
      if (response.status === 401) return signIn.again();
      if (!response.ok) throw await errorOf(response);
      const answer: Answer<O> = await response.json();
      return { answer, etag };
    },
  };
}

async function reach<O extends Operation>(operation: O, request: Request<O>, token: string): Promise<Response> {
  const { method, path } = OPERATIONS[operation];
  const { params, query = {}, body, ifMatch, ifNoneMatch, idempotencyKey, signal } = request;
  const wanted = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const search = wanted.length === 0 ? "" : `?${new URLSearchParams(Object.fromEntries(wanted))}`;
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (ifMatch !== undefined) headers.set("if-match", ifMatch);
  if (ifNoneMatch !== undefined) headers.set("if-none-match", ifNoneMatch);
  if (method === "POST") headers.set("idempotency-key", idempotencyKey ?? crypto.randomUUID());
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    // The browser's own cache would turn our 304 into its old 200.
    const init = { method, headers, ...sent, cache: "no-store", ...(signal === undefined ? {} : { signal }) } as const;
    return await fetch(`${addressOf(path, params)}${search}`, init);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(0, "unreachable", "The API cannot be reached.");
  }
}

const addressOf = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ""));

async function errorOf(response: Response): Promise<ApiError> {
  try {
    const { code = "unknown", message = "", fields = [] } = await response.json();
    return new ApiError(response.status, String(code), String(message), fields);
  } catch {
    return new ApiError(response.status, "unknown", response.statusText);
  }
}
