// The words of a measurement or a proof: --help is one screen, and what is wrong is said in one sentence, before anything is begun.
import { parseArgs } from "node:util";
import { Failure, isMisuse } from "./failure.ts";

interface Given {
  positionals: string[];
  values: Record<string, string | boolean | undefined>;
}

/** `read` throws Failure for what it does not take. Ends the process with 0 for --help and with 2 for a wrong word. */
export function readWords<T>(
  help: string,
  args: readonly string[],
  options: readonly string[],
  read: (given: Given) => T,
): T {
  try {
    const texts = options.map((name) => [name, { type: "string" }] as const);
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...Object.fromEntries(texts), help: { type: "boolean", short: "h" } },
    });
    if (values.help !== true) return read({ values, positionals });
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof Failure) && !isMisuse(error)) throw error;
    process.stderr.write(`${error.message.split(/\n|(?<=\.) /)[0]}\n\n${help}`);
    process.exit(2);
  }
}

/** `name` as the person knows it. */
export function wholeNumber(name: string, text: string | boolean | undefined, otherwise: number, least = 1): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || text === "")
    throw new Failure(`${name} takes a whole number from ${least} on, not ${text}.`, 2);
  return value;
}
