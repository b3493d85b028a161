// The one file that an installation writes: what the stack must be told, and cannot know.
import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";

/** Regions with everything the stack uses; SES is the one that is missing elsewhere. https://docs.aws.amazon.com/general/latest/gr/ses.html */
const REGIONS = [
  ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
  ...["ca-central-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3"],
  ...["il-central-1", "me-south-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "af-south-1"],
];

const ADDRESS = "must be one mail address such as mdr@example.jp";
const address = z.email(ADDRESS).max(254, ADDRESS);

const Person = z.strictObject(
  { address, language: z.enum(["ja", "en"], 'must be "ja" or "en"').default("ja") },
  "must be an object with an address and a language",
);

/** Console URLs must be https but for a console on one's own machine. */
const ConsoleUrl = z
  .url({ protocol: /^https$|^http$/, error: "must be an address such as https://console.example.jp" })
  .max(500, "must be 500 characters at most")
  .refine((url) => /^https:\/\/|^http:\/\/localhost(:|\/|$)/.test(url), "must begin with https://");

/**
 * Lambda takes 4 KB of variables in all; the other ones, with the longest names that a stage can have, stay below 700
 * bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_HOUSE_BYTES = 3300;
const houseBytes = ({
  serviceName,
  senderAddress,
  analysts,
  consoleUrl = "",
}: Record<"serviceName" | "senderAddress", string> & { analysts: object[]; consoleUrl?: string | undefined }) =>
  Buffer.byteLength(JSON.stringify([serviceName, serviceName, senderAddress, analysts, consoleUrl])) +
  HOUSE_NAMES_BYTES;
/** The names of the settings, and a console's address of the stack's own. */
const HOUSE_NAMES_BYTES = 140;

const SERVICE_NAME = "must be 1 to 100 characters without quotes, < and >";
const CERTIFICATE = "must be the ARN of a certificate in us-east-1";

export const Configuration = z
  .strictObject({
    /** Part of every name; two stages live side by side in one account. */
    stage: z.string("must be a word").regex(/^[a-z][a-z0-9]{0,15}$/, "must be 1 to 16 of a-z and 0-9, as in prod"),
    region: z.enum(REGIONS, "must be a region of AWS with SES, as in ap-northeast-1"),
    /** The address that mails come from; SES asks it to confirm. */
    senderAddress: address,
    /** What the house calls itself. */
    serviceName: z
      .string(SERVICE_NAME)
      .regex(/^[^\r\n"<>]{1,100}$/, SERVICE_NAME)
      .default("Hikeshi MDR"),
    /** Whom the house tells when it needs an analyst. */
    analysts: z.array(Person, "must be a list").min(1, "must name at least one").max(20, "may name 20 at most"),
    /** Where alarms about the house itself go. */
    alarmAddress: address,
    /** The stack's own CloudFront address unless told. */
    consoleUrl: ConsoleUrl.optional(),
    /** With it the stack's CloudFront answers under the name in consoleUrl. CloudFront takes certificates of us-east-1 only. */
    consoleCertificateArn: z
      .string(CERTIFICATE)
      .regex(/^arn:aws(-[a-z]+)*:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/, CERTIFICATE)
      .optional(),
  })
  .refine(({ consoleUrl, consoleCertificateArn }) => consoleCertificateArn === undefined || consoleUrl !== undefined, {
    path: ["consoleUrl"],
  })
  .refine((all) => houseBytes(all) <= MAX_HOUSE_BYTES, {
    path: ["analysts"],
    // What is too long by itself is told already.
    when: ({ issues }) => issues.length === 0,
    error: `take too much room: with serviceName, senderAddress and consoleUrl they may take ${MAX_HOUSE_BYTES} bytes, so name fewer, or a group's address`,
  });
export type Configuration = z.infer<typeof Configuration>;

/** What is wrong, a sentence each. */
export class ConfigurationError extends Error {
  readonly sentences: readonly string[];
  constructor(sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.name = "ConfigurationError";
    this.sentences = sentences;
  }
}

/** `name` is the file's, for the sentences. Throws ConfigurationError. */
export function parseConfiguration(text: string, name: string): Configuration {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConfigurationError([`${name} is not JSON.`]);
  }
  const read = Configuration.safeParse(value);
  if (read.success) return read.data;
  // One for each place: what is no address at all has other faults too.
  const first = new Map(read.error.issues.map((issue) => [issue.path.join("."), issue] as const).reverse());
  throw new ConfigurationError([...first.values()].reverse().map((issue) => `${name}: ${sentenceOf(issue, value)}`));
}

function sentenceOf({ path, message, ...issue }: z.core.$ZodIssue, value: unknown): string {
  const [first = "", ...rest] = path.map((part) => (typeof part === "number" ? `[${part}]` : String(part)));
  const where = [first, ...rest.map((part) => (part.startsWith("[") ? part : `.${part}`))].join("");
  if (issue.code === "unrecognized_keys") return `${issue.keys.join(", ")} is not a setting.`;
  if (where === "") return "it must be one JSON object.";
  return isMissing(value, path) ? `${where} is missing.` : `${where} ${message}.`;
}

const isMissing = (value: unknown, path: readonly PropertyKey[]): boolean =>
  path.reduce<unknown>(
    (now, part) => (typeof now === "object" && now !== null ? Reflect.get(now, part) : undefined),
    value,
  ) === undefined;

/** Reads the file, or the other one where it does not exist. Throws ConfigurationError. */
export function readConfiguration(path: string, otherwise?: string): Configuration {
  const found = [path, otherwise].find((one) => one !== undefined && existsSync(one));
  if (found === undefined)
    throw new ConfigurationError([`There is no ${path}: copy examples/deployment.json to it and fill it in.`]);
  return parseConfiguration(readFileSync(found, "utf8"), found);
}
