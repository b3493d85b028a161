import { expect, test } from "vitest";
import { en } from "../../console/messages/en.ts";
import { ja } from "../../console/messages/ja.ts";
import type { Entry } from "../../console/screens/incident/live-timeline.ts";
import { changesOf, changeText, noteOf } from "../../console/screens/incident/timeline-changes.ts";
import { csvOf } from "../../console/screens/incident/timeline-file.ts";
import { GROUPS, LOOKS } from "../../console/screens/incident/timeline-kinds.ts";
import { TimelineFact } from "../../core/timeline.ts";

type Fact = Entry["fact"];
const KINDS = TimelineFact.unwrap()
  .options.map(({ shape }) => shape.kind.value)
  .sort();
const JAPANESE = { text: ja, language: "ja", timeZone: "Asia/Tokyo" } as const;
const ENGLISH = { text: en, language: "en", timeZone: "UTC" } as const;
const both = { ja: "日本語", en: "English" };

test("every kind of entry has an icon, a name and a group of its own", () => {
  for (const known of [LOOKS, GROUPS, en.timeline.facts, ja.timeline.facts])
    expect(Object.keys(known).sort()).toEqual(KINDS);
  for (const names of [
    Object.values(LOOKS).map(({ icon }) => icon),
    ...[en, ja].map((all) => Object.values(all.timeline.facts)),
  ])
    expect(new Set(names).size).toBe(KINDS.length);
});

const DATES = { until: "2026-12-01T00:00:00.000Z", later: "2026-12-03T00:00:00.000Z" };
const CASES: [Fact, string[]][] = [
  [
    { kind: "status-changed", from: "in-progress", to: "on-hold", waitingFor: { to: "customer" } },
    ["Status: in progress → on hold", "Waiting for: – → Customer"],
  ],
  [{ kind: "status-changed", to: "closed" }, ["Status: → closed"]],
  [
    {
      ...{ kind: "assessed", verdict: "malicious", reason: both, from: "needs-a-person" },
      severity: { from: "high", to: "critical" },
    },
    ["Assessment: a person must decide → malicious activity", "Severity: high → critical"],
  ],
  [{ kind: "assessed", verdict: "malicious", reason: both }, []],
  [
    { kind: "postponed", until: DATES.later, by: "Suzuki", from: { until: DATES.until, by: "Sato" } },
    ["Planned for: 2026-12-01 00:00:00 UTC → 2026-12-03 00:00:00 UTC", "Who acts: Sato → Suzuki"],
  ],
  [
    { kind: "exempted", computer: "PC", reason: "a till", until: DATES.until, from: { reason: "a server" } },
    ["Exemption: a server (No end date) → a till (Until: 2026-12-01 00:00:00 UTC)"],
  ],
  [{ kind: "exempted", computer: "PC", reason: "a till" }, ["Exemption: none → a till (No end date)"]],
  [{ kind: "exemption-ended", computer: "PC", from: { reason: "a till" } }, ["Exemption: a till (No end date) → none"]],
  [
    { kind: "question-answered", known: true, until: DATES.until },
    ["Answer: open → work is known", "Files allowed until: → 2026-12-01 00:00:00 UTC"],
  ],
  [
    { kind: "action-confirmed", action: "isolate", target: "PC", computer: "PC" },
    ["Network: Isolation requested → Isolated"],
  ],
  [
    { kind: "action-confirmed", action: "release", target: "PC", computer: "PC" },
    ["Network: End of isolation requested → Connected"],
  ],
  [{ kind: "action-confirmed", action: "kill", target: "x.exe", computer: "PC" }, []],
  [{ kind: "recovery-step-done", step: "user-told", note: "by phone" }, ["State: open → done"]],
  [{ kind: "recommended-completed", text: both }, ["State: open → done"]],
  [{ kind: "computer-added", computer: "PC" }, []],
];

test.each(CASES)("what an entry changes is told as old and new value: %j", (fact, wanted) => {
  expect(changesOf(fact, ENGLISH).map(changeText)).toEqual(wanted);
  const japanese = changesOf(fact, JAPANESE).map(changeText);
  expect(japanese).toHaveLength(wanted.length);
  for (const words of japanese)
    expect(words).toMatch(/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+: .*→ /u);
});

test("what a person noted stands beside it, also why somebody released before everything was done", () => {
  expect(noteOf({ kind: "recovery-step-done", step: "user-told", note: "by phone" })).toBe("by phone");
  expect(noteOf({ kind: "release-requested", computers: [], override: "urgent" })).toBe("urgent");
  expect(noteOf({ kind: "recovery-step-done", step: "user-told" })).toBeUndefined();
  expect(noteOf({ kind: "computer-added", computer: "PC" })).toBeUndefined();
});

test("a spreadsheet has what changed and what was noted in columns of their own", () => {
  const at = "2026-01-01T00:00:00.000Z";
  const fact = { kind: "question-answered", known: false, note: "=nobody()" } as const;
  const actor = { kind: "person", personId: "p", name: "Sato" } as const;
  const csv = csvOf([{ entryId: "1", occurredAt: at, recordedAt: at, actor, fact, text: both }], ENGLISH);
  expect(csv.split("\r\n")).toEqual([
    '\uFEFF"When (UTC)","Kind","Who","What","What changed","Note"',
    `"${at}","Question answered","Sato","English","Answer: open → work is not known","'=nobody()"`,
    "",
  ]);
});
