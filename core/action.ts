// What the house does on a computer (実施対応), and how far each attempt has come.
import * as z from "zod";
import type { Bilingual } from "./ports.ts";

export const ActionKind = z.enum(["kill", "remove", "isolate", "release"]);
export type ActionKind = z.infer<typeof ActionKind>;

/**
 * `requested` the decision is on record · `accepted` the product took it (ref kept) · `confirmed` the product showed
 * that it is done · `failed` it will not happen · `unconfirmed` nobody can tell within the budget, or it was not asked.
 */
export const ActionState = z.enum(["requested", "accepted", "confirmed", "failed", "unconfirmed"]);
export type ActionState = z.infer<typeof ActionState>;

/** What to act on. Hashes are lower-case hexadecimal. */
export const ActionTarget = z.strictObject({
  computerId: z.string(),
  computerName: z.string(),
  process: z
    .strictObject({ pid: z.int(), name: z.string(), sha1: z.string().optional(), sha256: z.string().optional() })
    .optional(),
  executable: z
    .strictObject({
      name: z.string(),
      path: z.string().optional(),
      sha1: z.string().optional(),
      sha256: z.string().optional(),
    })
    .optional(),
});
export type ActionTarget = z.infer<typeof ActionTarget>;

export const actionWords: Record<ActionKind, Bilingual> = {
  kill: { ja: "プロセス停止", en: "stop the process" },
  remove: { ja: "駆除", en: "remove the file" },
  isolate: { ja: "ネットワーク隔離", en: "isolate from the network" },
  release: { ja: "NW隔離の終了", en: "end network isolation" },
};
