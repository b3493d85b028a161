// OAuth 2 grants over a form (RFC 6749), and the secret that a connector's credential is read from.
import * as z from "zod";
import { Refusal } from "../core/errors.ts";
import { failure, type HttpAnswer, type HttpCall, type Product, unreadable } from "./http-call.ts";
import { type Grant, usableUntil } from "./tokens.ts";

const TokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().nullish(),
  expires_in: z.coerce.number().positive().nullish(),
});

/** A token that does not say how long it lives. */
const unsaidLifetimeSeconds = 600;

/** The call that asks for a token with this form; its answer goes to `grantOf`. */
export const tokenCall = (product: Product, url: string, form: Record<string, string>): HttpCall => ({
  product,
  what: `get a token by ${form.grant_type ?? "the client's secret"}`,
  method: "POST",
  url,
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(form).toString(),
  effect: "none",
});

/** Throws Refusal `<code>-credentials` where the account is not let in (400, 401, 403), else Unavailable "none". */
export function grantOf(call: HttpCall, answer: HttpAnswer, now: number): Grant {
  if (answer.status >= 300) throw notLetIn(call, failure(call, answer));
  const token = TokenAnswer.safeParse(answer.json);
  if (!token.success) throw unreadable(call, "the answer holds no token", answer.requestId);
  const { access_token, refresh_token, expires_in } = token.data;
  return {
    token: access_token,
    refresh: refresh_token || undefined,
    until: usableUntil(now, expires_in ?? unsaidLifetimeSeconds),
  };
}

/** Of whatever call that asks for a token: a refusal says that the credential is wrong. */
export const notLetIn = ({ product }: HttpCall, error: Error): Error =>
  error instanceof Refusal ? new Refusal("unauthenticated", `${product.code}-credentials`, error.message) : error;

/** The secret's JSON text as its vendor folder documents it. Throws Refusal `<code>-credentials`, which quotes nothing of it. */
export async function readCredential<T>(product: Product, schema: z.ZodType<T>, secret: () => Promise<string>) {
  const text = await secret();
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // The cause would quote the secret.
    const message = `The secret of the ${product.name} connector is not the JSON it must be`;
    throw new Refusal("unauthenticated", `${product.code}-credentials`, message);
  }
}
