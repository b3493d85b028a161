// What every API function shares: its definition (method, path, who may, schemas), and the way from call to answer:
// token → person → role → customer → fields → Idempotency-Key → answer.
import * as z from "zod";
import type { Customer, Person, Role } from "../../core/customer.ts";
import { type FieldError, Refusal } from "../../core/errors.ts";
import { hashId, sha256 } from "../../core/ids.ts";
import type { Actor } from "../../core/timeline.ts";
import { answerKey, dropRequest, keepAnswer, keepRequest } from "../../records/answers.ts";
import { type CustomerRecord, personId, readCustomer, readPerson } from "../../records/customers.ts";
import { type Deps, nowAt } from "../deps.ts";
import { type Answer, type Call, type CreateHttp, failure, http } from "../http.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Everything a route is: served from it, and described from it in OpenAPI. */
export interface ApiDefinition<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  name: string;
  method: Method;
  /** As in `/v1/customers/{customerId}/incidents/{incidentId}`. */
  path: string;
  summary: string;
  /** Who may; `admin` is never implied. */
  roles: readonly Role[];
  query: Q;
  body: B;
  answer: A;
  /** Of a route without a customer: who the caller is, where it is nobody of the house. */
  elsewhere?(deps: Deps, personId: string): Promise<Person | undefined>;
  /** The status of success; 200 unless told. */
  status?: 200 | 201 | 202;
  /** The caller must say in If-Match which version it saw. */
  ifMatch?: "required";
  /** Its ETag stands for the whole answer: to who has that answer already (If-None-Match) it says 304. */
  conditional?: true;
  /** What of a POST's answer may be kept for its repeat, where not all: a secret is shown once. */
  kept?(answer: z.input<A>): z.input<A>;
  /** It may change a customer that is being erased; nothing else may. */
  whileErasing?: true;
  run(deps: Deps, request: ApiRequest<z.output<Q>, z.output<B>>): Promise<z.input<A> | Answered<z.input<A>>>;
}

/** An answer with headers of its own, such as ETag. */
export interface Answered<A> {
  body: A;
  headers: Record<string, string>;
  /** Where it is not the definition's own. */
  status?: 200 | 201 | 202;
}
export const answered = <A>(
  body: A,
  headers: Record<string, string>,
  status?: 200 | 201 | 202,
): Answered<A> & { [WITH_HEADERS]: true } => ({
  body,
  headers,
  ...(status === undefined ? {} : { status }),
  [WITH_HEADERS]: true,
});
const WITH_HEADERS = Symbol("with headers");
const hasHeaders = <A>(value: A | Answered<A>): value is Answered<A> =>
  typeof value === "object" && value !== null && WITH_HEADERS in value;

export interface ApiRequest<Q, B> {
  params: Record<string, string>;
  query: Q;
  body: B;
  person: Person;
  actor: Actor;
  /** The customer of the path; absent on routes without one. */
  customer: Customer | undefined;
  /** The version in If-Match, where one was sent. */
  ifMatch: number | undefined;
  /** Now, ISO: one instant for the whole request. */
  at: string;
  /** The same for each repeat of a POST under its Idempotency-Key: what is derived from it is written once. */
  requestId: string;
}

export interface Api {
  definition: ApiDefinition<z.ZodType, z.ZodType, z.ZodType>;
  create: CreateHttp;
}

export const NONE = z.strictObject({});

export function api<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: ApiDefinition<Q, B, A>,
): Api {
  const { name, query, body, method, status = 200 } = definition;
  const create = http(name, async (deps, call) => {
    const { person, customer } = await authorise(deps, call, definition);
    if (customer?.erasing !== undefined && method !== "GET" && definition.whileErasing === undefined)
      throw beingErased();
    if (definition.ifMatch === "required" && call.headers["if-match"] === undefined) throw ifMatchMissing();
    const request = {
      params: call.params,
      query: parsed(query, call.query, "query"),
      body: parsed(body, method === "GET" ? {} : json(call.body), "body"),
      person,
      actor: { kind: "person", personId: person.personId, name: person.name } as const,
      customer,
      ifMatch: versionOf(call.headers["if-match"]),
      at: nowAt(deps),
      requestId: requestIdOf(call, person.personId),
    };
    const work = async (): Promise<Answer & { kept?: unknown }> => {
      const made = await definition.run(deps, request);
      const own: Answered<z.input<A>> = hasHeaders(made) ? made : { body: made, headers: {} };
      const { body: shown, headers } = own;
      if (definition.conditional && headers.etag !== undefined && headers.etag === call.headers["if-none-match"])
        return { status: 304, headers };
      const kept = definition.kept === undefined ? {} : { kept: definition.kept(shown) };
      return { status: own.status ?? status, body: shown, headers, ...kept };
    };
    return once(deps, call, request, work);
  });
  return { definition, create };
}

