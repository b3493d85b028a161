// One alarm of one rule on one computer: the shape that every vendor's words are turned into.
import * as z from "zod";
import { Severity } from "./severity.ts";

const text = (max: number) => z.string().max(max);
const id = text(256).min(1);

export const Sha1 = z.string().regex(/^[0-9a-f]{40}$/, "40 hexadecimal digits, lower case");
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits, lower case");

/** MITRE ATT&CK (sub-)technique id, as in `T1562.004`. */
export const TechniqueId = z.string().regex(/^T\d{4}(\.\d{3})?$/, "a MITRE ATT&CK id such as T1105 or T1562.004");

/**
 * What became of it: `blocked` before it did harm, `removed` by the product after it was there, `allowed` (it ran or
 * stays; also when the product does not say).
 */
export const Outcome = z.enum(["blocked", "removed", "allowed"]);
export type Outcome = z.infer<typeof Outcome>;

/**
 * Who vouches for a file: `os-vendor` (ships with the operating system), `trusted` (a valid signature of a known
 * maker), `untrusted` (none, invalid or self-made), `unknown` (the product does not say).
 */
export const Signature = z.enum(["os-vendor", "trusted", "untrusted", "unknown"]);
export type Signature = z.infer<typeof Signature>;

/** A file known by hash. `signer` is the name on its certificate. */
export const Executable = z.strictObject({
  name: text(260).min(1),
  path: text(4096).optional(),
  sha1: Sha1.optional(),
  sha256: Sha256.optional(),
  signature: Signature.default("unknown"),
  signer: text(256).optional(),
});
export type Executable = z.infer<typeof Executable>;

/** A running program. `pid` is the operating system's; `image` is the file it runs from. */
export const Process = z.strictObject({
  pid: z.int().min(0).max(4_294_967_295).optional(),
  name: text(260).min(1),
  commandLine: text(8192).optional(),
  startedAt: z.iso.datetime({ offset: true }).optional(),
  image: Executable.optional(),
  parent: z.strictObject({ pid: z.int().min(0).max(4_294_967_295).optional(), name: text(260).min(1) }).optional(),
});
export type Process = z.infer<typeof Process>;

export const ComputerFacts = z.strictObject({
  /** The vendor's device id. */
  id,
  name: text(253).min(1),
  operatingSystem: text(256).optional(),
  /** The vendor's group path, as in `All/Servers/exempt`. */
  group: text(1024).optional(),
  addresses: z.array(text(64)).max(32).optional(),
});
export type ComputerFacts = z.infer<typeof ComputerFacts>;

/**
 * Why nothing may be done by itself about a detection: a `sample` that the product made to try the chain (told, never acted
 * on), or one on the `product-server`, the security product's own (a person decides; Wazuh's manager is its agent 000).
 */
export const NeverAct = z.enum(["sample", "product-server"]);
export type NeverAct = z.infer<typeof NeverAct>;

/**
 * What a vendor folder makes of a payload. `identity`: the facts that all channels of the product share for this very
 * event (never the channel's own envelope); `aliases`: identities under which another channel may have told it before.
 */
export const Detection = z.strictObject({
  identity: text(1024).min(1),
  aliases: z.array(text(1024).min(1)).max(8).default([]),
  /**
   * Grows while the product goes on seeing the same detection (a count, or the epoch milliseconds of the last activity; never
   * a change of a status or a comment there): a repeat with a higher one updates it. Absent: each repeat is a duplicate.
   */
  revision: z.int().min(0).optional(),
  /** The product that saw it, as in `eset`. */
  product: text(64).min(1),
  rule: z.strictObject({ id: text(256).min(1), name: text(512).min(1) }),
  severity: Severity,
  outcome: Outcome,
  neverAct: NeverAct.optional(),
  /** How sure the product is that this is malicious. */
  confidence: z.enum(["low", "medium", "high"]).default("medium"),
  techniques: z.array(TechniqueId).max(64).default([]),
  /** The vendor's time of the event; clamped to the receipt by us. */
  occurredAt: z.iso.datetime({ offset: true }),
  computer: ComputerFacts,
  /** The account it ran under. */
  account: text(256).optional(),
  process: Process.optional(),
  /** The detected object: the file that the alarm is about, not the image of a process that the system ships. */
  executable: Executable.optional(),
  /** The product's page of this detection. */
  link: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .optional(),
});
export type Detection = z.infer<typeof Detection>;
