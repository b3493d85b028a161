// What a subcommand of `npm run customer` is.
import { readFileSync } from "node:fs";
import type { ParseArgsOptionsConfig } from "node:util";
import * as z from "zod";
import type { SourceSecret } from "../../local/access.ts";
import { Failure } from "../failure.ts";
import type { HouseClient } from "../house-client.ts";

export interface Given {
  positionals: readonly string[];
  /** The last one where it was given several times. */
  text(name: string): string | undefined;
  /** All of them. */
  texts(name: string): string[];
  flag(name: string): boolean;
}

export interface Context {
  house: HouseClient;
  /** Changes the secrets of the local house's access file, where there is one. */
  changeSecrets(change: (secrets: Record<string, SourceSecret>) => void): void;
  /** Tells the person something beside the answer. */
  note(sentence: string): void;
  /** Resolves to the line that the person types. */
  ask(question: string): Promise<string>;
  sleep(milliseconds: number): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

export interface Command {
  usage: string;
  about: string;
  options: ParseArgsOptionsConfig;
  /** How many words it takes, at least and at most. */
  words: readonly [number, number];
  /** Resolves to what is printed. */
  run(context: Context, given: Given): Promise<unknown>;
}

/** The address of a customer's things, as in `/v1/customers/acme/people`. */
export const under = (customerId: string | undefined, ...rest: readonly string[]): string =>
  ["/v1/customers", ...[customerId ?? "", ...rest].map(encodeURIComponent)].join("/");

export function needed(given: Given, name: string): string {
  const value = given.text(name);
  if (value === undefined) throw new Failure(`--${name} is needed.`, 2);
  return value;
}

/** A file that holds a JSON object. */
export function jsonFile(file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Failure(`${file} cannot be read as a JSON object.`, 2);
  }
}

/** Only what was given. */
export const present = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
