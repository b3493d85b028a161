// Falcon's words that alerts and event streams share: severity, disposition, programs. Each with its older variant.
import type * as z from "zod";
import type { Executable, Outcome } from "../../core/detection.ts";
import type { Severity } from "../../core/severity.ts";
import { flag, part } from "../fields.ts";
import { fileName, wholePath } from "../file-names.ts";
import { executableOf, signatureOf } from "../programs.ts";

const NAMES: ReadonlyMap<string, Severity> = new Map([
  ["informational", "low"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["critical", "critical"],
]);

/** The console's bands of 1-100: Low from 20, Medium from 40, High from 60, Critical from 80. */
function ofScore(score: number): Severity {
  if (score >= 80) return "critical";
  if (score >= 60) return "high";
  return score >= 40 ? "medium" : "low";
}

const OLD: readonly Severity[] = ["low", "low", "low", "medium", "high", "critical"];

/** The name where there is one: DetectionSummaryEvent counts from 0 to 5 (`old`), everything newer to 100. */
export function severityOf(name: string | undefined, score: number | undefined, old = false): Severity {
  const named = NAMES.get(name?.toLowerCase() ?? "");
  if (named !== undefined) return named;
  if (score === undefined) return "low";
  return (old ? OLD[score] : undefined) ?? ofScore(score);
}

/** `pattern_disposition_details` of an alert; PatternDispositionFlags of a stream writes them in capitals (`ProcessBlocked`). */
export const Disposition = part({
  process_blocked: flag,
  operation_blocked: flag,
  kill_process: flag,
  quarantine_file: flag,
  policy_disabled: flag,
  ProcessBlocked: flag,
  OperationBlocked: flag,
  KillProcess: flag,
  QuarantineFile: flag,
  PolicyDisabled: flag,
});

/** `policy_disabled`: it "would have been blocked if related prevention policy setting was enabled", so it was not. */
export function outcomeOf(flags: z.output<typeof Disposition>): Outcome {
  if (flags.policy_disabled === true || flags.PolicyDisabled === true) return "allowed";
  const blocked = [flags.process_blocked, flags.operation_blocked, flags.ProcessBlocked, flags.OperationBlocked];
  if (blocked.includes(true)) return "blocked";
  const ended = [flags.kill_process, flags.quarantine_file, flags.KillProcess, flags.QuarantineFile];
  return ended.includes(true) ? "removed" : "allowed";
}

/** Falcon writes zeros for a hash that it did not compute. */
export const realHash = (hash: string | undefined): string | undefined =>
  hash === undefined || /^0+$/.test(hash) ? undefined : hash;

/** `\Device\HarddiskVolume3\Windows\…` lies on some drive: which one does not matter for who put it there. */
const onDrive = (path: string): string => path.replace(/^\\Device\\(?:Harddisk)?Volume\d+(?=\\)/i, "C:");

export interface FileFacts {
  /** The folder (older streams), or the whole path. */
  path: string | undefined;
  name: string | undefined;
  sha1?: string | undefined;
  sha256?: string | undefined;
}

export function fileOf({ path, name, sha1, sha256 }: FileFacts): Executable | undefined {
  const written = wholePath(path, name);
  const file = executableOf({ written, sha1: realHash(sha1), sha256: realHash(sha256) });
  if (file === undefined || written === undefined) return undefined;
  return { ...file, name: fileName(written), signature: signatureOf(onDrive(written), {}) };
}
