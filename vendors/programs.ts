// Processes and files of a detection, with who vouches for them.
import type { Executable, Process, Signature } from "../core/detection.ts";
import { comparablePath, fileName, objectFile, processPath } from "./file-names.ts";
import { isWindowsProgram } from "./windows-programs.ts";

/** What the product says of a signature, when it says anything. */
export interface StatedSignature {
  signer?: string | undefined;
  /** `Trusted`, `Valid`, `None`, `Invalid`, `AdHoc`. */
  signatureType?: string | undefined;
}

const TYPES: ReadonlyMap<string, Signature> = new Map([
  ["os-vendor", "os-vendor"],
  ["trusted", "trusted"],
  ["none", "untrusted"],
  ["unsigned", "untrusted"],
  ["invalid", "untrusted"],
  ["adhoc", "untrusted"],
]);
/** Also what Microsoft signs without shipping it with Windows (SQL Server, PsExec): blocking it by hash would do the same harm. */
const OS_VENDORS = /^(Microsoft (Windows|Corporation)|Apple Inc)/;

/** `os-vendor` by a trusted signature of the maker, or by the place where only the system's installer writes; a denial wins. */
export function signatureOf(path: string | undefined, { signer, signatureType }: StatedSignature): Signature {
  const stated = TYPES.get(signatureType?.toLowerCase() ?? "") ?? "unknown";
  if (stated === "trusted" && OS_VENDORS.test(signer ?? "")) return "os-vendor";
  if (stated === "unknown" && path !== undefined && isWindowsProgram(path)) return "os-vendor";
  return stated;
}

export interface ProcessFacts extends StatedSignature {
  path: string | undefined;
  sha1?: string | undefined;
  sha256?: string | undefined;
  pid?: number | undefined;
  commandLine?: string | undefined;
  startedAt?: string | undefined;
  parentPid?: number | undefined;
  parentName?: string | undefined;
}

/** Undefined when the product names no program. */
export function processOf(facts: ProcessFacts): Process | undefined {
  if (facts.path === undefined) return undefined;
  const path = processPath(facts.path);
  const name = fileName(path);
  return {
    name,
    pid: facts.pid,
    commandLine: facts.commandLine,
    startedAt: facts.startedAt,
    image: {
      name,
      path: path === name ? undefined : path,
      sha1: facts.sha1,
      sha256: facts.sha256,
      signature: signatureOf(path, facts),
      signer: facts.signer,
    },
    parent: facts.parentName === undefined ? undefined : { name: fileName(facts.parentName), pid: facts.parentPid },
  };
}

export interface ObjectFacts extends StatedSignature {
  /** `object_uri`, `objectUrl` or a path. */
  written: string | undefined;
  sha1?: string | undefined;
  sha256?: string | undefined;
}

/** The detected file; undefined when there is neither a file's name nor a hash. */
export function executableOf({ written, sha1, sha256, signer, signatureType }: ObjectFacts): Executable | undefined {
  if (written === undefined && sha1 === undefined && sha256 === undefined) return undefined;
  const file = objectFile(written ?? sha1 ?? sha256 ?? "");
  return { ...file, sha1, sha256, signature: signatureOf(file.path, { signer, signatureType }), signer };
}

export const samePath = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && comparablePath(one) === comparablePath(other);

/**
 * The object of a rule hit, of which ESET's fields do not say whether it is the process's own image. The image of a program
 * that the system ships is never the detected object; an image is it only when the product calls it unsigned.
 */
export function objectOfRuleHit(stated: Executable | undefined, process: Process | undefined): Executable | undefined {
  if (stated !== undefined) return stated.signature === "os-vendor" ? undefined : stated;
  return process?.image?.signature === "untrusted" ? process.image : undefined;
}
