// What every connector does with calls and answers: check a status and a shape, read its settings, put an id into a path.
import type * as z from "zod";
import { Refusal } from "../core/errors.ts";
import { fieldErrors } from "./field-errors.ts";
import { failure, type HttpAnswer, type HttpCall, type Product, type Send, unreadable } from "./http-call.ts";

/** The answer's JSON in this shape; throws Unavailable where it has another. */
export function parsed<T>(call: HttpCall, schema: z.ZodType<T>, json: unknown, requestId: string | undefined): T {
  const result = schema.safeParse(json);
  if (!result.success) throw unreadable(call, "the answer has an unexpected shape", requestId);
  return result.data;
}

/** Sends, and gives the answer's JSON in this shape. Throws what `failure` makes of a status that is not 2xx. */
export async function answered<T>(send: Send, call: HttpCall, schema: z.ZodType<T>): Promise<T> {
  const answer = await send(call);
  return parsed(call, schema, successful(call, answer).json, answer.requestId);
}

export function successful(call: HttpCall, answer: HttpAnswer): HttpAnswer {
  if (answer.status >= 300) throw failure(call, answer);
  return answer;
}

/** Throws Refusal `<code>-settings` with the wrong fields. */
export function readSettings<T>(product: Product, schema: z.ZodType<T>, settings: Record<string, unknown>): T {
  const read = schema.safeParse(settings);
  if (read.success) return read.data;
  const message = `The settings of the ${product.name} connector are not valid`;
  throw new Refusal("bad-request", `${product.code}-settings`, message, { fields: fieldErrors(read.error.issues) });
}

/** An id as one path segment. Ids are opaque; what could leave its place in the path is refused. */
export function pathSegment(product: Product, id: string): string {
  if (!/^[\w.:~-]{1,100}$/.test(id) || /^\.+$/.test(id)) {
    const message = `An id of the ${product.name} connector has characters that no id of it has`;
    throw new Refusal("bad-request", `${product.code}-bad-id`, message);
  }
  return encodeURIComponent(id);
}
