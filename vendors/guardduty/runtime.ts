// Processes and files of a GuardDuty finding: Runtime Monitoring tells the process, Malware Protection the file.
import type { Executable, Process } from "../../core/detection.ts";
import { fileName } from "../file-names.ts";
import { instantOf } from "../instants.ts";
import { isPackagedProgram } from "../linux-programs.ts";
import { executableOf } from "../programs.ts";
import type { Candidate } from "../understanding.ts";
import type { Finding } from "./finding.ts";

function processOf({ service: { runtimeDetails } }: Finding): Process | undefined {
  const { process, context } = runtimeDetails;
  const name = process.name ?? (process.executablePath === undefined ? undefined : fileName(process.executablePath));
  if (name === undefined) return undefined;
  const parent = process.lineage.find(({ uuid }) => uuid !== undefined && uuid === process.parentUuid);
  return {
    name,
    pid: process.pid,
    commandLine: context.commandLineExample,
    startedAt: instantOf(process.startTime),
    ...(process.executablePath === undefined
      ? {}
      : {
          image: {
            name: fileName(process.executablePath),
            path: process.executablePath,
            sha256: process.executableSha256,
            signature: isPackagedProgram(process.executablePath) ? "os-vendor" : "unknown",
          },
        }),
    parent: parent?.name === undefined ? undefined : { name: parent.name, pid: parent.pid },
  };
}

/** What a scan found first, else the file that a runtime finding names as the threat. */
function executable({ service }: Finding): Executable | undefined {
  const [threat] = service.ebsVolumeScanDetails.scanDetections.threatDetectedByName.threatNames;
  const [file] = threat?.filePaths ?? [];
  if (file !== undefined) return executableOf({ written: file.filePath ?? file.fileName, sha256: file.hash });
  return executableOf({ written: service.runtimeDetails.context.threatFilePath });
}

export function programsOf(finding: Finding): Pick<Candidate, "process" | "executable" | "account" | "confidence"> {
  const scanned = finding.service.ebsVolumeScanDetails.scanDetections.threatDetectedByName.threatNames.length > 0;
  return {
    process: processOf(finding),
    executable: executable(finding),
    account: finding.service.runtimeDetails.process.user ?? finding.resource.accessKeyDetails.userName,
    ...(scanned ? { confidence: "high" } : {}),
  };
}
