// One notice of each kind, with its context: made for the tests, after the guide's own incidents.
import { mailOf } from "../../core/mails/index.ts";
import { type Notice, type NoticeContext, NoticeKind } from "../../core/notice.ts";
import type { Language } from "../../core/ports.ts";

export const context: NoticeContext = {
  serviceName: "Hikeshi",
  from: "Hikeshi MDR <no-reply@mdr.example.com>",
  consoleUrl: "https://console.example.com",
  customer: {
    id: "acme",
    name: "株式会社アクメ",
    timeZone: "Asia/Tokyo",
    supportPhone: "03-0000-0000",
    supportUrl: "https://support.example.com/inquiries",
    csirt: "アクメCSIRT 内線119",
  },
  incident: {
    id: "inc-0123456789abcdef",
    round: 1,
    title: {
      ja: "Certutilが不審な実行モジュールをドロップしました",
      en: "Certutil has dropped a suspicious executable",
    },
    severity: "high",
    status: "in-progress",
    createdAt: "2024-05-24T08:03:09.000Z",
    computers: ["test1-vm"],
  },
};

const recommended = [
  {
    ja: "アカウント mediaadminmCC1$ を削除し、グループの所属を確認する",
    en: "Delete the account mediaadminmCC1$ and check its groups",
  },
  { ja: "AnyDesk を削除する", en: "Remove AnyDesk" },
];

export const notices: Notice[] = [
  { kind: "created" },
  {
    kind: "isolated",
    computer: "SV-SQL01",
    confirmedAt: "2024-04-26T05:40:00Z",
    reason: {
      ja: "公開サーバーへの攻撃が成功し、永続化が行われたため",
      en: "exploitation of a public server with persistence",
    },
  },
  {
    kind: "isolation-unconfirmed",
    computer: "SV-FILE01",
    lastState: { ja: "要求済み、端末は応答なし", en: "requested, the computer does not answer" },
    minutes: 10,
  },
  {
    kind: "must-act",
    computer: "SV-FILE01",
    why: "exempt",
    exemptReason: "基幹システム",
    wouldHave: [
      { kind: "isolate", count: 1 },
      { kind: "kill", count: 2 },
      { kind: "remove", count: 1 },
    ],
    firstReminderAt: "2024-05-25T08:03:09Z",
  },
  {
    kind: "question",
    count: 180,
    names: Array.from({ length: 12 }, (_, index) => `PC-${index + 1}`),
    account: "CORP\\deploy",
    firstReminderAt: "2024-05-25T08:03:09Z",
  },
  {
    kind: "reminder",
    number: 2,
    waitingFor: "release",
    computers: [
      { name: "SV-SQL01", isolatedAt: "2024-04-26T05:40:00Z" },
      { name: "SV-SQL02", isolatedAt: "2024-04-26T05:41:00Z" },
    ],
    elapsedHours: 50,
    openActions: recommended,
  },
  {
    kind: "comment",
    author: "MDR Staff",
    text: "MDR has detected successful SQL server exploitation.\n\nWe strongly recommend starting the Incident Response process.",
    textLanguage: "en",
    recommended,
  },
  {
    kind: "recovered",
    computer: "SV-SQL01",
    releasedAt: "2024-04-27T01:00:00Z",
    actor: "山田 花子",
    watchUntil: "2024-05-04T01:00:00Z",
  },
  {
    kind: "finished",
    verdict: { ja: "悪意のある動作をブロックしました", en: "malicious, blocked" },
    actions: [{ kind: "kill", target: "PC-SOUMU03 upd.exe (7102)" }],
    recommendedCount: 0,
  },
  {
    kind: "escalated",
    what: {
      ja: "除外の設定を確認できず、対応を止めました。",
      en: "The exemption could not be read; the response has stopped.",
    },
  },
  {
    kind: "digest",
    day: "2024-05-24",
    incidents: [
      {
        id: "inc-0123456789abcdef",
        title: { ja: "マクロを含む文書", en: "Document with macros" },
        computer: "PC-01",
        severity: "low",
        status: "closed",
      },
    ],
  },
  { kind: "undelivered", notice: "must-act", address: "soc@acme.example", fate: "bounced" },
  { kind: "silent-source", to: "customer", source: "eset", lastHeardAt: "2024-05-24T08:03:09Z", hours: 24 },
  {
    kind: "inquiry-received",
    inquiryId: "inq-fedcba9876543210",
    subject: "推奨対応について",
    isFirst: true,
    author: "山田 花子",
    text: "IFEO のキーが見つかりません。\n次に何をすればよいでしょうか。",
    textLanguage: "ja",
    incidentId: "inc-0123456789abcdef",
  },
  {
    kind: "inquiry-answered",
    inquiryId: "inq-fedcba9876543210",
    subject: "推奨対応について",
    isFirst: false,
    isDone: false,
    author: "サポート 太郎",
    text: "HKLM 以下をご確認ください。",
    textLanguage: "ja",
  },
  { kind: "test", by: "山田 花子" },
];

export const mail = (notice: Notice, language: Language, given = context) =>
  mailOf(notice, given, { address: "soc@customer.example", language }, "mail-1");

const { incident } = context;
export const closed = incident ? { ...context, incident: { ...incident, status: "closed" as const } } : context;

export const noticeOf = <K extends NoticeKind>(kind: K): Extract<Notice, { kind: K }> => {
  const found = notices.find((notice): notice is Extract<Notice, { kind: K }> => notice.kind === kind);
  if (found === undefined) throw new Error(`No sample of ${NoticeKind.parse(kind)}.`);
  return found;
};

/** The visible lines of a mail's HTML: a block or a table row is a line. Reads only what the layout writes. */
export function visibleLines(html: string): string[] {
  const body = html.replace(/^[\s\S]*<body[^>]*>/, "").replace(/<\/td>\s*<td/g, "</td><td");
  return body
    .replace(/<\/?(?:div|tr|table|p|br)\b[^>]*>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(
      /&(amp|lt|gt|quot|#39|nbsp);/g,
      (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " })[name] ?? "",
    )
    .split("\n")
    .map(bare)
    .filter((line) => line !== "");
}

export const textLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) =>
      bare(
        line
          .replace(/^> ?/, "")
          .replace(/^［(.*)］$/, "$1")
          .replace(/^\[(.*)\]$/, "$1"),
      ),
    )
    .filter((line) => line !== "" && line !== "--");

/** Without any space: the twins lay a row out differently. */
const bare = (line: string): string => line.replace(/\s/gu, "");
