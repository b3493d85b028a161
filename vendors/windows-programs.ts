// Programs that Windows ships and attackers use: their hash must never be blocked, nor join two incidents.
import { comparablePath } from "./file-names.ts";

/*
 * Why so short, and why with the folder: ESET's syslog and Connect v1 name no signer. A name alone proves nothing (malware
 * is called svchost.exe too), and only the system's installer may write these files where they lie. What is not listed
 * stays "unknown", which is treated with no more trust than before.
 */
const SYSTEM_FOLDERS = ["%system%", "%systemx86%", "%windir%\\system32", "%windir%\\syswow64"];
const DRIVE_FOLDER = /^[a-z]:\\windows\\(system32|syswow64)(?=\\)/;

const IN_SYSTEM = new Set(
  [
    "at arp attrib bcdedit bitsadmin certreq certutil cmd cmstp conhost cscript curl dllhost esentutl expand fltmc forfiles",
    "ftp hostname icacls ipconfig lsass mmc mshta msiexec net net1 netsh netstat nltest nslookup odbcconf ping quser",
    "reg regsvr32 route rundll32 sc schtasks services sethc smss spoolsv svchost systeminfo takeown taskhostw taskkill tasklist",
    "utilman vssadmin w32tm wbadmin wermgr wevtutil whoami wininit winlogon winrs wmic wscript wsmprovhost wusa",
  ]
    .join(" ")
    .split(" ")
    .map((name) => `${name}.exe`),
);
const BELOW_SYSTEM = new Set([
  "wbem\\wmic.exe",
  "wbem\\wmiprvse.exe",
  "windowspowershell\\v1.0\\powershell.exe",
  "windowspowershell\\v1.0\\powershell_ise.exe",
  "openssh\\ssh.exe",
]);

/** `path` as ESET writes it, as in `%SYSTEM%\taskkill.exe` or `C:\Windows\System32\wbem\WMIC.exe`. */
export function isWindowsProgram(path: string): boolean {
  const comparable = comparablePath(path);
  const folder =
    SYSTEM_FOLDERS.find((name) => comparable.startsWith(`${name}\\`)) ?? DRIVE_FOLDER.exec(comparable)?.[0];
  if (folder === undefined) return false;
  const below = comparable.slice(folder.length + 1);
  return IN_SYSTEM.has(below) || BELOW_SYSTEM.has(below);
}
