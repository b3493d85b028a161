// The fields of a Wazuh alert that are read, as one loose shape.
// Source: alerts.json lines of Wazuh 4.x managers; field names of documentation.wazuh.com (alerts, FIM, VirusTotal integration)
// and of the Windows events that the agent forwards with the first letter of each name in lower case.
import * as z from "zod";
import { anything, cleanText, part, sha1, sha256, text } from "../fields.ts";

const word = text(256);

/**
 * The manager escapes Windows' fields once more, so that JSON leaves `C:\\Windows` and `\"a\"`. A text in which a backslash
 * stands alone before something else was not escaped (another decoder, a UNC path).
 */
function unescaped(written: string): string {
  const runs = written.match(/\\+[^\\]?/g) ?? [];
  const isEscaped = runs.every((run) => {
    const slashes = run.replace(/[^\\]/g, "").length;
    return slashes % 2 === 0 || run.endsWith('"');
  });
  return isEscaped ? written.replace(/\\([\\"])/g, "$1") : written;
}

const windowsText = (max: number) =>
  z
    .unknown()
    .transform((value) => {
      const written = cleanText(value, 2 * max);
      return written === undefined ? undefined : cleanText(unescaped(written), max);
    })
    .optional();

const path = windowsText(4096);

/** Decimal (Sysmon) or `0x1a2c` (the Security log); anything else reads as absent. */
const windowsPid = z
  .unknown()
  .transform((value) => {
    const written = cleanText(value, 16) ?? "";
    const id = /^(\d{1,10}|0x[0-9a-f]{1,8})$/i.test(written) ? Number(written) : Number.NaN;
    return id <= 4_294_967_295 ? id : undefined;
  })
  .optional();

/** Sysmon's and Security's fields of `data.win.eventdata`; Defender's have spaces in their names. */
const EventData = part({
  image: path,
  commandLine: windowsText(8192),
  processId: windowsPid,
  utcTime: text(64),
  user: windowsText(256),
  hashes: text(1024),
  parentImage: path,
  parentProcessId: windowsPid,
  imageLoaded: path,
  targetFilename: path,
  newProcessName: path,
  newProcessId: windowsPid,
  parentProcessName: path,
  subjectUserName: windowsText(256),
  path: windowsText(4096),
  "process Name": path,
  "detection User": windowsText(256),
  "threat Name": word,
  "action Name": word,
});

const FileChange = part({ path, event: text(32), sha1_after: sha1, sha256_after: sha256 });

export const Alert = z.object({
  id: text(256),
  timestamp: text(64),
  rule: part({
    id: text(256),
    description: text(512),
    level: anything,
    groups: anything,
    mitre: part({ id: anything }),
  }),
  agent: part({ id: text(64), name: text(253), ip: text(64) }),
  manager: part({ name: word }),
  data: part({
    srcuser: word,
    dstuser: word,
    virustotal: part({ malicious: text(8), source: part({ file: path, sha1 }) }),
    win: part({ system: part({ providerName: word, eventID: text(16) }), eventdata: EventData }),
  }),
  syscheck: FileChange,
});
export type Alert = z.infer<typeof Alert>;
export type EventData = z.infer<typeof EventData>;

/** `MD5=…,SHA256=…` of Sysmon, in lower case. */
export function hashesIn(written: string | undefined): { sha1?: string | undefined; sha256?: string | undefined } {
  const pairs = (written ?? "").split(",").map((one) => one.trim().toLowerCase().split("="));
  const of = (name: string) => pairs.find(([key]) => key === name)?.[1];
  return { sha1: sha1.safeParse(of("sha1")).data, sha256: sha256.safeParse(of("sha256")).data };
}
