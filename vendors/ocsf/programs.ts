// Processes and files of an OCSF finding, from whichever of its evidences names them first.
import type { Executable, Process } from "../../core/detection.ts";
import { instantOf } from "../instants.ts";
import { isPackagedProgram } from "../linux-programs.ts";
import { executableOf, processOf } from "../programs.ts";
import type { Candidate } from "../understanding.ts";
import type { File, OcsfFinding, ProcessFields } from "./finding.ts";

function hashOf({ hashes }: File, id: number, name: RegExp, digits: number): string | undefined {
  const fits = (value: string | undefined): value is string =>
    value !== undefined && value.length === digits && /^[0-9a-f]+$/i.test(value);
  const found = hashes.find(
    ({ algorithm_id, algorithm, value }) => fits(value) && (algorithm_id === id || name.test(algorithm ?? "")),
  );
  return found?.value?.toLowerCase();
}

const sha1Of = (file: File): string | undefined => hashOf(file, 2, /^sha-?1$/i, 40);
const sha256Of = (file: File): string | undefined => hashOf(file, 3, /^sha-?256$/i, 64);

/** `CN=Microsoft Windows, O=…` gives the name. */
const signerOf = ({ signature }: File): string | undefined => {
  const { subject } = signature.certificate;
  return (/(?:^|,\s*)CN=([^,]{1,256})/.exec(subject ?? "")?.[1] ?? subject)?.slice(0, 256).toWellFormed();
};

const signatureTypeOf = (file: File): string | undefined => {
  if (file.signature.state_id === 1 && signerOf(file) !== undefined) return "trusted";
  return isPackagedProgram(file.path ?? "") ? "os-vendor" : undefined;
};

function program(process: ProcessFields): Process | undefined {
  const { file, parent_process: parent } = process;
  return processOf({
    path: file.path ?? file.name ?? process.name,
    pid: process.pid,
    commandLine: process.cmd_line,
    sha1: sha1Of(file),
    sha256: sha256Of(file),
    startedAt: instantOf(process.created_time_dt) ?? instantOf(process.created_time),
    parentPid: parent.pid,
    parentName: parent.name ?? parent.file.name,
    signer: signerOf(file),
    signatureType: signatureTypeOf(file),
  });
}

function object(file: File): Executable | undefined {
  return executableOf({
    written: file.path ?? file.name,
    sha1: sha1Of(file),
    sha256: sha256Of(file),
    signer: signerOf(file),
    signatureType: signatureTypeOf(file),
  });
}

const first = <T, R>(values: readonly T[], read: (value: T) => R | undefined): R | undefined =>
  values.map(read).find((one) => one !== undefined);

export function programsOf({ evidences, process }: OcsfFinding): Pick<Candidate, "process" | "executable" | "account"> {
  const running = [...evidences.flatMap((one) => [one.process, one.actor.process]), process];
  return {
    process: first(running, program),
    executable: first(evidences, ({ file }) => object(file)),
    account:
      first(running, ({ user }) => user.name) ?? first(evidences, ({ actor, user }) => actor.user.name ?? user.name),
  };
}
