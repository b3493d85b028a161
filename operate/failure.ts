// What ends a command: a sentence for the person who typed it, and the exit code.
import * as z from "zod";

/** 1: the house refused or did not answer · 2: the command itself is wrong. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: 1 | 2;
  /** What the house called it, where it refused. */
  readonly code: string | undefined;
  constructor(message: string, exitCode: 1 | 2, code?: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}

export interface World {
  fetch: typeof fetch;
  /** To standard output and standard error; whole lines. */
  write(text: string): void;
  warn(text: string): void;
  env: Record<string, string | undefined>;
  /** Resolves to the line that the person types; to nothing where nobody does. */
  ask(question: string): Promise<string>;
  sleep(milliseconds: number): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
  /** Unique: message ids, idempotency keys. */
  newId(): string;
}

/** Runs a command to its exit code. What is no Failure is a defect and goes on. */
export async function exitCodeOf(world: World, command: () => Promise<void>): Promise<number> {
  try {
    await command();
    return 0;
  } catch (error) {
    const failure = failureOf(error);
    if (!(failure instanceof Failure)) throw error;
    world.warn(`${failure.message}\n`);
    return failure.exitCode;
  }
}

function failureOf(error: unknown): unknown {
  if (isMisuse(error)) return new Failure(error.message, 2);
  // Everything that is parsed here, but for files, is an answer.
  if (error instanceof z.ZodError)
    return new Failure("The answer is not that of a house, or of one of another version.", 1);
  return error;
}

/** node:util's parseArgs says what is wrong with the arguments by these codes. */
export const isMisuse = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
