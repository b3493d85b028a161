import { describe, expect, it } from "vitest";
import { noticeLink } from "../../core/mails/index.ts";
import { inquiryOf, isOwnNotice, type NoticeKind } from "../../core/notice.ts";
import { closed, context, mail, notices, textLines, visibleLines } from "./mails-samples.ts";

const SUBJECTS: Record<NoticeKind, [ja: string, en: string]> = {
  created: [
    "【MDR】インシデントの疑いを検出しました（重大度：高） [89abcdef]",
    "[MDR] Possible incident detected (high) [89abcdef]",
  ],
  isolated: [
    "【要対応】SV-SQL01 をネットワーク隔離しました [89abcdef]",
    "[ACTION] SV-SQL01 has been isolated from the network [89abcdef]",
  ],
  "isolation-unconfirmed": [
    "【要対応】SV-FILE01 の隔離を確認できていません [89abcdef]",
    "[ACTION] Isolation of SV-FILE01 is not confirmed [89abcdef]",
  ],
  "must-act": [
    "【要対応】SV-FILE01 は初動対応の対象外です。お客様による対応が必要です [89abcdef]",
    "[ACTION] SV-FILE01 is exempt: we have not acted, you must [89abcdef]",
  ],
  question: [
    "【要対応】この作業に心当たりはありますか（コンピューター 180 台） [89abcdef]",
    "[ACTION] Do you know this work? (180 computers) [89abcdef]",
  ],
  reminder: [
    "【要対応・再通知2】SV-SQL01 ほか1台は隔離されたままです（残り 2 件） [89abcdef]",
    "[ACTION, reminder 2] SV-SQL01 and 1 more are still isolated, 2 actions open [89abcdef]",
  ],
  comment: ["【要対応】推奨対応のご案内です（2 件） [89abcdef]", "[ACTION] Recommended actions for you (2) [89abcdef]"],
  recovered: [
    "【MDR】SV-SQL01 のネットワーク隔離を終了しました（復旧） [89abcdef]",
    "[MDR] SV-SQL01 is back on the network [89abcdef]",
  ],
  finished: [
    "【MDR】インシデント対応が完了しました（閉じる） [89abcdef]",
    "[MDR] Incident finished (closed) [89abcdef]",
  ],
  escalated: [
    "【要対応】セキュリティエンジニアの判断が必要です [89abcdef]",
    "[ACTION] An analyst's decision is needed [89abcdef]",
  ],
  undelivered: [
    "【要対応】通知メールがお客様に届いていません [89abcdef]",
    "[ACTION] A notice did not reach the customer [89abcdef]",
  ],
  digest: ["【MDR】2024年5月24日の検出のまとめ（1 件）", "[MDR] Daily digest of 2024-05-24 (1)"],
  "silent-source": [
    "【要対応】送信元 eset からの受信が途絶えています",
    "[ACTION] Nothing is received from the source eset",
  ],
  "inquiry-received": ["【要対応】お問い合わせを受け付けました [76543210]", "[ACTION] New inquiry [76543210]"],
  "inquiry-answered": ["【MDR】お問い合わせに回答しました [76543210]", "[MDR] Your inquiry has an answer [76543210]"],
  test: ["【テスト】通知メールの受信テストです", "[TEST] Test of the notices by mail"],
};

const FIRST_LINES: Record<NoticeKind, [ja: string, en: string]> = {
  created: ["お客様の作業：現時点では不要です。", "Your action: none for now."],
  isolated: ["お客様の作業：必要です", "Your action: required"],
  "isolation-unconfirmed": ["お客様の作業：必要です", "Your action: required"],
  "must-act": [
    "お客様の作業：必要です。この端末ではプロセスの停止・駆除・隔離を行っていません。",
    "Your action: required. We have not stopped, removed or isolated",
  ],
  question: ["お客様の作業：必要です", "Your action: required"],
  reminder: ["お客様の作業：必要です（2回目の再通知）", "Your action: required (reminder 2)"],
  comment: ["お客様の作業：必要です（推奨対応 2 件の実施）", "Your action: required (2 recommended"],
  recovered: ["お客様の作業：接続の確認のみ", "Your action: please check the connection only"],
  finished: ["お客様の作業：不要です。", "Your action: none."],
  escalated: ["セキュリティエンジニアの作業：必要です", "Analyst's action: required"],
  undelivered: ["セキュリティエンジニアの作業：必要です", "Analyst's action: required"],
  digest: ["お客様の作業：不要です。", "Your action: none."],
  "silent-source": [
    "お客様の作業：必要です（送信元の製品と接続の確認）。",
    "Your action: required (check the source's product",
  ],
  "inquiry-received": ["サポート担当の作業：必要です（お問い合わせへの回答）。", "The desk's action: required (answer"],
  "inquiry-answered": ["お客様の作業：回答をご確認ください。", "Your action: please read the answer."],
  test: ["お客様の作業：不要です（受信テスト", "Your action: none (this is a test"],
};

const given = (kind: NoticeKind) => (kind === "finished" ? closed : context);

describe.each(notices.map((notice) => [notice.kind, notice] as const))("the mail %s", (kind, notice) => {
  it.each(["ja", "en"] as const)("has its subject and says first whether to act (%s)", (language) => {
    const { subject, text, html } = mail(notice, language, given(kind));
    const index = language === "ja" ? 0 : 1;
    expect(subject).toBe(SUBJECTS[kind][index]);
    expect(text.startsWith(FIRST_LINES[kind][index])).toBe(true);
    expect(visibleLines(html)[0]).toBe(textLines(text)[0]);
    const asks = /必要です|required/.test(text.split("\n")[0] ?? "");
    expect(/^(【要対応|\[ACTION)/.test(subject)).toBe(asks);
  });

  it.each(["ja", "en"] as const)("says the same in HTML and in plain text, line by line (%s)", (language) => {
    const { text, html } = mail(notice, language);
    expect(visibleLines(html)).toEqual(textLines(text));
  });

  it.each(["ja", "en"] as const)("keeps the rules of all mails (%s)", (language) => {
    const { text, html, subject } = mail(notice, language);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).not.toMatch(/<(img|script|link|style|form|iframe)\b/);
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1])).toEqual([
      noticeLink(context, isOwnNotice(notice) ? undefined : "inc-0123456789abcdef", inquiryOf(notice)).href,
    ]);
    expect(html.match(/<a /g)).toHaveLength(1);
    const page = inquiryOf(notice) === undefined ? "incidents" : "inquiries/inq-fedcba9876543210";
    expect(text).toContain(`https://console.example.com/customers/acme/${page}`);
    expect(text).toContain(
      language === "ja" ? "パスワードをお尋ねすることはありません" : "never ask for your password",
    );
    expect(text).toContain(language === "ja" ? "Hikeshi によって送信されました" : "sent by Hikeshi");
    expect(subject + text).not.toMatch(/[！!]/);
    expect(text).not.toMatch(/undefined|null|\[object/);
  });
});
