// The keys that calls are signed by: the secret's own, or those of the role that it assumes in the customer's account.
import * as z from "zod";
import type { Send } from "../http-call.ts";
import { notLetIn, readCredential } from "../oauth.ts";
import { createTokens, type Grant, type Tokens, usableUntil } from "../tokens.ts";
import type { ConnectorDeps } from "../vendor.ts";
import { Keys, queryCall, signature, xmlAnswer } from "./calls.ts";
import { product, type Settings } from "./settings.ts";

/** `externalId`: what the role's trust policy asks for (IAM user guide, "Access to AWS accounts owned by third parties"). */
const Credential = z.strictObject({ ...Keys.shape, externalId: z.string().min(2).max(1224).optional() });

const AssumeRole = z.looseObject({
  AssumeRoleResult: z.looseObject({
    Credentials: z.looseObject({
      AccessKeyId: z.string().min(1),
      SecretAccessKey: z.string().min(1),
      SessionToken: z.string().min(1),
      Expiration: z.iso.datetime({ offset: true }),
    }),
  }),
});

/** After this the secret is read again: it may have been replaced. */
const secretLifetimeSeconds = 300;

/** A token here is the JSON text of `Keys`. Refusals of the role are `ec2-credentials`. */
export function createCredentials(
  settings: Settings,
  secret: () => Promise<string>,
  { now }: Pick<ConnectorDeps, "now">,
  send: Send,
): Tokens {
  const ask = async (): Promise<Grant> => {
    const { externalId, ...keys } = await readCredential(product, Credential, secret);
    if (settings.roleArn === undefined) {
      return { token: JSON.stringify(keys), until: usableUntil(now(), secretLifetimeSeconds) };
    }
    const parameters = {
      RoleArn: settings.roleArn,
      RoleSessionName: "hikeshi",
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    };
    const question = { what: "assume the role", action: "AssumeRole", parameters, effect: "none" } as const;
    const call = queryCall(settings, "sts", question);
    const headers = { ...call.headers, ...(await signature(settings, keys, call, now())) };
    const answer = await send({ ...call, headers });
    try {
      const { Credentials } = xmlAnswer(call, answer, AssumeRole).AssumeRoleResult;
      const token: Keys = {
        accessKeyId: Credentials.AccessKeyId,
        secretAccessKey: Credentials.SecretAccessKey,
        sessionToken: Credentials.SessionToken,
      };
      const lifetimeSeconds = Math.max(0, (Date.parse(Credentials.Expiration) - now()) / 1000);
      return { token: JSON.stringify(token), until: usableUntil(now(), lifetimeSeconds) };
    } catch (error) {
      throw error instanceof Error ? notLetIn(call, error) : error;
    }
  };
  return createTokens([ask], { now });
}
