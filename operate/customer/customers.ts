// Customers themselves and their people: create, list, show, audit, person.
import * as z from "zod";
import { type Command, jsonFile, needed, present, under } from "./command.ts";

const create: Command = {
  usage: "create <customer> [--name N] [--language ja|en] [--time-zone Z] [--settings FILE]",
  about: "Create a customer; again with the same settings changes nothing. FILE: its settings as JSON.",
  options: {
    name: { type: "string" },
    language: { type: "string" },
    "time-zone": { type: "string" },
    settings: { type: "string" },
  },
  words: [1, 1],
  async run({ house }, given) {
    const [customerId] = given.positionals;
    const file = given.text("settings");
    const settings = {
      name: customerId,
      ...(file === undefined ? {} : jsonFile(file)),
      ...present({ name: given.text("name"), language: given.text("language"), timeZone: given.text("time-zone") }),
    };
    return (await house.post("/v1/customers", { customerId, settings })).body;
  },
};

const list: Command = {
  usage: "list",
  about: "All customers.",
  options: {},
  words: [0, 0],
  run: async ({ house }) => (await house.get("/v1/customers")).body,
};

const show: Command = {
  usage: "show <customer>",
  about: "A customer's settings, sources and people.",
  options: {},
  words: [1, 1],
  async run({ house }, { positionals: [customerId] }) {
    const settings = (await house.get(under(customerId, "settings"))).body;
    const { sources } = z.object({ sources: z.unknown() }).parse((await house.get(under(customerId, "sources"))).body);
    const { people } = z.object({ people: z.unknown() }).parse((await house.get(under(customerId, "people"))).body);
    return { customerId, settings, sources, people };
  },
};

const audit: Command = {
  usage: "audit <customer>",
  about: "Who changed what, newest first (the last 50 changes).",
  options: {},
  words: [1, 1],
  run: async ({ house }, { positionals: [customerId] }) => (await house.get(under(customerId, "audit"))).body,
};

const person: Command = {
  usage: "person <customer>|--house --issuer I --subject S --name N --role R [--language ja|en] | --remove ID",
  about:
    "Add or change a person, or remove one. Roles: customer, analyst, support; with --house admin, analyst, support.",
  options: {
    house: { type: "boolean" },
    issuer: { type: "string" },
    subject: { type: "string" },
    name: { type: "string" },
    role: { type: "string" },
    language: { type: "string" },
    remove: { type: "string" },
  },
  words: [1, 1],
  async run({ house }, given) {
    const path = given.flag("house") ? "/v1/people" : under(given.positionals[0], "people");
    const remove = given.text("remove");
    if (remove !== undefined) return (await house.remove(`${path}/${encodeURIComponent(remove)}`)).body;
    const identity = { issuer: needed(given, "issuer"), subject: needed(given, "subject") };
    const about = { name: needed(given, "name"), role: needed(given, "role") };
    return (await house.put(path, { ...identity, ...about, ...present({ language: given.text("language") }) })).body;
  },
};

export const customers = { create, list, show, person, audit } as const;
