// What a mail says and how it looks, whatever its kind.
import { describe, expect, it } from "vitest";
import { NotActedReason, NoticeKind, ReminderFor } from "../../core/notice.ts";
import { closed, context, mail, noticeOf, notices, textLines, visibleLines } from "./mails-samples.ts";

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
    const { incident } = context;
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
