import { expect, test } from "vitest";
import { type AssessmentInput, assess, type KnownAction } from "../../core/assessment.ts";
import { commentOn } from "../../core/comment.ts";
import { titleOf } from "../../core/title.ts";
import { d1, d3, type GenericJson, g2, inputOf, n1, toFinding } from "../stories.ts";

const AT = "2024-06-10T01:05:00Z"; // 40 s after the stealer's start
const done = (input: AssessmentInput, isolation: KnownAction["state"] = "confirmed"): KnownAction[] => {
  const { actions, isolateAtOnce } = assess(input);
  return [...isolateAtOnce, ...actions].map(({ kind, target }) => ({
    kind,
    computerId: target.computerId,
    state: kind === "isolate" ? isolation : "confirmed",
    at: AT,
    ...(target.process === undefined ? {} : { processPid: target.process.pid }),
    ...(target.executable?.sha1 === undefined ? {} : { hash: target.executable.sha1 }),
  }));
};
const commented = (
  detections: GenericJson[],
  more: Parameters<typeof inputOf>[1] = {},
  isolation?: KnownAction["state"],
) => {
  const input = inputOf(detections, more);
  return commentOn(input, assess(input), done(input, isolation));
};
const inJapanese = (texts: { ja: string }[]) => texts.map(({ ja }) => ja);

test("N1: the guide's title and the guide's comment, word for word", () => {
  const [first] = n1().map(toFinding);
  if (first === undefined) throw new Error("no story");
  expect(titleOf(first)).toEqual({
    ja: "Certutil が不審な実行ファイルをドロップしました",
    en: "Certutil has dropped a suspicious executable",
  });
  expect(commented(n1())).toEqual({
    comment: {
      ja: "Certutil が不審な実行ファイルをドロップしましたが、その後ブロックされました。お客様の対応は不要です。",
      en: "Certutil dropped a suspicious executable, which was subsequently blocked. No actions needed",
    },
    recommended: [],
  });
});

test("D1: account, both computers, shadow copies and the strong recommendation", () => {
  const { comment } = commented(d1());
  for (const text of [
    "PC-KEIRI07 からアカウント svc-backup を使って SV-FILE01 上でランサムウェアが実行されました。2台とも隔離済みです。",
    "シャドウコピーは削除され",
    "強く推奨します",
  ])
    expect(comment.ja).toContain(text);
  expect(comment.en).toContain(
    "Ransomware was started on SV-FILE01 over the account svc-backup from PC-KEIRI07. Both computers are isolated. Shadow copies on SV-FILE01 were deleted; some files may be encrypted.",
  );
});

test("D1: the recommended actions of the story, in its order", () => {
  expect(inJapanese(commented(d1()).recommended).map((text) => text.slice(0, 16))).toEqual([
    "svc-backup を無効化し",
    "バックアップがオフラインで無事か",
    "svc-backup の過去14",
    "開いた添付ファイルのメールを全社",
    "PC-KEIRI07、SV-FI",
    "個人データの有無を確認し、報告の",
  ]);
});

test("an isolation that is not confirmed is never called isolated", () => {
  for (const state of ["requested", "accepted", "failed", "unconfirmed"] as const) {
    const { comment } = commented(d1(), {}, state);
    expect(comment.ja).not.toContain("隔離済み");
    expect(comment.ja).toContain("完了を確認できていません");
    expect(comment.en).not.toMatch(/(is|are) isolated/);
    expect(commented(g2(), {}, state).comment.en).not.toContain("isolated before");
  }
});

test("D1 a: the comment says what was not done on the exempt server, and the customer's steps come first", () => {
  const { comment, recommended } = commented(d1(), { views: { "SV-FILE01": { exempt: "yes" } } });
  expect(comment.ja).toContain("PC-KEIRI07 は隔離済みです。");
  expect(comment.ja).toContain("除外されていなければ行っていた対応：ネットワーク隔離、プロセス停止 2件、駆除 1件");
  expect(recommended[0]?.ja).toContain("「ネットワーク隔離」で SV-FILE01");
});

test("a product that cannot isolate: the comment and the first step say so", () => {
  const supports = ["kill", "remove"] as const;
  const { comment, recommended } = commented(d1(), { views: { "SV-FILE01": { supports } } });
  expect(comment.ja).toContain("隔離非対応");
  expect(comment.en).toContain("isolation not supported");
  expect(recommended[0]?.ja).toContain("SV-FILE01 は隔離非対応です");
});

test("D3: how long it ran, that it was stopped only if confirmed, and the four recommended actions", () => {
  const { comment, recommended } = commented(d3());
  expect(comment.ja).toBe(
    "PC-SOUMU03 で情報窃取型マルウェアが約40秒間動作しました。停止と駆除は完了していますが、ブラウザーに保存されたパスワードとログイン状態が流出した可能性があります。",
  );
  expect(comment.en).toContain("An information stealer ran for 40 s on PC-SOUMU03 and was stopped and removed.");
  expect(inJapanese(recommended).map((text) => text.slice(0, 8))).toEqual([
    "別の端末から業務",
    "MFA の登録端",
    "ブラウザーに保存",
    "利用者に経緯を確",
  ]);
  const input = inputOf(d3());
  expect(commentOn(input, assess(input), []).comment.ja).not.toContain("停止と駆除は完了");
});

test("G2: the guide's comment in content, isolated before ransomware, and seven recommended actions in order", () => {
  const { comment, recommended } = commented(g2());
  for (const text of [
    "SQL Server",
    "mediaadminmCC1$",
    "Administrators and Remote Management Users",
    "systeminfo, net, hostname and wmic",
    "ex.exe",
    "srv.exe",
    "AnyDesk",
    "disabled the firewall and enabled RDP",
    "isolated before ransomware could be deployed",
  ])
    expect(comment.en).toContain(text);
  expect(recommended).toHaveLength(7);
  [
    "プロセスを開始",
    "mediaadminmCC1$ を削除",
    "ex.exe",
    "xp_cmdshell",
    "RDP を無効化",
    "AnyDesk を削除",
    "他のサーバーのログ",
  ].forEach((text, index) => {
    expect(recommended[index]?.ja).toContain(text);
  });
});

test("a password in a command line is never repeated", () => {
  const secret = g2().map((d) => JSON.parse(JSON.stringify(d).replace("********", "Hunter2!")));
  expect(JSON.stringify(commented(secret))).not.toContain("Hunter2");
});

test("line breaks, control and direction-changing characters of names do not reach a text", () => {
  const hostile = d1().map((d) => ({
    ...d,
    account: "CORP\\svc\r\nBcc: x\u202e",
    computer: { ...d.computer, name: "PC\n\u202eA" },
  }));
  expect(JSON.stringify(commented(hostile))).not.toMatch(/\\r|\\n|\u202e/);
});
