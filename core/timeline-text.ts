// The timeline in words, as the guide prints them.
import { actionWords } from "./action.ts";
import { fateWords } from "./mail-event.ts";
import { noticeWords } from "./notice.ts";
import type { Bilingual } from "./ports.ts";
import { recoveryStepWords } from "./recovery.ts";
import { statusWords } from "./status.ts";
import { techniqueName } from "./techniques.ts";
import type { TimelineFact } from "./timeline.ts";

type Kind = TimelineFact["kind"];
type Facts = { [K in Kind]: Extract<TimelineFact, { kind: K }> & { kind: K } };
type Writers = { [K in Kind]: (fact: Facts[K]) => Bilingual };

const same = (text: string): Bilingual => ({ ja: text, en: text });
const rule = (name: string, id: string) => `${name}[${id}]`;
const on = (target: string, computer: string) => (target === computer ? computer : `${computer} ${target}`);
const techniques = (ids: readonly string[]) => ids.map((id) => `${id} - ${techniqueName(id) ?? ""}`).join(", ");

function matched({
  rule: name,
  ruleId,
  techniques: ids,
  computer,
  process,
  executable,
}: Extract<TimelineFact, { kind: "rule-matched" }>): Bilingual {
  const where = [computer, executable, process].filter((part) => part !== undefined).join(" ");
  const mitre = ids.length === 0 ? "" : ` Mitre att&ck™ ${techniques(ids)}`;
  return {
    ja: `ルール - ${rule(name, ruleId)}${mitre} (${where})`,
    en: `Rule - ${rule(name, ruleId)}${mitre} (${where})`,
  };
}

const WITHHELD: Record<string, Bilingual> = {
  exempt: { ja: "初動対応からの除外", en: "exempt" },
  unreadable: { ja: "除外の確認ができないため", en: "the exemption could not be read" },
  "policy-remediation": { ja: "自動対応の設定がオフ", en: "remediation is switched off" },
  "policy-isolation": { ja: "自動隔離の設定がオフ", en: "automatic isolation is switched off" },
  unsupported: { ja: "隔離非対応", en: "not supported by the product" },
  ceiling: { ja: "自動隔離の上限", en: "the ceiling of automatic isolations" },
};

const INSTEAD: Record<"contact" | "analysts", Bilingual> = {
  contact: { ja: "。次の連絡先に送信します", en: "; the next contact is told" },
  analysts: { ja: "。アナリストに連絡しました", en: "; the analysts are told" },
};

