// The notices to the analysts, and those that no incident makes: the daily digest, a silent source.

import { shortId } from "../ids.ts";
import { fateWords } from "../mail-event.ts";
import { type Notice, type NoticeIncident, noticeWords } from "../notice.ts";
import { severityWords } from "../severity.ts";
import { statusWords } from "../status.ts";
import { dayText } from "../zone-time.ts";
import { line, subjectName } from "./text.ts";
import {
  contacts,
  customerFact,
  type Draft,
  facts,
  incidentFacts,
  many,
  paragraph,
  points,
  steps,
  strong,
  type Writing,
} from "./writing.ts";

type Digest = Extract<Notice, { kind: "digest" }>;
type SilentSource = Extract<Notice, { kind: "silent-source" }>;

const toAnalysts = (w: Writing): string => w.say("セキュリティエンジニア各位", "Dear analysts,");

/** To the analysts, who are no customer: their first line says what they must do. */
export const escalated = (
  w: Writing,
  notice: Extract<Notice, { kind: "escalated" }>,
  incident: NoticeIncident,
): Draft => ({
  mustAct: true,
  subject: w.say("セキュリティエンジニアの判断が必要です", "An analyst's decision is needed"),
  action: w.say(
    "セキュリティエンジニアの作業：必要です（自動の対応が止まっています）。",
    "Analyst's action: required (the automatic response has stopped).",
  ),
  whole: true,
  salutation: toAnalysts(w),
  blocks: [
    strong(w.pick(notice.what)),
    facts(customerFact(w)),
    incidentFacts(w, incident),
    facts([w.say("作成日時", "Created"), w.at(incident.createdAt)]),
    paragraph(
      w.say(
        "インシデントは保留になっています。タイムラインを確認し、対応を再開するか、判断を記録してください。",
        "The incident is on hold. See the timeline, then resume the response or record your decision.",
      ),
    ),
    "button",
  ],
  button: w.say("インシデントの概要を開く", "Open the incident overview"),
});

/** To the analysts: somebody must be reached by other means. */
export const undelivered = (
  w: Writing,
  notice: Extract<Notice, { kind: "undelivered" }>,
  incident: NoticeIncident,
): Draft => ({
  mustAct: true,
  subject: w.say("通知メールがお客様に届いていません", "A notice did not reach the customer"),
  action: w.say(
    "セキュリティエンジニアの作業：必要です（お客様への連絡と、連絡先の確認をお願いします）。",
    "Analyst's action: required (reach the customer by other means, and check the contact).",
  ),
  whole: true,
  salutation: toAnalysts(w),
  blocks: [
    strong(
      w.say(
        `${line(notice.address, 254)} 宛の通知メール${w.pick(fateWords[notice.fate])}。`,
        `The notice to ${line(notice.address, 254)} ${w.pick(fateWords[notice.fate])}.`,
      ),
    ),
    facts(customerFact(w), [w.say("通知", "Notice"), w.pick(noticeWords[notice.notice])]),
    incidentFacts(w, incident),
    paragraph(
      w.say(
        "ほかに送信できる連絡先はありません。電話などでお客様に連絡し、通知先の設定を修正してください。同じ宛先については、このインシデントで再度お知らせしません。",
        "There is no other contact to write to. Call the customer, and correct its recipients. Of the same address we tell you once for this incident.",
      ),
    ),
    "button",
  ],
  button: w.say("インシデントの概要を開く", "Open the incident overview"),
});

const LISTED = 100;

function entry(w: Writing, { id, title, computer, severity, status }: Digest["incidents"][number]): string {
  const words = [w.pick(severityWords[severity]), w.pick(statusWords[status]), line(computer, 100), w.pick(title)];
  return `${words.join(w.say("／", " / "))} [${shortId(id)}]`;
}

export function digest(w: Writing, notice: Digest): Draft {
  const { incidents } = notice;
  const day = dayText(line(notice.day, 20), w.language);
  const more = incidents.length - LISTED;
  const shown = incidents.slice(0, LISTED).map((incident) => entry(w, incident));
  return {
    mustAct: false,
    subject: w.say(`${day}の検出のまとめ（${incidents.length} 件）`, `Daily digest of ${day} (${incidents.length})`),
    action: w.say("不要です。", "none."),
    blocks: [
      paragraph(
        w.say(
          `${day}に検出し、お客様の作業なしで完了したインシデントは ${incidents.length} 件です。`,
          `${many(incidents.length, "incident")} of ${day} ended without any action of yours.`,
        ),
      ),
      points(
        w.say("重大度／状況／コンピューター／件名", "Severity / status / computer / title"),
        more > 0 ? [...shown, w.say(`ほか ${more} 件`, `and ${more} more`)] : shown,
      ),
      "button",
    ],
    button: w.say("インシデントの一覧を開く", "Open the list of incidents"),
  };
}

/** To the customer, who owns the sender, and to the analysts, who no longer see what happens there. */
export function silentSource(w: Writing, notice: SilentSource): Draft {
  const toHouse = notice.to === "analysts";
  const source = subjectName(notice.source);
  const { hours } = notice;
  const whole = toHouse
    ? {
        whole: true as const,
        salutation: toAnalysts(w),
        action: w.say(
          "セキュリティエンジニアの作業：必要です（送信元の確認をお客様とともに行ってください）。",
          "Analyst's action: required (check the source together with the customer).",
        ),
      }
    : {
        action: w.say(
          "必要です（送信元の製品と接続の確認）。",
          "required (check the source's product and its connection).",
        ),
      };
  return {
    mustAct: true,
    subject: w.say(`送信元 ${source} からの受信が途絶えています`, `Nothing is received from the source ${source}`),
    ...whole,
    blocks: [
      strong(
        w.say(
          `送信元 ${source} から、${hours} 時間以上、何も受信していません。`,
          `We have received nothing from the source ${source} for ${many(hours, "hour")} or more.`,
        ),
      ),
      facts(...(toHouse ? [customerFact(w)] : []), [w.say("最終受信日時", "Last heard"), w.at(notice.lastHeardAt)]),
      paragraph(
        w.say(
          "この間に検出された脅威は、当サービスに届いていない可能性があります。その場合、対応も行われません。",
          "What was detected meanwhile may not have reached us; then nothing was done about it.",
        ),
      ),
      steps(
        w.say("送信元の製品が動作しているか確認する", "Check that the source's product is running"),
        w.say("送信先のアドレスとシークレットが正しいか確認する", "Check the address that it sends to, and its secret"),
        w.say("ファイアウォールやプロキシが通信を止めていないか確認する", "Check that no firewall or proxy stops it"),
      ),
      paragraph(
        w.say(
          "受信が再開すると、この状態は自動的に終わります。それまで、このメールは再送しません。",
          "This ends by itself as soon as we receive something again; until then this mail is not repeated.",
        ),
      ),
      "button",
      toHouse ? undefined : contacts(w),
    ],
    button: w.say("インシデントの一覧を開く", "Open the list of incidents"),
  };
}
