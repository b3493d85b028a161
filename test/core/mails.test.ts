import { describe, expect, it } from "vitest";
import { mailOf, noticeLink } from "../../core/mails/index.ts";
import { inquiryOf, isOwnNotice, NotActedReason, NoticeKind, ReminderFor } from "../../core/notice.ts";
import type { Language } from "../../core/ports.ts";
import { context, noticeOf, notices, textLines, visibleLines } from "./mails-samples.ts";

const mail = (notice: (typeof notices)[number], language: Language, given = context) =>
  mailOf(notice, given, { address: "soc@customer.example", language }, "mail-1");

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

const { incident } = context;
const closed = incident ? { ...context, incident: { ...incident, status: "closed" as const } } : context;
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

describe("what a mail says", () => {
  it("has a sample of every kind", () => {
    expect(notices.map((notice) => notice.kind).sort()).toEqual([...NoticeKind.options].sort());
  });

  it("opens the overview from the mail of a created incident, and speaks of a suspicion only", () => {
    const { html, text, subject } = mail({ kind: "created" }, "ja");
    expect(html).toContain(">インシデントの概要を開く</a>");
    expect(text).toContain("2024年5月24日 17:03:09 (JST)［08:03:09 UTC］、脅威の疑いがある動作を検出し");
    expect(text + subject).not.toMatch(/感染|被害|侵害/);
    expect(mail({ kind: "created" }, "en").text).toContain("At 2024-05-24 17:03:09 JST (08:03:09 UTC) we saw");
    expect(mail({ kind: "created" }, "en").text).not.toMatch(/compromised|infected|breach/);
  });

  it("says that an incident was reopened from round 2 on", () => {
    const again = incident ? { ...context, incident: { ...incident, round: 2 } } : context;
    expect(mail({ kind: "created" }, "ja", again).subject).toContain("再度検出しました");
    expect(mail({ kind: "created" }, "en", again).text).toContain("was reopened");
  });

  it("never says isolated where isolation is not confirmed", () => {
    const ja = mail(noticeOf("isolation-unconfirmed"), "ja");
    expect(ja.subject + ja.text).not.toMatch(/隔離しました|隔離済み|隔離されて|隔離が完了したこと/);
    const en = mail(noticeOf("isolation-unconfirmed"), "en");
    expect(en.subject + en.text).not.toMatch(/is isolated|has been isolated/);
  });

  it("leaves out the lines of settings that are empty", () => {
    const { supportPhone: _p, supportUrl: _u, csirt: _c, ...customer } = context.customer;
    const ja = mail(noticeOf("must-act"), "ja", { ...context, customer });
    expect(ja.text).not.toMatch(/お電話|サポート窓口|お問い合わせ|CSIRT/);
    expect(mail(noticeOf("must-act"), "ja").text).toContain(
      "社内CSIRT：アクメCSIRT 内線119\nサポート窓口：03-0000-0000\nお問い合わせ：24時間365日受付 https://support.example.com/inquiries",
    );
    expect(mail(noticeOf("must-act"), "ja").text).toContain("待たずにお電話ください：03-0000-0000");
  });

  it.each(NotActedReason.options)("says why it did not act and what is not done: %s", (why) => {
    const notice = { ...noticeOf("must-act"), why, done: [{ kind: "kill", count: 2 } as const] };
    const ja = mail(notice, "ja").text;
    expect(ja).toContain("：ネットワーク隔離、プロセス停止 2件、駆除 1件");
    expect(ja).toContain("確認できた実施対応：プロセス停止 2件");
    expect(ja.includes("プロセスの停止・駆除・隔離を行っていません")).toBe(why === "exempt" || why === "unreadable");
    expect(ja.includes("隔離非対応")).toBe(why === "unsupported");
    expect(mail(notice, "en").text).toContain("isolate from the network, stop the process (2), remove the file (1)");
  });

  it.each(ReminderFor.options)("reminds of what is waited for, in both languages: %s", (waitingFor) => {
    const notice = { ...noticeOf("reminder"), waitingFor };
    for (const language of ["ja", "en"] as const) {
      const { text, html, subject } = mail(notice, language);
      expect(visibleLines(html)).toEqual(textLines(text));
      expect(/隔離されたまま|still isolated/.test(subject)).toBe(waitingFor === "release");
      expect(text).toContain(language === "ja" ? "経過：2日" : "2 days");
    }
  });

  it("asks for action on a comment only where it recommends one", () => {
    const plain = { ...noticeOf("comment"), recommended: [] };
    expect(mail(plain, "ja").subject).toBe("【MDR】インシデントにコメントしました [89abcdef]");
    expect(mail(plain, "ja").text).toMatch(/^お客様の作業：不要です/);
    expect(mail(plain, "ja").html).toContain('<div lang="en"');
    expect(mail(plain, "ja").text).toContain("コメントは原文のまま掲載しています。");
    expect(mail(plain, "en").text).not.toContain("shown as written");
  });

  it("asks for action at the end where recommended actions are open", () => {
    const notice = { ...noticeOf("finished"), recommendedCount: 4 };
    expect(mail(notice, "ja", closed).subject).toBe("【要対応】インシデント対応が完了しました（閉じる） [89abcdef]");
    expect(mail(notice, "ja", closed).text).toMatch(/^お客様の作業：推奨対応 4 件をご確認ください。/);
    expect(mail(notice, "ja", closed).text).toContain("状況：閉じる（ユーザー影響がないと判断された場合）");
    expect(mail({ ...notice, actions: [] }, "ja").text).not.toContain("確認できた実施対応");
  });

  it("tells the analysts of whose source nothing is heard, and the customer whom to ask", () => {
    const notice = noticeOf("silent-source");
    const [toCustomer, toAnalysts] = [mail(notice, "ja"), mail({ ...notice, to: "analysts" }, "ja")];
    expect(toAnalysts.text).toMatch(/^セキュリティエンジニアの作業：必要です/);
    expect(toAnalysts.text).toContain("お客様：株式会社アクメ (acme)\n最終受信日時：2024年5月24日 17:03:09");
    expect(toCustomer.text).toContain("サポート窓口：03-0000-0000");
    expect(toAnalysts.text).not.toContain("サポート窓口");
    expect(mail({ ...notice, to: "analysts", hours: 1 }, "en").text).toContain("Customer: 株式会社アクメ (acme)");
    expect(mail({ ...notice, hours: 1 }, "en").text).toContain("for 1 hour or more");
    expect(toCustomer.threadId).toBeUndefined();
  });

  it("tells the two sides of an inquiry apart: who must act, what was written, in which language", () => {
    const received = noticeOf("inquiry-received");
    const toDesk = mail(received, "en");
    expect(toDesk.html).toContain('<div lang="ja"');
    expect(toDesk.text).toContain("The text is shown as written.");
    expect(toDesk.text).toContain("> 次に何をすればよいでしょうか。");
    expect(toDesk.text).toContain("Customer: 株式会社アクメ (acme)\nSubject: 推奨対応について\nIncident: 89abcdef");
    expect(mail({ ...received, isFirst: false }, "ja").subject).toContain("返信がありました");
    const answered = noticeOf("inquiry-answered");
    expect(mail(answered, "ja").text).not.toContain("原文のまま");
    expect(mail({ ...answered, isDone: true }, "ja").text).toContain("返信は不要です");
    expect(mail(answered, "ja").threadId).toBe(toDesk.threadId);
    expect(mail({ ...received, subject: "件名\r\nBcc: x@example.com" }, "ja").subject).not.toContain("Bcc");
  });

  it("names ten computers at most and counts the others", () => {
    expect(mail(noticeOf("question"), "ja").text).toContain("PC-10、ほか 170 台");
    expect(mail(noticeOf("question"), "en").text).toContain("PC-10 and 170 more");
  });

  it("is the same mail for the same id, and threads by incident", () => {
    expect(mail({ kind: "created" }, "ja")).toEqual(mail({ kind: "created" }, "ja"));
    expect(mail({ kind: "created" }, "ja").threadId).toBe("<incident-inc-0123456789abcdef@mdr.example.com>");
    expect(mail({ kind: "created" }, "ja").threadId).toBe(mail(noticeOf("finished"), "en").threadId);
    expect(mail(noticeOf("digest"), "ja").threadId).toBeUndefined();
  });

  it("is readable: text has the contrast of WCAG AA on every background", () => {
    const page = mail(noticeOf("comment"), "ja").html + mail(noticeOf("recovered"), "ja").html;
    const backgrounds = new Set([...page.matchAll(/background-color:(#[0-9a-f]{6})/g)].map((match) => match[1] ?? ""));
    const colours = new Set([...page.matchAll(/;color:(#[0-9a-f]{6})/g)].map((match) => match[1] ?? ""));
    expect([...colours].sort()).toEqual(["#1f2328", "#4b5563", "#ffffff"]);
    for (const background of backgrounds) {
      const dark = background === "#0b5cad";
      for (const colour of colours) {
        if ((colour === "#ffffff") === dark) expect(contrast(colour, background)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
