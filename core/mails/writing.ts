// What every notice is written with: the reader's language, the customer's clock, and the phrases that recur.
import { actionWords } from "../action.ts";
import type { ActionCount, NoticeContext, NoticeIncident } from "../notice.ts";
import type { Bilingual, Language } from "../ports.ts";
import { severityWords } from "../severity.ts";
import { statusWords } from "../status.ts";
import type { Block } from "./layout.ts";
import { line } from "./text.ts";

export interface Writing {
  language: Language;
  context: NoticeContext;
  /** The text in the reader's language. Values in it come from `pick`, `line` or `at`. */
  say(ja: string, en: string): string;
  /** The house's own text of a record, cleaned. */
  pick(text: Bilingual): string;
  at(instant: string): string;
}

/** A notice as written, before the layout. `tag` stands first in the subject, `action` first in the body. */
export interface Draft {
  mustAct: boolean;
  /** Inside the brackets when the plain one does not do, as in `要対応・再通知2`. */
  tag?: string;
  subject: string;
  /** Goes on after 「お客様の作業：」 / "Your action: ", but where `whole`. */
  action: string;
  whole?: true;
  salutation?: string;
  /** `button` says where it stands: after what it is about, before what only few need. */
  blocks: (Block | "button" | undefined)[];
  button: string;
}

export const paragraph = (text: string): Block => ({ type: "paragraph", text });
export const strong = (text: string): Block => ({ type: "paragraph", text, strong: true });

export const steps = (...items: (string | undefined)[]): Block => ({
  type: "steps",
  items: items.filter((item) => item !== undefined),
});

/** Labels stay short: on a phone their column keeps its width. */
export const facts = (...entries: (readonly [string, string | undefined])[]): Block | undefined => {
  const known = entries.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
  return known.length === 0 ? undefined : { type: "facts", facts: known };
};

export const points = (heading: string, items: readonly string[]): Block | undefined =>
  items.length === 0 ? undefined : { type: "points", heading, items };

/** English only: `1 action`, `2 actions`. */
export const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The first ten names, and how many more. */
export function names(w: Writing, all: readonly string[], count = all.length): string {
  const shown = all.slice(0, 10).map((name) => line(name, 100));
  const more = Math.max(count, all.length) - shown.length;
  const list = shown.join(w.say("、", ", "));
  return more > 0 ? list + w.say(`、ほか ${more} 台`, ` and ${more} more`) : list;
}

export const actionCounts = (w: Writing, counts: readonly ActionCount[]): string =>
  counts
    .map(({ kind, count }) => {
      const many = kind !== "isolate" && kind !== "release" ? w.say(` ${count}件`, ` (${count})`) : "";
      return w.pick(actionWords[kind]) + many;
    })
    .join(w.say("、", ", "));

export const customerFact = (w: Writing): readonly [string, string] => [
  w.say("お客様", "Customer"),
  `${line(w.context.customer.name, 100)} (${line(w.context.customer.id, 64)})`,
];

export const incidentFacts = (w: Writing, incident: NoticeIncident): Block | undefined =>
  facts(
    [w.say("件名", "Title"), w.pick(incident.title)],
    [w.say("重大度", "Severity"), w.pick(severityWords[incident.severity])],
    [w.say("コンピューター", "Computers"), names(w, incident.computers)],
    [w.say("状況", "Status"), w.pick(statusWords[incident.status])],
  );

/** Where to ask; a setting that is empty has no line. */
export const contacts = (w: Writing): Block | undefined => {
  const { csirt, supportPhone, supportUrl } = w.context.customer;
  return facts(
    [w.say("社内CSIRT", "Your CSIRT"), csirt && line(csirt)],
    [w.say("サポート窓口", "Support"), supportPhone && line(supportPhone)],
    [w.say("お問い合わせ", "Inquiries"), supportUrl && w.say("24時間365日受付 ", "24/365 ") + ownLink(supportUrl)],
  );
};

/** A link of the customer's own settings: shown as typed if it is one, never disarmed as a record's text is. */
const ownLink = (url: string): string => (/^https?:\/\/[^\s<>"]{1,500}$/.test(url) ? url : line(url));

const powerOff = (w: Writing): string =>
  w.say(
    "電源を切る、再起動する、初期化する（証拠とメモリの内容が失われます）",
    "power it off, restart it or reset it (evidence and memory are lost)",
  );

const deleteLogs = (w: Writing): string =>
  w.say(
    "ファイルやログを削除する、市販のツールで駆除を試みる",
    "delete files or logs, or try to clean it with other tools",
  );

const passwords = (w: Writing): string =>
  w.say(
    "この端末からパスワードを変更する、業務システムにログインする（別の端末で行ってください）",
    "change passwords or sign in to business systems from it (use another computer)",
  );

const usb = (w: Writing): string =>
  w.say("USBメモリなどでこの端末からデータを持ち出す", "copy data from it by USB or other media");

const endEarly = (w: Writing): string =>
  w.say(
    "推奨対応の完了前に隔離を終了する、LANケーブルやWi-Fiをつなぎ替える",
    "end the isolation before the recommended actions are done, or move cables or Wi-Fi",
  );

/** What not to do on the computer; `isolated` where it is known to be. */
export const doNot = (w: Writing, isolated: boolean): Block | undefined =>
  points(w.say("しないでください", "Do not"), [
    powerOff(w),
    deleteLogs(w),
    passwords(w),
    ...(isolated ? [endEarly(w)] : []),
    usb(w),
  ]);

export const encryptionException = (w: Writing): Block =>
  paragraph(
    w.say(
      "例外：ファイルの暗号化が進行していて隔離できない場合に限り、LANケーブルを抜くか、Wi-Fiを切ってください（電源は切らないでください）。",
      "Exception: only if files are being encrypted and you cannot isolate it, pull the LAN cable or switch Wi-Fi off (leave the power on).",
    ),
  );