/** Who the token says, as our records know them. A customer that is not theirs looks like one that does not exist. */
async function authorise(
  deps: Deps,
  call: Call,
  { roles, elsewhere }: Pick<ApiDefinition<z.ZodType, z.ZodType, z.ZodType>, "roles" | "elsewhere">,
): Promise<{ person: Person; customer: CustomerRecord | undefined }> {
  if (call.identity === undefined)
    throw new Refusal("unauthenticated", "unauthenticated", "A valid access token is needed.");
  const id = personId(call.identity.issuer, call.identity.subject);
  const { customerId } = call.params;
  const person =
    (await readPerson(deps.table, "house", id)) ??
    (customerId === undefined ? await elsewhere?.(deps, id) : await readPerson(deps.table, { customerId }, id));
  const customer = customerId === undefined ? undefined : (await readCustomer(deps.table, customerId))?.value;
  if (customerId !== undefined && (person === undefined || customer === undefined)) throw notFound("customer");
  if (person === undefined || !roles.includes(person.role))
    throw new Refusal("forbidden", "forbidden", "Your role does not allow this.");
  return { person, customer };
}

export const notFound = (what: string): Refusal =>
  new Refusal("not-found", `${what}-not-found`, `There is no such ${what}.`);

export const beingErased = (): Refusal => new Refusal("conflict", "customer-erasing", "This customer is being erased.");

function json(body: Buffer): unknown {
  if (body.byteLength === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal("bad-request", "not-json", "The body is not JSON.");
  }
}

function parsed<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal("bad-request", `invalid-${where}`, `Some fields of the ${where} are wrong.`, {
    fields: fieldErrors(result.error),
  });
}

export const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));

function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined;
  const version = /^(?:W\/)?"?(\d+)"?$/.exec(ifMatch)?.[1];
  if (version === undefined)
    throw new Refusal("bad-request", "invalid-if-match", "If-Match holds no version.", {
      fields: [{ path: "If-Match", message: 'a version as in "3"' }],
    });
  return Number(version);
}

const ifMatchMissing = (): Refusal =>
  new Refusal("bad-request", "if-match-missing", "Say in If-Match which version you saw (the ETag that you read).", {
    fields: [{ path: "If-Match", message: "missing" }],
  });

const requestIdOf = ({ params, headers, path, body }: Call, person: string): string => {
  const key = headers["idempotency-key"] ?? "";
  return hashId(20, "request", params.customerId ?? "house", person, key, path, sha256(body));
};

/** Refuses (409) when the caller saw another version than the one that stands. */
export function checkVersion(ifMatch: number | undefined, version: number): void {
  if (ifMatch !== undefined && ifMatch !== version)
    throw new Refusal("conflict", "version", "It was changed meanwhile: read it again.");
}

const IdempotencyKey = z.string().min(1).max(128);
const WORKING_MILLISECONDS = 60_000;

/** A POST with an Idempotency-Key is done once: the same request gets the same answer, another under the same key 409. */
async function once(
  deps: Deps,
  call: Call,
  { person, at }: ApiRequest<unknown, unknown>,
  work: () => Promise<Answer & { kept?: unknown }>,
): Promise<Answer> {
  const given = call.headers["idempotency-key"];
  if (call.method !== "POST") return shown(await work());
  if (given === undefined)
    throw new Refusal("bad-request", "idempotency-key-missing", "A POST needs an Idempotency-Key.", {
      fields: [{ path: "Idempotency-Key", message: "missing" }],
    });
  const key = answerKey(
    call.params.customerId ?? "house",
    person.personId,
    parsed(IdempotencyKey, given, "idempotency-key"),
  );
  const requestHash = sha256(JSON.stringify([call.path, call.headers["if-match"] ?? "", call.body.toString("utf8")]));
  const earlier = await keepRequest(deps.table, key, { requestHash, at });
  if (earlier !== undefined && earlier.requestHash !== requestHash) {
    throw new Refusal("conflict", "idempotency-key-reused", "This Idempotency-Key was used for another request.");
  }
  if (earlier?.status !== undefined) return { status: earlier.status, body: JSON.parse(earlier.body ?? "null") };
  if (earlier !== undefined && deps.now() - Date.parse(earlier.at) < WORKING_MILLISECONDS) {
    throw new Refusal("conflict", "in-progress", "The same request is being worked on.");
  }
  const answer = await work().catch(async (error: unknown): Promise<Answer & { kept?: unknown }> => {
    if (error instanceof Refusal && error.kind !== "conflict") return failure(error);
    await dropRequest(deps.table, key);
    throw error;
  });
  await keepAnswer(deps.table, key, answer.status, JSON.stringify(answer.kept ?? answer.body ?? null));
  return shown(answer);
}

const shown = ({ kept: _kept, ...answer }: Answer & { kept?: unknown }): Answer => answer;
