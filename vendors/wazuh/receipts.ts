// What Wazuh can read back of an active response: the receipt that the script leaves on the computer when it has seen its work done,
// which file integrity monitoring shows with its hash. The API itself says "sent" and nothing more.
import { createHash } from "node:crypto";
import * as z from "zod";
import { comparablePath } from "../file-names.ts";
import type { ActionRequest } from "../vendor.ts";
import { oneAgent } from "./agents.ts";
import type { Client } from "./client.ts";

export type Receipt = "done" | "failed" | "none";

const FimEntry = z.looseObject({ file: z.string(), sha256: z.string().nullish() });

/** A file `hikeshi-<actionId>` whose whole content is one of these words followed by the kind, as in `done isolate`. */
export const receiptText = (word: "done" | "failed", kind: ActionRequest["kind"]): string => `${word} ${kind}`;
export const receiptName = ({ actionId }: Pick<ActionRequest, "actionId">): string => `hikeshi-${actionId}`;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Windows and Unix paths alike; on Unix the case of a folder that an administrator configured does not tell two apart. */
const folderOf = (folder: string): string => comparablePath(folder).replace(/\\+$/, "");

/** Only in the folders that the settings name: elsewhere anybody may write a file of this name. */
export async function readReceipt(
  client: Client,
  folders: readonly string[],
  request: ActionRequest,
): Promise<Receipt> {
  const name = receiptName(request);
  const path = `/syscheck/${oneAgent(request.target.computerId)}`;
  const query = { search: name, limit: "100" };
  const paths = folders.map((folder) => `${folderOf(folder)}\\${comparablePath(name)}`);
  const entries = await client.list("read the receipts", path, query, FimEntry);
  const hashes = entries.filter(({ file }) => paths.includes(comparablePath(file))).map((entry) => entry.sha256);
  // Of two folders that both hold one, the failure counts.
  if (hashes.includes(sha256(receiptText("failed", request.kind)))) return "failed";
  return hashes.includes(sha256(receiptText("done", request.kind))) ? "done" : "none";
}
