// A customer's settings, read, changed and written back by version: settings, policy, recipients.
import * as z from "zod";
import { Settings } from "../../core/customer.ts";
import { Failure } from "../failure.ts";
import { type Command, type Context, type Given, present, under } from "./command.ts";

type Json = Record<string, unknown>;
const Json = z.record(z.string(), z.unknown());

const settings: Command = {
  usage: "settings <customer> [--set name=value]… [--unset name]…",
  about: "Show or change name, language, timeZone, supportPhone, supportUrl, csirt.",
  options: { set: { type: "string", multiple: true }, unset: { type: "string", multiple: true } },
  words: [1, 1],
  run: (context, given) => changeSettings(context, given, (current) => changed(current, given, (text) => text)),
};

const policy: Command = {
  usage: "policy <customer> [--set name=value]… [--unset name]…",
  about: "Show or change the response policy, as in --set isolation=false --set isolationCeiling.computers=1.",
  options: { set: { type: "string", multiple: true }, unset: { type: "string", multiple: true } },
  words: [1, 1],
  async run(context, given) {
    const after = await changeSettings(context, given, (current) => ({
      ...current,
      policy: changed(Json.parse(current.policy ?? {}), given, jsonOrText),
    }));
    return after.policy;
  },
};

const recipients: Command = {
  usage: "recipients <customer> [--add ADDRESS [--language ja|en] [--kinds created,isolated,…]] [--remove ADDRESS]",
  about: "Show or change who gets which mails. --add of a known address replaces what it wants.",
  options: {
    add: { type: "string" },
    language: { type: "string" },
    kinds: { type: "string" },
    remove: { type: "string" },
  },
  words: [1, 1],
  async run(context, given) {
    const [add, remove] = [given.text("add"), given.text("remove")];
    const after = await changeSettings(context, given, (current) => {
      const kept = Settings.parse(current).recipients.filter(({ address }) => address !== add && address !== remove);
      const language = given.text("language") ?? current.language;
      const added = { address: add, ...present({ language, kinds: given.text("kinds")?.split(",") }) };
      return { ...current, recipients: add === undefined ? kept : [...kept, added] };
    });
    return { recipients: after.recipients };
  },
};

/** Reads, changes, and writes back only where something changed; 409 where somebody else did meanwhile. */
async function changeSettings({ house }: Context, given: Given, change: (current: Json) => Json): Promise<Json> {
  const path = under(given.positionals[0], "settings");
  const { body, etag } = await house.get(path);
  const current = Json.parse(body);
  const wanted = change(current);
  if (JSON.stringify(wanted) === JSON.stringify(current)) return current;
  return Json.parse((await house.put(path, wanted, etag)).body);
}

function changed(current: Json, given: Given, value: (text: string) => unknown): Json {
  const set = given.texts("set").reduce((settings, pair) => {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || text === undefined) throw new Failure(`--set takes name=value, not ${pair}.`, 2);
    return withField(settings, name.split("."), value(text));
  }, current);
  return given.texts("unset").reduce((settings, name) => withField(settings, name.split("."), undefined), set);
}

/** `undefined` takes the field away, so that it gets its default. */
export function withField(object: Json, [name = "", ...rest]: readonly string[], value: unknown): Json {
  const inner = Json.safeParse(object[name]);
  return present({
    ...object,
    [name]: rest.length === 0 ? value : withField(inner.success ? inner.data : {}, rest, value),
  });
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const settingsCommands = { settings, policy, recipients } as const;
