// Programs that operating systems ship or their makers sign, by name: what must not be removed, and what must not be killed.
// Names only widen the protection (a copied cmd.exe has the true file's hash: blocking it breaks Windows everywhere);
// a file that the product calls `untrusted` gets none of it.
import type { Executable } from "./detection.ts";

/** End by themselves after one command: there is nothing left to kill, and a reused process id may be another program. */
const ONE_SHOT = words(`
  vssadmin wmic net net1 reg sc schtasks at systeminfo hostname whoami ipconfig netsh nltest wevtutil bcdedit wbadmin
  attrib icacls takeown quser qwinsta query tasklist taskkill arp nbtstat netstat ping route nslookup dsquery find
  findstr fsutil auditpol cipher setx tree getmac klist cmdkey gpresult id uname ifconfig crontab useradd usermod passwd
`);

/** Killing one stops the system or everybody's work on it. */
const VITAL = words(`
  system registry smss csrss wininit winlogon services lsass lsaiso svchost explorer dwm fontdrvhost conhost sihost
  taskhostw runtimebroker spoolsv dllhost wmiprvse searchindexer msmpeng systemd init launchd kernel_task sshd dbus-daemon
`);

/** The customer's services: an exploited one is patched, not killed. */
const SERVER: Readonly<Record<string, string>> = {
  sqlservr: "SQL Server",
  w3wp: "IIS",
  httpd: "Apache HTTP Server",
  nginx: "nginx",
  tomcat: "Apache Tomcat",
  java: "Java",
  mysqld: "MySQL",
  postgres: "PostgreSQL",
  oracle: "Oracle Database",
  ntds: "Active Directory",
  dns: "DNS",
  vmtoolsd: "VMware Tools",
};

/** Shells and carriers: shipped with the system, and killed by process id where an attacker runs them. */
const CARRIER = words(`
  cmd powershell powershell_ise pwsh wscript cscript mshta rundll32 regsvr32 msiexec msbuild installutil certutil bitsadmin
  regasm regsvcs cmstp odbcconf hh forfiles wsl bash sh zsh dash ksh python python3 perl curl wget ssh scp ntdsutil
  diskshadow esentutl makecab expand ftp mmc notepad taskmgr control osascript
`);

/** Administration tools that an operating system's maker signs. */
const ADMIN_TOOL = words("psexec psexec64 psexesvc procdump procdump64 psservice pskill pslist sdelete sdelete64");

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** `C:\\Windows\\CMD.EXE` → `cmd`. */
export const programOf = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? name).toLowerCase().replace(/\.(exe|com|scr)$/, "");

const anyOf = (name: string, sets: ReadonlySet<string>[]): boolean => {
  const program = programOf(name);
  return sets.some((set) => set.has(program)) || Object.hasOwn(SERVER, program);
};

/** The customer's service that this program is, as in `SQL Server`. */
export const serviceName = (name: string): string | undefined => {
  const program = programOf(name);
  return Object.hasOwn(SERVER, program) ? SERVER[program] : undefined;
};

type File = Pick<Executable, "name" | "signature">;

/** Signed by the operating system's vendor, or, where the product does not say, named like such a file: never removed or blocked. */
export const isSystemFile = ({ name, signature }: File): boolean =>
  signature === "os-vendor" || (signature === "unknown" && anyOf(name, [ONE_SHOT, VITAL, CARRIER, ADMIN_TOOL]));

/** Nobody vouches for it. */
export const isUnvouched = (file: File): boolean =>
  file.signature === "untrusted" || (file.signature === "unknown" && !isSystemFile(file));

/** Why a process is left alone: `vital` to the system, a customer's `service`, or a `one-shot` command. An untrusted image is never spared. */
export function spared(name: string, image: File | undefined): "vital" | "service" | "one-shot" | undefined {
  if (image?.signature === "untrusted") return undefined;
  const program = programOf(name);
  if (VITAL.has(program)) return "vital";
  if (serviceName(name) !== undefined) return "service";
  return ONE_SHOT.has(program) ? "one-shot" : undefined;
}
