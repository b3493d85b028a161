import type { Notice } from "../notice.ts";
import { line } from "./text.ts";
import { contacts, customerFact, type Draft, facts, paragraph, type Writing } from "./writing.ts";

/** To one recipient, at the wish of a person: nothing happened. */
export const testMail = (w: Writing, { by }: Extract<Notice, { kind: "test" }>): Draft => ({
  mustAct: false,
  tag: w.say("テスト", "TEST"),
  subject: w.say("通知メールの受信テストです", "Test of the notices by mail"),
  action: w.say(
    "不要です（受信テストです。インシデントは発生していません）。",
    "none (this is a test; there is no incident).",
  ),
  blocks: [
    paragraph(
      w.say(
        "このメールが届いていれば、この宛先への通知メールは正しく設定されています。",
        "If you read this, notices by mail reach this address.",
      ),
    ),
    paragraph(
      w.say(
        "迷惑メールに分類されていた場合は、送信元を許可してください。",
        "If it was filed as spam, please allow its sender.",
      ),
    ),
    facts(customerFact(w), [w.say("送信の依頼者", "Asked for by"), line(by, 100)]),
    "button",
    contacts(w),
  ],
  button: w.say("インシデントの一覧を開く", "Open the list of incidents"),
});
