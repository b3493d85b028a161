// Signed calls to EC2 and SSM, with keys that are renewed before their end.
import type * as z from "zod";
import { parsed } from "../answers.ts";
import type { Send } from "../http-call.ts";
import { authorised } from "../tokens.ts";
import { createTransport } from "../transport.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { awsFailure, errorCode, Keys, type Question, queryCall, signature, ssmCall, xmlAnswer } from "./calls.ts";
import { createCredentials } from "./credentials.ts";
import { hosts, type Settings } from "./settings.ts";

export interface Client {
  /** EC2 Query API, version 2016-11-15: `Filter.1.Name=…`. */
  ec2<T>(question: Question & { parameters: Record<string, string> }, schema: z.ZodType<T>): Promise<T>;
  /** AWS JSON 1.1. */
  ssm<T>(question: Question, schema: z.ZodType<T>): Promise<T>;
}

/** Keys at their end are answered 400 by some services: the same as 401 for us. */
const withExpiry =
  (send: Send): Send =>
  async (call) => {
    const answer = await send(call);
    const hasExpired =
      answer.status < 500 && answer.status >= 400 && /^(Expired|RequestExpired)/.test(errorCode(answer) ?? "");
    return hasExpired ? { ...answer, status: 401 } : answer;
  };

export function createClient(settings: Settings, secret: () => Promise<string>, deps: ConnectorDeps): Client {
  const transport = createTransport(deps, {
    hosts: hosts(settings),
    timeoutMilliseconds: 1000 * (settings.timeoutSeconds ?? 10),
  });
  const tokens = createCredentials(settings, secret, deps, transport);
  const send = authorised(withExpiry(transport), tokens, {
    header: (token, call) => signature(settings, Keys.parse(JSON.parse(token)), call, deps.now()),
  });
  return {
    async ec2(question, schema) {
      const call = queryCall(settings, "ec2", question);
      return xmlAnswer(call, await send(call), schema);
    },
    async ssm(question, schema) {
      const call = ssmCall(settings, question);
      const answer = await send(call);
      if (answer.status >= 300) throw awsFailure(call, answer);
      return parsed(call, schema, answer.json, answer.requestId);
    },
  };
}
