import { expect, test } from "vitest";
import { type Assessment, assess } from "../../core/assessment.ts";
import { planWords } from "../../core/wording.ts";
import { d1, d1Third, d3, g2, inputOf, n1, n2, n2Twin, SHA1 } from "../stories.ts";

const isolated = ({ isolateAtOnce }: Assessment) => isolateAtOnce.map(({ target }) => target.computerName);
const killed = ({ actions }: Assessment) =>
  actions.filter(({ kind }) => kind === "kill").map(({ target }) => target.process?.pid);
const removed = ({ actions }: Assessment) =>
  actions.filter(({ kind }) => kind === "remove").map(({ target }) => target.executable?.name);
const sorted = <T>(values: T[]) => [...values].sort();

test("D1: both computers are isolated at once, the four processes killed, only enc.exe removed", () => {
  const assessment = assess(inputOf(d1()));
  expect(assessment).toMatchObject({ verdict: "malicious", row: "ransomware", severity: "critical", withheld: [] });
  expect(isolated(assessment)).toEqual(["SV-FILE01", "PC-KEIRI07"]);
  expect(sorted(killed(assessment))).toEqual(sorted([812, 1502, 5104, 4120]));
  expect(new Set(removed(assessment))).toEqual(new Set(["enc.exe"]));
  expect(assessment.ask).toBeUndefined();
});

test("D1: the kill of each process carries the hash of its image", () => {
  const kills = assess(inputOf(d1())).actions.filter(({ kind }) => kind === "kill");
  expect(kills.every(({ target }) => /^[0-9a-f]{40}$/.test(target.process?.sha1 ?? ""))).toBe(true);
});

test("D1 a: an exempt server is left untouched, its plan is on record, the other computer is isolated", () => {
  const assessment = assess(inputOf(d1(), { views: { "SV-FILE01": { exempt: "yes" } } }));
  expect(isolated(assessment)).toEqual(["PC-KEIRI07"]);
  expect(assessment.withheld.map(({ why }) => why)).toEqual(["exempt"]);
  expect(planWords(assessment.withheld[0]?.wouldHave ?? []).ja).toBe("ネットワーク隔離、プロセス停止 2件、駆除 1件");
  expect(assessment.ask?.who).toBe("customer");
});

test("D1 c: the same file on a third computer isolates that one too", () => {
  const assessment = assess(inputOf([...d1(), ...d1Third()]));
  expect(isolated(assessment)).toEqual(["SV-FILE01", "PC-EIGYO11", "PC-KEIRI07"]);
  expect(assessment.ask).toBeUndefined();
});

test("D3: an infostealer that ran is killed with its carriers and removed; isolation only if that is not confirmed", () => {
  const assessment = assess(inputOf(d3()));
  expect(assessment).toMatchObject({ verdict: "malicious", row: "malware-ran", isolateIfUnconfirmed: true });
  expect(isolated(assessment)).toEqual([]);
  expect(killed(assessment)).toEqual([7102, 7044, 7012]);
  expect(removed(assessment)).toEqual(["upd.exe"]);
});

test("G2: exploitation with persistence isolates; srv.exe is killed, srv.exe and AnyDesk are removed, no Windows file is touched", () => {
  const assessment = assess(inputOf(g2()));
  expect(assessment).toMatchObject({ verdict: "malicious", row: "exploitation-with-persistence" });
  expect(isolated(assessment)).toEqual(["SV-SQL01"]);
  expect(killed(assessment)).toEqual([6012]);
  expect(
    assessment.actions.filter(({ kind }) => kind === "remove").map(({ target }) => target.executable?.sha1),
  ).toEqual([SHA1.srv, SHA1.anydesk]);
});

test("G2: the shell that the exploited service started is killed, the service is not, signed or not", () => {
  const [first, ...rest] = g2();
  if (first === undefined) throw new Error("no story");
  const shell = {
    ...first,
    process: { pid: 4312, name: "cmd.exe", parent: { pid: 1780, name: "sqlservr.exe" } },
  };
  const unsigned = { ...first, process: { pid: 1780, name: "shop.exe", image: { name: "shop.exe", sha1: SHA1.enc } } };
  expect(killed(assess(inputOf([shell, ...rest])))).toEqual([6012, 4312]);
  const own = assess(inputOf([unsigned, ...rest]));
  expect(killed(own)).toEqual([6012]);
  expect(removed(own)).toEqual(["srv.exe", "AnyDesk.exe"]);
});

test("N1: what was only blocked gets no action and no isolation", () => {
  expect(assess(inputOf(n1()))).toMatchObject({
    verdict: "no-impact",
    row: "only-blocked",
    actions: [],
    isolateAtOnce: [],
    digestOnly: false,
  });
});

test.each([4, 30, 180])(
  "N2: a signed roll-out to %i computers is asked about, nothing is killed or isolated",
  (count) => {
    const assessment = assess(inputOf(n2(count), { fleetSize: 400 }));
    expect(assessment).toMatchObject({
      verdict: "needs-a-person",
      row: "admin-tool-spread",
      actions: [],
      isolateAtOnce: [],
      withheld: [],
      ask: { who: "customer", question: "known-work" },
    });
  },
);

test("N2: answered with an allow-list entry it has no impact; after the entry's end it is asked about again", () => {
  const entry = { sha1: SHA1.agent, reason: "roll-out", until: "2024-07-01T00:00:00Z" };
  const before = inputOf(n2(), { policy: { allowList: [entry] } });
  expect(assess(before)).toMatchObject({ verdict: "no-impact", row: "known-file" });
  expect(assess({ ...before, at: "2024-07-01T00:00:00Z" }).row).toBe("admin-tool-spread");
});

test("N2 with one unsigned credential dumper among the roll-out: only that computer is acted on", () => {
  const [first] = n2(1);
  if (first === undefined) throw new Error("no story");
  const dumper = {
    ...first,
    id: "x",
    techniques: ["T1003.001"],
    executable: { name: "mk.exe", sha1: SHA1.enc, signature: "untrusted" as const },
    process: { pid: 99, name: "mk.exe" },
  };
  const assessment = assess(inputOf([...n2(), dumper]));
  expect(isolated(assessment)).toEqual(["PC-0001"]);
  expect(new Set(assessment.actions.map(({ target }) => target.computerName))).toEqual(new Set(["PC-0001"]));
  expect(assessment.ask?.who).toBe("analyst");
});

test("N2's twin: an unsigned encryptor with the same spread isolates all that show it, and calls an analyst", () => {
  const assessment = assess(inputOf(n2Twin()));
  expect(assessment).toMatchObject({ verdict: "malicious", row: "ransomware", ask: { who: "analyst" } });
  expect(assessment.isolateAtOnce).toHaveLength(180);
});

test("no more than 200 computers are acted on, and an analyst hears of it", () => {
  const assessment = assess(inputOf(n2Twin(230)));
  expect(new Set(assessment.actions.map(({ target }) => target.computerId)).size).toBe(200);
  expect(assessment.isolateAtOnce).toHaveLength(200);
  expect(assessment.ask?.who).toBe("analyst");
});
