// Turns zod's issues into the field errors that a sender can act on. Values of the input never enter a message.
import type * as z from "zod";
import type { FieldError } from "../core/errors.ts";

const MOST = 100;
const NAME_LENGTH = 100;

const plain = (name: string): string => name.toWellFormed().slice(0, NAME_LENGTH).toWellFormed();

function pathText(path: readonly PropertyKey[], prefix: string): string {
  let text = prefix;
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^\w+$/.test(String(part))) text += `${text === "" ? "" : "."}${plain(String(part))}`;
    else text += `[${JSON.stringify(plain(String(part)))}]`;
  }
  return text;
}

function plainMessage(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" && issue.message.endsWith("received undefined") ? "is required" : issue.message;
}

/** `prefix` is the item's own path, as in `detections[2]`. At most 100 errors; an unknown field is one error each. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], prefix = ""): FieldError[] {
  const errors: FieldError[] = [];
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, MOST)) {
        errors.push({ path: pathText([...issue.path, key], prefix), message: "is not a known field" });
      }
    } else errors.push({ path: pathText(issue.path, prefix), message: plainMessage(issue) });
  }
  return errors.slice(0, MOST);
}
