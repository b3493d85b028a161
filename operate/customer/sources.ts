// A customer's sources and their secrets: source, secret. What a house shows once goes into the local house's access file, too.
import * as z from "zod";
import { Credential, Source } from "../../core/customer.ts";
import type { HouseClient } from "../house-client.ts";
import { type Command, type Context, type Given, jsonFile, present, under } from "./command.ts";

const Made = z.looseObject({ secretId: z.string(), secret: z.string().optional() });
const Sources = z.looseObject({ sources: z.array(Source) });

const source: Command = {
  usage:
    "source <customer> <source> [--vendor V] [--credential signature|secret] [--connector FILE] [--connector-vendor V] [--connector-credential FILE] [--no-connector] [--silent-after-hours N]",
  about:
    "Create or change a source, and make its first secret. The vendor is the source's name unless told. FILE: JSON of the connector that acts for it. N: told when silent for so long; 24 unless told, 0 never.",
  options: {
    vendor: { type: "string" },
    credential: { type: "string" },
    connector: { type: "string" },
    "connector-vendor": { type: "string" },
    "connector-credential": { type: "string" },
    "no-connector": { type: "boolean" },
    "silent-after-hours": { type: "string" },
  },
  words: [2, 2],
  async run(context, given) {
    const [customerId = "", name = ""] = given.positionals;
    const current = await currentSource(context.house, customerId, name);
    const put = await context.house.put(under(customerId, "sources", name), sourceBody(given, name, current));
    const made = Source.parse(put.body);
    if (made.secretIds.length > 0) return put.body;
    return { source: put.body, ...(await newSecret(context, customerId, made)) };
  },
};

const secret: Command = {
  usage: "secret <customer> <source> [--retire ID]",
  about: "Make another secret (shown this once; the others go on), or retire one.",
  options: { retire: { type: "string" } },
  words: [2, 2],
  async run(context, given) {
    const [customerId = "", name = ""] = given.positionals;
    const retire = given.text("retire");
    if (retire === undefined) {
      const current = await currentSource(context.house, customerId, name);
      return newSecret(context, customerId, current ?? { name, credential: "secret" });
    }
    const answer = await context.house.remove(under(customerId, "sources", name, "secrets", retire));
    context.changeSecrets((secrets) => {
      const key = `${customerId}/${name}`;
      if (secrets[key]?.secretId === retire) delete secrets[key];
    });
    return answer.body;
  },
};

async function currentSource(house: HouseClient, customerId: string, name: string): Promise<Source | undefined> {
  const { sources } = Sources.parse((await house.get(under(customerId, "sources"))).body);
  return sources.find((one) => one.name === name);
}

/** What is not said stays as it is. */
function sourceBody(given: Given, name: string, current: Source | undefined): Record<string, unknown> {
  const vendor = given.text("vendor") ?? current?.vendor ?? name;
  const settings = given.text("connector");
  const credential = given.text("connector-credential");
  const connector = {
    ...present({ vendor: given.text("connector-vendor") ?? current?.connector?.vendor }),
    ...present({ settings: settings === undefined ? current?.connector?.settings : jsonFile(settings) }),
    ...present({ credential: credential === undefined ? undefined : jsonFile(credential) }),
  };
  const hours = given.text("silent-after-hours");
  return {
    vendor,
    ...present({ silentAfterHours: hours === undefined ? current?.silentAfterHours : Number(hours) }),
    credential: given.text("credential") ?? current?.credential ?? (vendor === "generic" ? "signature" : "secret"),
    ...(given.flag("no-connector") || Object.keys(connector).length === 0 ? {} : { connector }),
  };
}

async function newSecret(
  { house, changeSecrets, note }: Context,
  customerId: string,
  { name, credential }: Pick<Source, "name" | "credential">,
): Promise<z.output<typeof Made>> {
  const made = Made.parse((await house.post(under(customerId, "sources", name, "secrets"), {})).body);
  const { secretId, secret: value } = made;
  note(`This is the only time that the secret of ${customerId}/${name} is shown: keep it where its sender needs it.`);
  changeSecrets((secrets) => {
    if (value !== undefined)
      secrets[`${customerId}/${name}`] = { credential: Credential.parse(credential), secret: value, secretId };
  });
  return made;
}

export const sources = { source, secret } as const;
