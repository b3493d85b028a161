// The process and the file of a Wazuh alert, from whichever of its decoders filled them.
import type { Executable, Process } from "../../core/detection.ts";
import { executableOf, objectOfRuleHit, processOf } from "../programs.ts";
import { type Alert, type EventData, hashesIn } from "./alert.ts";

export interface Programs {
  process?: Process | undefined;
  executable?: Executable | undefined;
}

/** Sysmon event 1: the hashes are those of the image that started. */
function started(event: EventData): Programs {
  const startedAt = event.utcTime === undefined ? undefined : `${event.utcTime.replace(" ", "T")}Z`;
  const process = processOf({
    path: event.image,
    pid: event.processId,
    commandLine: event.commandLine,
    startedAt: startedAt !== undefined && !Number.isNaN(Date.parse(startedAt)) ? startedAt : undefined,
    parentPid: event.parentProcessId,
    parentName: event.parentImage,
    ...hashesIn(event.hashes),
  });
  return { process, executable: objectOfRuleHit(undefined, process) };
}

/** Other Sysmon events: what the process loaded or wrote is the object, and the hashes are the object's. */
function acted(event: EventData): Programs {
  const process = processOf({ path: event.image, pid: event.processId, commandLine: event.commandLine });
  const written = event.imageLoaded ?? event.targetFilename;
  if (written === undefined) return { process };
  return { process, executable: executableOf({ written, ...hashesIn(event.hashes) }) };
}

/** Security event 4688: `newProcessId` is the process's own, `processId` its creator's. */
const created = (event: EventData): Programs => ({
  process: processOf({
    path: event.newProcessName,
    pid: event.newProcessId,
    commandLine: event.commandLine,
    parentPid: event.processId,
    parentName: event.parentProcessName,
  }),
});

/** Windows Defender writes `file:_C:\a.exe; containerfile:_C:\b.zip`: the first file counts. */
function recognised(event: EventData): Programs {
  const written = /(?:^|; ?)file:_([^;]+)/i.exec(event.path ?? "")?.[1]?.replace(/->.*$/, "");
  const process = processOf({ path: event["process Name"] === "Unknown" ? undefined : event["process Name"] });
  return { process, executable: written === undefined ? undefined : executableOf({ written }) };
}

function ofWindows(event: EventData, eventId: string | undefined): Programs {
  if (event.newProcessName !== undefined) return created(event);
  if (event["threat Name"] !== undefined) return recognised(event);
  return eventId === "1" ? started(event) : acted(event);
}

export function programsOf({ data, syscheck }: Alert): Programs {
  const found = data.virustotal.source;
  if (found.file !== undefined) return { executable: executableOf({ written: found.file, sha1: found.sha1 }) };
  if (syscheck.path !== undefined && syscheck.event !== "deleted") {
    const hashes = { sha1: syscheck.sha1_after, sha256: syscheck.sha256_after };
    return { executable: executableOf({ written: syscheck.path, ...hashes }) };
  }
  return ofWindows(data.win.eventdata, data.win.system.eventID);
}
