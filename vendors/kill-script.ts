// A process ended by our script (examples/kill) that the product runs on the computer: what it is told, and what it says.
// For products that end a process by its id alone, which another program may have by then: the script looks at its file first.
import { Refusal } from "../core/errors.ts";
import type { Product } from "./http-call.ts";
import type { ActionOutcome, ActionRequest } from "./vendor.ts";

/** A computer that was away ends nothing later than this: the process may be another's by then. */
const LIFETIME_SECONDS = 15 * 60;

/** Positional, of letters, digits and dashes only: action, pid, hash of the program's file, last second (epoch) at which it may act. */
export function scriptArguments(product: Product, { actionId, target }: ActionRequest, now: number): string {
  const hash = target.process?.sha256 ?? target.process?.sha1;
  if (target.process === undefined || hash === undefined)
    throw new Refusal(
      "bad-request",
      "kill-needs-hash",
      `${product.name} stops a process only by pid and the hash of its file`,
    );
  const words = [actionId, `${target.process.pid}`, hash, `${Math.floor(now / 1000) + LIFETIME_SECONDS}`];
  if (words.some((word) => !/^[A-Za-z0-9-]{1,128}$/.test(word)))
    throw new Refusal(
      "bad-request",
      "kill-bad-argument",
      "An argument of the script has characters that none of it has",
    );
  return words.join(" ");
}

/** The script's last word is `hikeshi done kill <action>`, or `hikeshi failed kill <action> <reason>`; whatever else it prints says nothing. */
export function saidBy(output: string, { actionId }: ActionRequest): ActionOutcome {
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  const reason = lines
    .map((line) => /^hikeshi failed kill ([A-Za-z0-9-]+) ([a-z-]{1,40})$/.exec(line))
    .find((found) => found?.[1] === actionId)?.[2];
  if (reason !== undefined) return { state: "failed", reason };
  return lines.includes(`hikeshi done kill ${actionId}`)
    ? { state: "confirmed" }
    : { state: "failed", reason: "script-said-nothing" };
}
