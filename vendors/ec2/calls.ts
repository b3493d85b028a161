// One call to EC2, SSM or STS as AWS wants it, its signature, and AWS's own error codes turned into our errors.
import { AwsV4Signer } from "aws4fetch";
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import { parsed } from "../answers.ts";
import { failure, type HttpAnswer, type HttpCall, unreadable } from "../http-call.ts";
import { product, type Settings, serviceOf, serviceUrl } from "./settings.ts";
import { readXml } from "./xml.ts";

export const Keys = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
});
export type Keys = z.infer<typeof Keys>;

export interface Question {
  /** For messages, as in `describe the instance`. */
  what: string;
  action: string;
  /** Query parameters of EC2 and STS; the JSON body of SSM. */
  parameters: Record<string, unknown>;
  effect: "none" | "maybe";
}

const JSON_TYPE = "application/x-amz-json-1.1";

export const queryCall = (
  settings: Settings,
  service: "ec2" | "sts",
  { what, action, parameters, effect }: Question & { parameters: Record<string, string> },
): HttpCall => ({
  product,
  what,
  method: "POST",
  url: serviceUrl(settings, service),
  headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  body: new URLSearchParams({
    Action: action,
    Version: service === "ec2" ? "2016-11-15" : "2011-06-15",
    ...parameters,
  }).toString(),
  effect,
  types: ["text/xml", "application/xml"],
});

export const ssmCall = (settings: Settings, { what, action, parameters, effect }: Question): HttpCall => ({
  product,
  what,
  method: "POST",
  url: serviceUrl(settings, "ssm"),
  headers: { "content-type": JSON_TYPE, "x-amz-target": `AmazonSSM.${action}` },
  body: JSON.stringify(parameters),
  effect,
  types: [JSON_TYPE],
});

/** Signature version 4 of this call by these keys. */
export async function signature(settings: Settings, keys: Keys, call: HttpCall, now: number) {
  const { sessionToken, ...pair } = keys;
  const signer = new AwsV4Signer({
    ...pair,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    method: call.method,
    url: call.url,
    ...(call.headers === undefined ? {} : { headers: call.headers }),
    ...(call.body === undefined ? {} : { body: call.body }),
    service: serviceOf(settings, call.url) ?? "",
    region: settings.region,
    datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ""),
  });
  const { headers } = await signer.sign();
  return Object.fromEntries(headers);
}

const WithCode = z.looseObject({ Error: z.looseObject({ Code: z.string() }) });
/** EC2's own form, STS's, and that of JSON services. */
const Ec2Error = z.looseObject({ Response: z.looseObject({ Errors: WithCode }) });
const StsError = z.looseObject({ ErrorResponse: WithCode });
const JsonError = z.looseObject({ __type: z.string() });

/** AWS's word for what went wrong, as in `InvalidInstanceID.NotFound`; undefined where the answer says none. */
export function errorCode({ json, text }: HttpAnswer): string | undefined {
  const document = readXml(text);
  const code =
    Ec2Error.safeParse(document).data?.Response.Errors.Error.Code ??
    StsError.safeParse(document).data?.ErrorResponse.Error.Code ??
    JsonError.safeParse(json).data?.__type.replace(/^.*#/, "");
  return code !== undefined && /^[\w.]{1,100}$/.test(code) ? code : undefined;
}

const kebab = (code: string): string =>
  code
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll(/[._]+/g, "-")
    .toLowerCase();

/** A refusal that names AWS's own code: `ec2-invalid-group-not-found`. AWS turns away what is too much with a 400 too. */
export function awsFailure(call: HttpCall, answer: HttpAnswer): Refusal | Unavailable {
  const usual = failure(call, answer);
  const code = errorCode(answer);
  if (code === undefined || !(usual instanceof Refusal)) return usual;
  if (/^(Throttl|RequestLimitExceeded|TooManyRequests)/.test(code)) {
    return new Unavailable(`${product.name}: ${call.what}: ${code}`, "none", answer.retryAfterSeconds);
  }
  return new Refusal(usual.kind, `ec2-${kebab(code)}`.slice(0, 64), `${usual.message} ${code}`);
}

export function xmlAnswer<T>(call: HttpCall, answer: HttpAnswer, schema: z.ZodType<T>): T {
  if (answer.status >= 300) throw awsFailure(call, answer);
  const document = readXml(answer.text);
  if (document === undefined) throw unreadable(call, "the answer is not XML", answer.requestId);
  return parsed(call, schema, Object.values(document)[0], answer.requestId);
}
