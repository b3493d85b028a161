// What the load sends: detections in the generic source's JSON, all of our own making.
import { createHash } from "node:crypto";

const hash = (text: string): string => createHash("sha1").update(text).digest("hex");

export interface Shape {
  id: string;
  computer: number | string;
  rule?: number;
  kind?: "blocked" | "unclear" | "ransomware";
}

const KINDS = {
  blocked: { severity: "low", outcome: "blocked", techniques: ["T1204.002"] },
  unclear: { severity: "medium", outcome: "allowed", techniques: ["T1204.002"] },
  ransomware: { severity: "critical", outcome: "allowed", techniques: ["T1486"], confidence: "high" },
} as const;

/**
 * `blocked` closes by itself; `unclear` waits for a person, so its incident stays open; `ransomware` isolates at once.
 * The file is the computer's own, or all would be one incident.
 */
export function detection({ id, computer, rule = 1, kind = "blocked" }: Shape): string {
  const file = {
    name: "enc.exe",
    path: "C:\\Users\\suzuki\\AppData\\Local\\Temp\\enc.exe",
    sha1: hash(`${computer}`),
    signature: "untrusted",
  };
  return JSON.stringify({
    id,
    rule: { id: `R${rule}`, name: "Many files rewritten by an unknown program" },
    ...KINDS[kind],
    occurredAt: "2026-03-12T09:14:07+09:00",
    computer: {
      id: `00000000-0000-4000-8000-${hash(`pc${computer}`).slice(0, 12)}`,
      name: `PC-${computer}`,
      operatingSystem: "Microsoft Windows 11 Pro",
    },
    account: "CORP\\suzuki",
    ...(kind === "unclear"
      ? {}
      : { process: { pid: 3992, name: "enc.exe", commandLine: "enc.exe C:\\Users", image: file }, executable: file }),
  });
}
