// Names that texts speak of, drawn out of findings: accounts, groups, registry keys, services. Never a password.
import { isExploitedService } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { serviceName } from "./system-files.ts";
import { isOneOf } from "./techniques.ts";
import { accountName, slot } from "./wording.ts";

const unique = (values: (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined && value !== "").map((value) => slot(value ?? ""))),
];

export const withTechnique = (findings: readonly Finding[], ...techniques: string[]): Finding[] =>
  findings.filter((finding) => finding.techniques.some((id) => isOneOf(id, techniques)));

/** First group of the pattern in the findings' command lines. */
const inCommands = (findings: Finding[], pattern: RegExp): string[] =>
  unique(
    findings.map(({ process }) => pattern.exec(process?.commandLine ?? "")).map((found) => found?.[1] ?? found?.[2]),
  );

/** `net user NAME … /add`, `useradd NAME`. */
export const createdAccounts = (findings: readonly Finding[]): string[] => [
  ...new Set([
    ...inCommands(withTechnique(findings, "T1136"), /\buser\s+(?:"([^"]+)"|([^\s"/]+))\s.*\/add/i),
    ...inCommands(withTechnique(findings, "T1136"), /\buseradd\s(?:.*\s)?([^\s-]\S*)$/i),
  ]),
];

/** `net localgroup GROUP NAME /add`. */
export const joinedGroups = (findings: readonly Finding[]): string[] =>
  inCommands(withTechnique(findings, "T1098", "T1136"), /\b(?:local)?group\s+(?:"([^"]+)"|([^\s"/]+))\s.*\/add/i);

/** The program whose Image File Execution Options were changed. */
export const hijackedPrograms = (findings: readonly Finding[]): string[] =>
  inCommands(withTechnique(findings, "T1546.012"), /image file execution options\\(?:([^"\\]+)"|([^\s"\\]+))/i);

/** Accounts of the operating system itself are nobody's to disable. */
const isServiceAccount = (account: string): boolean =>
  /^(NT AUTHORITY|NT SERVICE|IIS APPPOOL|Window Manager|Font Driver Host)\\/i.test(account) ||
  /^(SYSTEM|LOCAL SERVICE|NETWORK SERVICE|root)$/i.test(accountName(account)) ||
  account.endsWith("$");

/** Accounts under which an attacker moved to other computers. */
export const movingAccounts = (findings: readonly Finding[]): string[] => {
  const created = createdAccounts(findings);
  return unique(
    withTechnique(findings, "T1021", "T1569.002", "T1570", "T1550")
      .map(({ account }) => account)
      .filter((account) => account !== undefined && !isServiceAccount(account))
      .map((account) => account && accountName(account)),
  ).filter((account) => !created.includes(account));
};

/** The services that were exploited, as in `SQL Server`. */
export const exploitedServices = (findings: readonly Finding[]): string[] =>
  unique(
    withTechnique(findings, "T1190").flatMap((finding) => {
      const { process } = finding;
      const parent = process?.parent === undefined ? undefined : serviceName(process.parent.name);
      if (process === undefined || !isExploitedService(finding)) return [parent];
      return [serviceName(process.name) ?? process.name];
    }),
  );

export const remoteTools = (findings: readonly Finding[]): string[] =>
  unique(withTechnique(findings, "T1219").map(({ executable, process }) => (executable ?? process)?.name)).map((name) =>
    name.replace(/\.exe$/i, ""),
  );

export const computersOf = (findings: readonly Finding[]): string[] =>
  unique(findings.map(({ computer }) => computer.name));