const WRITERS: Writers = {
  "process-started": ({ process, computer, account }) => {
    const where = [computer, account].filter((part) => part !== undefined).join(" ");
    return { ja: `${process} プロセスが開始されました (${where})`, en: `Process started: ${process} (${where})` };
  },
  "rule-matched": matched,
  "incident-created": ({ title }) => ({
    ja: `インシデント 作成済み: ${title.ja}`,
    en: `Incident created: ${title.en}`,
  }),
  "module-added": ({ name }) => ({ ja: `モジュールが追加されました: ${name}`, en: `Module added: ${name}` }),
  "detection-added": ({ rule: name, ruleId }) => ({
    ja: `検出が追加されました (ルール - ${rule(name, ruleId)})`,
    en: `Detection added (rule - ${rule(name, ruleId)})`,
  }),
  "computer-added": ({ computer }) => ({
    ja: `コンピューターが追加されました: ${computer}`,
    en: `Computer added: ${computer}`,
  }),
  "process-added": ({ process }) => ({ ja: `プロセスが追加されました: ${process}`, en: `Process added: ${process}` }),
  comment: ({ text }) => ({ ja: `コメントしました: ${text.ja}`, en: `Commented: ${text.en}` }),
  "person-comment": ({ text, texts = same(text) }) => ({
    ja: `コメントしました: ${texts.ja}`,
    en: `Commented: ${texts.en}`,
  }),
  "status-changed": ({ to, reason }) => ({
    ja: `ステータスが変更されました ${statusWords[to].ja}${reason === undefined ? "" : ` (${reason})`}`,
    en: `Status changed to ${statusWords[to].en}${reason === undefined ? "" : ` (${reason})`}`,
  }),
  assessed: ({ reason }) => ({ ja: `判定しました: ${reason.ja}`, en: `Assessed: ${reason.en}` }),
  "action-requested": ({ action, target, computer }) => ({
    ja: `${actionWords[action].ja}を要求しました: ${on(target, computer)}`,
    en: `Requested to ${actionWords[action].en}: ${on(target, computer)}`,
  }),
  "action-confirmed": ({ action, target, computer }) => ({
    ja: `${actionWords[action].ja}を確認しました: ${on(target, computer)}`,
    en: `Confirmed: ${actionWords[action].en}: ${on(target, computer)}`,
  }),
  "action-unconfirmed": ({ action, target, computer }) => ({
    ja: `${actionWords[action].ja}を確認できませんでした: ${on(target, computer)}`,
    en: `Could not confirm: ${actionWords[action].en}: ${on(target, computer)}`,
  }),
  "action-failed": ({ action, target, computer, reason }) => ({
    ja: `${actionWords[action].ja}は実行されませんでした (${reason}): ${on(target, computer)}`,
    en: `Not done (${reason}): ${actionWords[action].en}: ${on(target, computer)}`,
  }),
  "action-withheld": ({ actions, computer, why }) => ({
    ja: `実施していません (${(WITHHELD[why] ?? same(why)).ja}): ${computer} ${actions.map((a) => actionWords[a].ja).join("、")}`,
    en: `Not done (${(WITHHELD[why] ?? same(why)).en}): ${computer}: ${actions.map((a) => actionWords[a].en).join(", ")}`,
  }),
  "notice-sent": ({ notice, recipients }) => ({
    ja: `通知メールを送信しました (${noticeWords[notice].ja}, ${recipients}件)`,
    en: `Notice sent (${noticeWords[notice].en}, ${recipients} recipient${recipients === 1 ? "" : "s"})`,
  }),
  "notice-failed": ({ notice }) => ({
    ja: `通知メールを送信できませんでした (${noticeWords[notice].ja})`,
    en: `Notice could not be sent (${noticeWords[notice].en})`,
  }),
  "notice-undelivered": ({ notice, fate, recipient, instead }) => {
    const to = recipient === undefined ? same("") : { ja: `${recipient} 宛の`, en: ` to ${recipient}` };
    const then = instead === undefined ? same("") : INSTEAD[instead];
    return {
      ja: `${to.ja}通知メール (${noticeWords[notice].ja}) ${fateWords[fate].ja}${then.ja}`,
      en: `The notice${to.en} (${noticeWords[notice].en}) ${fateWords[fate].en}${then.en}`,
    };
  },
  "recommended-added": ({ text }) => ({
    ja: `推奨対応が追加されました: ${text.ja}`,
    en: `Recommended action: ${text.en}`,
  }),
  "recommended-completed": ({ text }) => ({
    ja: `推奨対応が完了しました: ${text.ja}`,
    en: `Recommended action done: ${text.en}`,
  }),
  "release-requested": ({ computers }) => ({
    ja: `NW隔離の終了を依頼しました: ${computers.join("、")}`,
    en: `Asked to end network isolation: ${computers.join(", ")}`,
  }),
  "question-answered": ({ known }) => ({
    ja: known ? "心当たりのある作業と回答しました" : "心当たりのない作業と回答しました",
    en: known ? "Answered: this work is known" : "Answered: this work is not known",
  }),
  exempted: ({ computer, reason }) => ({
    ja: `初動対応から除外しました: ${computer} (${reason})`,
    en: `Exempted from the first response: ${computer} (${reason})`,
  }),
  "exemption-ended": ({ computer }) => ({
    ja: `初動対応からの除外を解除しました: ${computer}`,
    en: `Exemption ended: ${computer}`,
  }),
  "recovery-step-done": ({ step }) => ({
    ja: `復旧手順を完了しました: ${recoveryStepWords[step].ja}`,
    en: `Recovery step done: ${recoveryStepWords[step].en}`,
  }),
  "investigation-opened": ({ computer }) => ({
    ja: `リモート調査を開きました: ${computer}`,
    en: `Remote investigation opened: ${computer}`,
  }),
  postponed: ({ until, by }) => ({
    ja: `対応予定を登録しました: ${until} (${by})`,
    en: `Postponed until ${until} (${by})`,
  }),
  escalated: ({ what }) => ({
    ja: `アナリストへ引き継ぎました: ${what.ja}`,
    en: `Escalated to an analyst: ${what.en}`,
  }),
  "inquiry-opened": ({ subject, turned }) =>
    turned === true
      ? { ja: `お問い合わせからインシデントを作成しました: ${subject}`, en: `Opened from an inquiry: ${subject}` }
      : { ja: `お問い合わせを開始しました: ${subject}`, en: `Inquiry opened: ${subject}` },
  resumed: ({ reason }) => ({ ja: `対応を再開しました: ${reason}`, en: `Response resumed: ${reason}` }),
};

/** The entry's text in both languages; what a person wrote stands as written. */
export function timelineText<K extends Kind>(fact: Facts[K]): Bilingual {
  const kind: K = fact.kind;
  return WRITERS[kind](fact);
}
