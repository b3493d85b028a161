// The few lines that stop a process on an instance. They end with what they found out as their one word of output; the pid
// and the hash are their only input: no name enters a shell.
import { Refusal } from "../../core/errors.ts";

/** Documents of Systems Manager, by the platform whose shell they are for. */
export const DOCUMENTS = { linux: "AWS-RunShellScript", windows: "AWS-RunPowerShellScript" } as const;
export type Platform = keyof typeof DOCUMENTS;

export function script(platform: Platform, pid: number, hash: string): string[] {
  if (!Number.isInteger(pid) || pid < 2 || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hash)) {
    throw new Refusal(
      "bad-request",
      "kill-needs-hash",
      "Amazon EC2: a process is stopped only by pid and the hash of its file",
    );
  }
  return platform === "windows" ? powerShell(pid, hash) : shell(pid, hash);
}

const shell = (pid: number, hash: string): string[] => [
  `running() { [ -d /proc/${pid} ] && ! grep -q '^State:[[:space:]]*Z' /proc/${pid}/status 2>/dev/null; }`,
  "running || { echo gone; exit 0; }",
  `[ "$(${hash.length === 40 ? "sha1sum" : "sha256sum"} < /proc/${pid}/exe | cut -d ' ' -f 1)" = "${hash}" ] || { echo other; exit 3; }`,
  `kill -KILL ${pid}`,
  "for i in 1 2 3 4 5 6 7 8 9 10; do running || { echo killed; exit 0; }; sleep 1; done",
  "echo alive; exit 4",
];

/** Its handle is taken before the file is looked at: from then on the id cannot become another's. */
const powerShell = (pid: number, hash: string): string[] => [
  "$ErrorActionPreference = 'Stop'",
  `$one = Get-Process -Id ${pid} -ErrorAction SilentlyContinue`,
  "if (-not $one) { 'gone'; exit 0 }",
  "$null = $one.Handle",
  `$found = (Get-FileHash -LiteralPath $one.Path -Algorithm ${hash.length === 40 ? "SHA1" : "SHA256"}).Hash`,
  `if ($found -ne '${hash}') { 'other'; exit 3 }`,
  "Stop-Process -InputObject $one -Force",
  "if ($one.WaitForExit(10000)) { 'killed'; exit 0 }",
  "'alive'; exit 4",
];
