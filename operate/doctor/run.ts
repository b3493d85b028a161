// `npm run doctor`: what must be right before a house goes live, each in a sentence.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SESClient } from "@aws-sdk/client-ses";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AwsClient } from "aws4fetch";
import { createMailer } from "../../aws/mailer.ts";
import { createMailer as createLocalMailer } from "../../local/mailer.ts";
import { createSecrets as createLocalSecrets } from "../../local/secrets.ts";
import { accessFile } from "../access.ts";
import { exitCodeOf, Failure, type World } from "../failure.ts";
import { openHouse } from "../open-house.ts";
import { plainLine } from "../readable.ts";
import { quick, type Stage, stageOf } from "../stage.ts";
import { openStage, type StageHouse } from "../stage-house.ts";
import { type Account, accountFindings } from "./aws.ts";
import { customerFindings } from "./customers.ts";
import { factsOfHouse, factsOfStage } from "./facts.ts";
import { type Finding, look, ok, unchecked, wrong } from "./finding.ts";
import { mailFindings } from "./mails.ts";

const HELP = `Looks whether a house can go live: its mails, its sources, its contacts, its alarms.

  npm run doctor                     the house on AWS of deployment.json, else the local one of data/
  npm run doctor -- --stage S [--region R]
  npm run doctor -- --data DIR       the running house of a data folder
  npm run doctor -- --send           also sends a test mail to every contact

Ends with 1 where something is wrong or could not be looked at.
`;

const options = {
  stage: { type: "string" },
  region: { type: "string" },
  data: { type: "string" },
  send: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Resolves to the exit code. */
export const doctor = (args: readonly string[], world: World): Promise<number> =>
  exitCodeOf(world, async () => {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return world.write(HELP);
    const { stage, region, data, send } = values;
    const isLocal = data !== undefined || (stage === undefined && !existsSync("deployment.json"));
    if (isLocal && data === undefined && !existsSync(accessFile("data"))) throw new Failure(NO_HOUSE, 2);
    const findings = isLocal
      ? await localFindings(world, data ?? "data", send)
      : await stageFindings(world, stageOf({ stage, region }, world.env), send);
    for (const finding of findings) world.write(lineOf(finding));
    const bad = findings.filter(({ state }) => state === "wrong" || state === "unchecked").length;
    if (bad > 0) throw new Failure(`${bad} of ${findings.length} are wrong, or could not be looked at.`, 1);
    world.write("Nothing is wrong.\n");
  });

const NO_HOUSE =
  "There is no house here: start one (npm start), write deployment.json, or name a stage on AWS with --stage and --region.";

const WORDS: Readonly<Record<Finding["state"], string>> = {
  ok: "ok         ",
  note: "note       ",
  wrong: "WRONG      ",
  unchecked: "NOT CHECKED",
};
const lineOf = ({ state, about, sentence }: Finding): string =>
  `${WORDS[state]}  ${plainLine(`${about}: ${sentence}`)}\n`;

async function localFindings(world: World, data: string, isAsked: boolean): Promise<Finding[]> {
  const { house } = openHouse(world, { url: undefined, token: undefined, data });
  const facts = await factsOfHouse(house, createLocalSecrets(join(data, "secrets.json")));
  const mailer = createLocalMailer(join(data, "mailbox"), world.now);
  // Its analysts are made up, and so is its sender.
  const made = {
    serviceName: "Hikeshi MDR",
    from: "mdr@hikeshi.example",
    consoleUrl: "http://127.0.0.1",
    analysts: [],
  };
  return [
    ok("mails", `They stay on this machine, in ${join(data, "mailbox")}.`),
    ...customerFindings(facts, "npm run customer --"),
    ...(await mailFindings({ house: made, facts, mailer, newId: world.newId }, isAsked)),
  ];
}

/** What is looked at on AWS, so that who cannot look knows what was not. */
const ON_AWS = ["SES", "sender", "Lambda", "alarms", "people", "customers", "sources", "test mails"];

async function stageFindings(world: World, stage: Stage, isAsked: boolean): Promise<Finding[]> {
  const opened = await openStage(world, stage).catch((error: unknown) => {
    if (error instanceof Failure) return error;
    throw error;
  });
  if (opened instanceof Failure) {
    const why = opened.message;
    return [
      wrong("stage", why),
      ...(await bootstrap(stage)),
      ...ON_AWS.map((about) => unchecked(about, `${why.split(":")[0]}.`)),
    ];
  }
  const { address, ports, region } = opened;
  const facts = await factsOfStage(ports).catch(() => undefined);
  const command = `npm run customer -- --stage ${stage.stage}`;
  const ses = new SESClient(quick(region));
  const mailer = createMailer({ client: ses, configurationSet: address.ConfigurationSet, now: world.now });
  return [
    ...(await bootstrap(stage)),
    ...(await accountFindings(await accountOf(opened, world))),
    ...(await look("customers", async () => {
      if (facts === undefined) throw new Error("unreadable");
      const mails = { house: address.House, facts, mailer, newId: world.newId };
      return [...customerFindings(facts, command), ...(await mailFindings(mails, isAsked))];
    })),
  ];
}

/** https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
const bootstrap = ({ region }: Stage): Promise<Finding[]> =>
  look("bootstrap", async () => {
    try {
      await new SSMClient(quick(region)).send(new GetParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version" }));
      return [ok("bootstrap", "The account can be deployed to.")];
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ParameterNotFound") throw error;
      return [wrong("bootstrap", `CDK cannot deploy to ${region} yet: npx cdk bootstrap.`)];
    }
  });

async function accountOf({ region, address }: StageHouse, world: World): Promise<Account> {
  const ses = new SESv2Client(quick(region));
  const { accessKeyId, secretAccessKey, sessionToken } = await ses.config.credentials();
  const session = sessionToken === undefined ? {} : { sessionToken };
  return {
    region,
    address,
    ses,
    async call(service, path, form) {
      const client = new AwsClient({ accessKeyId, secretAccessKey, ...session, service, region, retries: 1 });
      const endpoint =
        world.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ??
        world.env.AWS_ENDPOINT_URL ??
        `https://${service}.${region}.amazonaws.com`;
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      // As text: a signature is over bytes.
      const init = form === undefined ? {} : { method: "POST", headers, body: new URLSearchParams(form).toString() };
      const answer = await client.fetch(`${endpoint}${path}`, init);
      if (!answer.ok) throw Object.assign(new Error(`${service} refuses.`), { name: `${service} ${answer.status}` });
      return answer.text();
    },
  };
}
