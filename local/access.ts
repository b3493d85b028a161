// What a person at this machine needs to use the house: its address, tokens by role, and the demo's credentials. Only its owner may read it.
import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import * as z from "zod";
import { Credential } from "../core/customer.ts";

/** `secretId` lets a command retire the secret again. */
export const SourceSecret = z.object({
  credential: Credential,
  secret: z.string().min(1),
  secretId: z.string().optional(),
});
export type SourceSecret = z.infer<typeof SourceSecret>;

export const Access = z.looseObject({
  url: z.url(),
  /** By role. */
  tokens: z.record(z.string(), z.string()),
  /** Of the console's sign-in, by user name. */
  passwords: z.record(z.string(), z.string()).optional(),
  /** By `customer/source`. */
  secrets: z.record(z.string(), SourceSecret).default({}),
});
export type Access = z.infer<typeof Access>;

export const readAccess = (path: string): Access | undefined =>
  existsSync(path) ? Access.parse(JSON.parse(readFileSync(path, "utf8"))) : undefined;

export async function writeAccess(path: string, access: Access): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
