// Computers and files of the acceptance stories.
import type * as z from "zod";
import type { Detection } from "../core/detection.ts";

/** What the generic source takes: a Detection with the sender's own `id`. */
export type GenericJson = Omit<z.input<typeof Detection>, "identity" | "aliases" | "product"> & { id: string };

export const COMPUTER = {
  "test1-VM": "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e01",
  "SV-SQL01": "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e02",
  "PC-KEIRI07": "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e03",
  "SV-FILE01": "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e04",
  "PC-SOUMU03": "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e05",
} as const;
type Name = keyof typeof COMPUTER;
export const at = (name: Name) => ({ id: COMPUTER[name], name });

/** Forty hexadecimal digits that stand for a file. */
export const sha1 = (seed: string) => Buffer.from(seed.padEnd(20, ".")).toString("hex").slice(0, 40);
export const SHA1 = {
  enc: sha1("enc"),
  stealer: sha1("stealer"),
  agent: sha1("asset-agent"),
  srv: "5f2b8c1d9e3a4f60718293a4b5c6d7e8f9012345",
  anydesk: "6a3c9d2e0f4b5a61829304b5c6d7e8f901234567",
};
export const system = (name: string) => ({
  name,
  path: `C:\\Windows\\System32\\${name}`,
  sha1: sha1(name),
  signature: "os-vendor" as const,
  signer: "Microsoft Windows",
});
export const enc = {
  name: "enc.exe",
  path: "C:\\Windows\\Temp\\enc.exe",
  sha1: SHA1.enc,
  signature: "untrusted" as const,
};
export const srv = {
  name: "srv.exe",
  path: "C:\\Users\\Public\\srv.exe",
  sha1: SHA1.srv,
  signature: "untrusted" as const,
};
export const upd = {
  name: "upd.exe",
  path: "C:\\Users\\soumu\\AppData\\Local\\Temp\\upd.exe",
  sha1: SHA1.stealer,
  signature: "untrusted" as const,
};

/** Any computer of a large fleet. */
export const numbered = (index: number) => ({
  id: `9d0a7c5e-2b1f-4a57-9a3e-${String(index).padStart(12, "0")}`,
  name: `PC-${String(index).padStart(4, "0")}`,
});
