// Opaque cursors, bound to the customer and the filter they were given for.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { sha256 } from "../../core/ids.ts";

export const PageQuery = z.strictObject({
  cursor: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Cursor = z.strictObject({ after: z.string(), of: z.string() });

const bound = (to: readonly unknown[]): string => sha256(JSON.stringify(to)).slice(0, 16);

/** `to`: whatever the position is only valid for, such as customer and filter. */
export const cursorOf = (after: string | undefined, to: readonly unknown[]): { cursor?: string } =>
  after === undefined ? {} : { cursor: Buffer.from(JSON.stringify({ after, of: bound(to) })).toString("base64url") };

/** Refuses a cursor of another list. */
export function positionOf(cursor: string | undefined, to: readonly unknown[]): { after?: string } {
  if (cursor === undefined) return {};
  const decoded = Cursor.safeParse(parse(cursor));
  if (!decoded.success || decoded.data.of !== bound(to)) {
    throw new Refusal("bad-request", "invalid-cursor", "The cursor belongs to another list.", {
      fields: [{ path: "cursor", message: "belongs to another list" }],
    });
  }
  return { after: decoded.data.after };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
