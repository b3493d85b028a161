// What an assessment reads of a detection: one finding for all detections that say the same of the same computer.
import type * as z from "zod";
import { Detection } from "./detection.ts";

export const Finding = Detection.omit({ identity: true, aliases: true, revision: true, link: true });
export type Finding = z.infer<typeof Finding>;

/** Hashes of the detected object, strongest first: what correlation joins by. Never those of a process image. */
export function objectHashes(finding: Pick<Finding, "executable">): string[] {
  const { executable } = finding;
  if (executable === undefined || executable.signature === "os-vendor") return [];
  return [executable.sha256, executable.sha1].filter((hash) => hash !== undefined);
}

export const findingOf = ({ identity: _i, aliases: _a, revision: _r, link: _l, ...finding }: Detection): Finding =>
  finding;

/** What makes two findings the same: facts, without their time. */
export const findingFacts = (finding: Finding): string =>
  JSON.stringify([
    finding.computer.id,
    finding.rule.id,
    finding.severity,
    finding.outcome,
    [...finding.techniques].sort(),
    finding.process?.pid ?? null,
    finding.process?.name ?? null,
    // Without a pid, the command line tells two runs of one program apart.
    finding.process?.pid === undefined ? (finding.process?.commandLine ?? null) : null,
    objectHashes(finding),
    // Only where there is one: findings of before keep their ids.
    ...(finding.neverAct === undefined ? [] : [finding.neverAct]),
  ]);
