// People of a Cognito user pool, over its JSON API: enough to make one, and to know who it is.
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
import { AwsClient } from "aws4fetch";
import * as z from "zod";
import { Failure } from "./failure.ts";

export interface Pool {
  id: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
  /** AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER or AWS_ENDPOINT_URL. */
  endpoint?: string | undefined;
}

const Attributes = z.array(z.looseObject({ Name: z.string(), Value: z.string() }));
const Created = z.looseObject({ User: z.looseObject({ Attributes }) });
const Known = z.looseObject({ UserAttributes: Attributes });
const Refused = z.looseObject({ __type: z.string() });

/** The account's subject, and whether it is new: then Cognito mails a first password. Throws Failure. */
export async function userFor(pool: Pool, email: string): Promise<{ subject: string; isNew: boolean }> {
  const call = caller(pool);
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
  ];
  const made = await call("AdminCreateUser", { Username: email, UserAttributes, DesiredDeliveryMediums: ["EMAIL"] });
  if ("answer" in made) return { subject: subjectOf(Created.parse(made.answer).User.Attributes), isNew: true };
  if (made.refused !== "UsernameExistsException") throw refusal(made.refused);
  const known = await call("AdminGetUser", { Username: email });
  if ("answer" in known) return { subject: subjectOf(Known.parse(known.answer).UserAttributes), isNew: false };
  throw refusal(known.refused);
}

const refusal = (code: string) => new Failure(`Cognito does not make the account (${code}).`, 1);

function subjectOf(attributes: z.infer<typeof Attributes>): string {
  const subject = attributes.find(({ Name }) => Name === "sub")?.Value;
  if (subject === undefined) throw new Failure("Cognito does not say who the account is.", 1);
  return subject;
}

function caller({ id, region, credentials, endpoint = `https://cognito-idp.${region}.amazonaws.com` }: Pool) {
  const { sessionToken, ...keys } = credentials;
  const session = sessionToken === undefined ? {} : { sessionToken };
  const client = new AwsClient({ ...keys, ...session, service: "cognito-idp", region, retries: 2 });
  return async (operation: string, body: object): Promise<{ answer: unknown } | { refused: string }> => {
    const response = await client.fetch(`${endpoint}/`, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ UserPoolId: id, ...body }),
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return { answer };
    const refused = Refused.safeParse(answer);
    return { refused: refused.success ? refused.data.__type.replace(/^.*#/, "") : String(response.status) };
  };
}
