import { expect, test } from "vitest";
import { isSystemFile, isUnvouched, spared } from "../../core/system-files.ts";
import { TECHNIQUE_LINES } from "../../core/technique-names.ts";
import { shows, tacticsOf, techniqueName } from "../../core/techniques.ts";
import { titleOf } from "../../core/title.ts";
import { d1, toFinding } from "../stories.ts";

test.each([
  ["T1105", "Ingress Tool Transfer"],
  ["T1140", "Deobfuscate/Decode Files or Information"],
  ["T1562.004", "Impair Defenses: Disable or Modify System Firewall"],
  ["T1546.012", "Event Triggered Execution: Image File Execution Options Injection"],
  ["T1204.004", "User Execution: Malicious Copy and Paste"],
  ["T1555.003", "Credentials from Password Stores: Credentials from Web Browsers"],
  ["T1059.999", "Command and Scripting Interpreter"],
  ["T9999", undefined],
])("%s is named %s", (id, name) => {
  expect(techniqueName(id)).toBe(name);
});

test("every line of the table has known tactics, an id and a name, and no id stands twice", () => {
  const ids: string[] = [];
  for (const line of TECHNIQUE_LINES.trim().split("\n")) {
    expect(line).toMatch(/^[a-z-]+( [a-z-]+)* \| T\d{4} [A-Z/]\S.*?( > \d{3} .+(; \d{3} .+)*)?$/);
    ids.push(/T\d{4}/.exec(line)?.[0] ?? "");
  }
  expect(new Set(ids).size).toBe(ids.length);
});

test("behaviours: sub-techniques count, a valid account is no persistence, saved browser passwords are no credential theft", () => {
  expect(tacticsOf("T1546.012")).toEqual(["persistence", "privilege-escalation"]);
  expect(shows("lateral-movement", ["T1021.002"])).toBe(true);
  expect(shows("persistence", ["T1547.001"])).toBe(true);
  expect(shows("persistence", ["T1078.002", "T1133"])).toBe(false);
  expect(shows("credential-theft", ["T1555.003"])).toBe(false);
});

test("names protect a file only where the product does not call it untrusted", () => {
  expect(isSystemFile({ name: "C:\\Windows\\CMD.EXE", signature: "unknown" })).toBe(true);
  expect(isSystemFile({ name: "cmd.exe", signature: "untrusted" })).toBe(false);
  expect(isUnvouched({ name: "tool.exe", signature: "trusted" })).toBe(false);
  expect(spared("svchost.exe", undefined)).toBe("vital");
  expect(spared("sqlservr.exe", undefined)).toBe("service");
  expect(spared("vssadmin.exe", undefined)).toBe("one-shot");
  expect(spared("svchost.exe", { name: "svchost.exe", signature: "untrusted" })).toBeUndefined();
  expect(spared("constructor", undefined)).toBeUndefined();
});

test("a title falls back to the technique's name, then to the rule's", () => {
  const [first] = d1().map(toFinding);
  if (first === undefined) throw new Error("no story");
  const { process: _p, executable: _e, ...bare } = first;
  expect(titleOf({ ...bare, techniques: ["T1082"] }).ja).toBe("System Information Discovery");
  expect(titleOf({ ...bare, techniques: [], rule: { id: "x", name: "疑わしい\n動作" } }).ja).toBe("疑わしい 動作");
});
