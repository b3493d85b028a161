// The mails of an inquiry (お問い合わせ): what a customer wrote goes to the desk, what the desk wrote to the customer.
import { shortId } from "../ids.ts";
import { fateWords } from "../mail-event.ts";
import type { Notice } from "../notice.ts";
import type { Block } from "./layout.ts";
import { line, writtenLines } from "./text.ts";
import { contacts, customerFact, type Draft, facts, many, paragraph, strong, type Writing } from "./writing.ts";

type Received = Extract<Notice, { kind: "inquiry-received" }>;
type Answered = Extract<Notice, { kind: "inquiry-answered" }>;

const about = (w: Writing, { subject, incidentId }: Received | Answered) =>
  [
    [w.say("件名", "Subject"), line(subject, 200)],
    [w.say("インシデント", "Incident"), incidentId && shortId(incidentId)],
  ] as const;

const quoted = ({ text, textLanguage }: Received | Answered): Block => ({
  type: "quote",
  lines: writtenLines(text),
  language: textLanguage,
});

const asWritten = (w: Writing, { textLanguage }: Received | Answered): Block | undefined =>
  textLanguage === w.language
    ? undefined
    : paragraph(w.say("本文は原文のまま掲載しています。", "The text is shown as written."));

type Head = Pick<Draft, "subject" | "action"> & { first?: Block; wrote: string };

function headOf(w: Writing, { isFirst, waiting, unreached, author }: Received): Head {
  const name = line(author, 100);
  const answer = w.say(
    "サポート担当の作業：必要です（お問い合わせへの回答）。",
    "The desk's action: required (answer the inquiry).",
  );
  const wrote = w.say(`${name} 様からの内容：`, `${name} wrote:`);
  if (unreached !== undefined)
    return {
      subject: w.say("お問い合わせへの回答がお客様に届いていません", "An answer did not reach the customer"),
      action: w.say(
        "サポート担当の作業：必要です（お客様への連絡と、連絡先の確認をお願いします）。",
        "The desk's action: required (reach the customer by other means, and check the contact).",
      ),
      first: strong(
        w.say(
          `${line(unreached.address, 254)} 宛の通知メール${w.pick(fateWords[unreached.fate])}。ほかに送信できる連絡先はありません。`,
          `The notice to ${line(unreached.address, 254)} ${w.pick(fateWords[unreached.fate])}. There is no other contact to write to.`,
        ),
      ),
      wrote: w.say(`${name} の回答：`, `${name} answered:`),
    };
  if (waiting !== undefined)
    return {
      subject: w.say(
        `お問い合わせが回答を待っています（再通知 ${waiting.number}）`,
        `An inquiry waits for an answer (reminder ${waiting.number})`,
      ),
      action: answer,
      first: strong(
        w.say(
          `${w.at(waiting.since)} から ${waiting.hours} 時間、回答を待っています。`,
          `It has waited for ${many(waiting.hours, "hour")}, since ${w.at(waiting.since)}.`,
        ),
      ),
      wrote,
    };
  return {
    subject: isFirst
      ? w.say("お問い合わせを受け付けました", "New inquiry")
      : w.say("お問い合わせに返信がありました", "Reply to an inquiry"),
    action: answer,
    wrote,
  };
}

/** To the desk, which is no customer: its first line says what it must do. */
export function inquiryReceived(w: Writing, notice: Received): Draft {
  const { first, wrote, ...head } = headOf(w, notice);
  return {
    mustAct: true,
    ...head,
    whole: true,
    salutation: w.say("テクニカルサポート各位", "Dear support desk,"),
    blocks: [
      first,
      facts(customerFact(w), ...about(w, notice)),
      paragraph(wrote),
      quoted(notice),
      asWritten(w, notice),
      "button",
      paragraph(
        w.say(
          "MDRのコメント全文、タイムライン、コンピューターの情報は、インシデントに関するお問い合わせに添付されています。",
          "The MDR comments in full, the timeline and the facts of the computers are attached to an inquiry about an incident.",
        ),
      ),
    ],
    button: w.say("お問い合わせを開く", "Open the inquiry"),
  };
}

export const inquiryAnswered = (w: Writing, notice: Answered): Draft => ({
  mustAct: false,
  subject: notice.isDone
    ? w.say("お問い合わせに回答しました（完了）", "Your inquiry is answered (done)")
    : w.say("お問い合わせに回答しました", "Your inquiry has an answer"),
  action: notice.isDone
    ? w.say("回答をご確認ください（返信は不要です）。", "please read the answer (no reply is needed).")
    : w.say("回答をご確認ください。", "please read the answer."),
  blocks: [
    facts(...about(w, notice)),
    paragraph(w.say(`${line(notice.author, 100)} が回答しました。`, `${line(notice.author, 100)} answered:`)),
    quoted(notice),
    asWritten(w, notice),
    paragraph(
      w.say(
        "ご返信は、下のボタンから開く画面でお願いします。",
        "To reply, write on the page that the button below opens.",
      ),
    ),
    "button",
    contacts(w),
  ],
  button: w.say("お問い合わせを開く", "Open the inquiry"),
});
