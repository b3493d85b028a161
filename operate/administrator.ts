// `npm run admin`: makes an administrator of the house. On AWS with the operator's own credentials: the first one has nobody to ask.
import { parseArgs } from "node:util";
import { SSMClient } from "@aws-sdk/client-ssm";
import { Person } from "../core/customer.ts";
import { auditOf, personId, putPerson } from "../records/customers.ts";
import { userFor } from "./cognito.ts";
import { exitCodeOf, Failure, type World } from "./failure.ts";
import { openHouse } from "./open-house.ts";
import { quick, stageOf } from "./stage.ts";
import { openStage, type StageHouse } from "./stage-house.ts";

const HELP = `Makes an administrator of the house: who may make customers, sources and people.

  npm run admin -- --email ADDRESS --name NAME
      On AWS: makes the account in Cognito where there is none (it mails a first password), and the administrator's record.
  npm run admin -- --sub SUBJECT [--iss ISSUER] --name NAME
      Of an account that is there already, by the subject in its tokens.
  npm run admin -- --data DIR --iss ISSUER --sub SUBJECT --name NAME
      In the running house of a data folder.

  --stage S      the house on AWS (else the one in deployment.json); --region R
  --language L   ja (unless told) or en
`;

const options = {
  email: { type: "string" },
  sub: { type: "string" },
  iss: { type: "string" },
  name: { type: "string" },
  language: { type: "string", default: "ja" },
  stage: { type: "string" },
  region: { type: "string" },
  data: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

/** Resolves to the exit code. */
export const admin = (args: readonly string[], world: World): Promise<number> =>
  exitCodeOf(world, async () => {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help || args.length === 0) return world.write(HELP);
    const name = values.name ?? values.email;
    if (name === undefined) throw new Failure("--name is needed.", 2);
    if (values.data !== undefined) return inFolder(world, values, values.data, name);
    const house = await openStage(world, stageOf(values, world.env));
    const issuer = values.iss ?? house.address.Issuer;
    const subject = values.sub ?? (await subjectFor(world, house, values));
    await record(world, house, personOf({ issuer, subject, name, language: values.language }));
  });

async function inFolder(world: World, { iss, sub, language }: Values, data: string, name: string): Promise<void> {
  if (iss === undefined || sub === undefined) throw new Failure("--iss and --sub are needed with --data.", 2);
  const { house } = openHouse(world, { url: undefined, token: undefined, data });
  await house.put("/v1/people", { issuer: iss, subject: sub, name, role: "admin", language });
  world.write(`${name} is an administrator.\n`);
}

async function subjectFor(world: World, { address, region }: StageHouse, { email }: Values): Promise<string> {
  if (email === undefined) throw new Failure("Whose account? Give --email, or --sub of one that is there.", 2);
  const credentials = await new SSMClient(quick(region)).config.credentials();
  const { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, AWS_ENDPOINT_URL } = world.env;
  const endpoint = AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? AWS_ENDPOINT_URL;
  const { subject, isNew } = await userFor({ id: address.UserPool, region, credentials, endpoint }, email);
  world.write(isNew ? `Cognito mails ${email} a first password.\n` : `${email} has an account already.\n`);
  return subject;
}

function personOf(given: { issuer: string; subject: string; name: string; language: string }): Person {
  const id = personId(given.issuer, given.subject);
  const person = Person.safeParse({ ...given, personId: id, role: "admin" });
  if (person.success) return person.data;
  throw new Failure(`These are wrong: ${person.error.issues.map(({ path }) => path.join(".")).join(", ")}.`, 2);
}

async function record(world: World, { stage, address, ports }: StageHouse, person: Person): Promise<void> {
  const at = new Date(world.now()).toISOString();
  await putPerson(ports.table, "house", person);
  const { personId: by, role, issuer, subject } = person;
  const details = { personId: by, role, issuer, subject };
  await auditOf(ports.table, "house", { at, by: "npm run admin", what: "person-put", details });
  world.write(`${person.name} is an administrator of ${stage}: sign in at ${address.ConsoleUrl}\n`);
}
