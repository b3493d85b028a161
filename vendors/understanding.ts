// What a payload reader makes of one item, before the house's own schema has its say.
import type * as z from "zod";
import type { Detection } from "../core/detection.ts";
import type { FieldError } from "../core/errors.ts";

export type Candidate = z.input<typeof Detection>;

/** `reason` and `fields` hold no payload. */
export type Understanding =
  | { kind: "candidate"; candidate: Candidate }
  | { kind: "skipped"; reason: string }
  | { kind: "unclear"; reason: string; fields?: FieldError[] };

export const unclear = (reason: string, fields?: FieldError[]): Understanding =>
  fields === undefined ? { kind: "unclear", reason } : { kind: "unclear", reason, fields };
