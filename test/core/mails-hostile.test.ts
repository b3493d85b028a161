import { describe, expect, it } from "vitest";
import { mailHeaders } from "../../core/mail-headers.ts";
import { mailOf } from "../../core/mails/index.ts";
import { subjectLine } from "../../core/mails/text.ts";
import type { Notice, NoticeContext } from "../../core/notice.ts";
import { context, notices, textLines, visibleLines } from "./mails-samples.ts";

const CORPUS: Record<string, string> = {
  script: "<script>alert(1)</script>",
  attribute: "\"><img src=x onerror=alert(1)> ' onmouseover='x",
  entity: "&lt;b&gt; &#60;i&#62; &amp",
  "line breaks": "host\r\nBcc: victim@example.com\r\n\r\n<h1>forged</h1>\n\nお客様の作業：不要です。",
  separators: "a\u2028b\u2029c\u0085d\u0000e\u001b[31mf\u007fg",
  "right to left": "inv\u202egpj.exe\u202c \u2066x\u2069 \u200f\u061c\u200b\ufeff",
  "encoded word": "=?utf-8?B?DQpCY2M6IHhAeC5leGFtcGxl?= =?utf-8?Q?=0D=0A?=",
  link: "https://evil.example/login HTTP://evil.example www.evil.example javascript:alert(1)",
  template: "{{7*7}} <%= 7 %> $& $1 $`",
  surrogates: "\ud800 lone \udc00",
  tags: "a\u{e0041}\u{e0042}b",
  long: "あ𠮷x ".repeat(5000),
  empty: "",
};

/** Every string of a value replaced, but those that are instants, days, ids of a closed list, or settings of ours. */
const KEPT = new Set([
  "kind",
  "why",
  "waitingFor",
  "severity",
  "status",
  "textLanguage",
  "notice",
  "fate",
  "timeZone",
  "from",
  "consoleUrl",
]);
const replaced = (value: unknown, evil: string, key = ""): unknown => {
  if (typeof value === "string")
    return KEPT.has(key) || /At$|Until$|^day$/.test(key)
      ? value
      : key === "id" || key === "inquiryId"
        ? evil.slice(0, 100)
        : evil;
  if (Array.isArray(value)) return value.map((one) => replaced(one, evil, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, replaced(one, evil, name)]));
};

const UNSEEN = /(?!\n)\p{Cc}|[\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const tags = (html: string) => [...html.matchAll(/<(\/?[a-z0-9]+)/gi)].map((match) => match[1]?.toLowerCase());
/** The values of all attributes that load, open or run something. */
const loads = (html: string) =>
  [...html.matchAll(/<[a-z][^>]*>/gi)].flatMap(([tag]) =>
    [...tag.matchAll(/\s(?:href|src|srcset|action|background|on\w+)="([^"]*)"/gi)].map((match) => match[1]),
  );
const ALLOWED = new Set(["html", "head", "meta", "title", "body", "table", "tr", "td", "a", "div", "strong"]);

describe.each(Object.entries(CORPUS))("a mail whose every value is hostile: %s", (_, evil) => {
  it.each(
    notices.flatMap((notice) => (["ja", "en"] as const).map((language) => [notice.kind, language, notice] as const)),
  )("%s (%s) stays what the layout made it", (_kind, language, notice) => {
    const mail = mailOf(
      replaced(notice, evil) as Notice,
      replaced(context, evil) as NoticeContext,
      { address: "soc@customer.example", language },
      evil,
    );
    const { subject, text, html } = mail;
    expect(subject).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|=\?/u);
    expect([...subject].length).toBeLessThanOrEqual(220);
    expect(text).not.toMatch(UNSEEN);
    expect(html).not.toMatch(UNSEEN);
    expect(tags(html).filter((tag) => !ALLOWED.has((tag ?? "").replace("/", "")))).toEqual([]);
    expect(loads(html)).toEqual([
      expect.stringMatching(/^https:\/\/console\.example\.com\/customers\/[^/]*\/(?:incidents|inquiries)(\/[^/]*)?$/),
    ]);
    expect(visibleLines(html)).toEqual(textLines(text));
    expect(
      text.match(
        /^(お客様の作業|Your action|セキュリティエンジニアの作業|Analyst's action|サポート担当の作業|The desk's action)/gm,
      ),
    ).toHaveLength(1);
    expect(text.length).toBeLessThan(40_000);
    expect(() => mailHeaders(mail, 0)).not.toThrow();
  });
});

describe("hostile values", () => {
  const created = (title: string) =>
    mailOf(
      { kind: "created" },
      context.incident ? { ...context, incident: { ...context.incident, title: { ja: title, en: title } } } : context,
      { address: "soc@customer.example", language: "ja" },
      "m",
    );

  it("are shown as text, escaped once", () => {
    const { html, text } = created(`<b>"R&D's"</b>`);
    expect(html).toContain("&lt;b&gt;&quot;R&amp;D&#39;s&quot;&lt;/b&gt;");
    expect(text).toContain(`件名：<b>"R&D's"</b>`);
  });

  it("do not become links", () => {
    expect(created("https://evil.example www.evil.example").text).toContain(
      "件名：https[:]//evil.example www[.]evil.example",
    );
  });

  it("keep names with variation selectors and outside the BMP", () => {
    expect(created("葛\u{e0100}城 𠮷野").text).toContain("件名：葛\u{e0100}城 𠮷野");
  });

  it("cannot pass as an encoded word in a subject, should one ever get there", () => {
    expect(subjectLine("a =?utf-8?B?DQo=?=\r\nb\u202e")).toBe("a = ?utf-8?B?DQo= ?= b");
  });

  it("leave only letters, digits and three marks of a host name in a subject", () => {
    const { subject } = mailOf(
      {
        kind: "isolated",
        computer: "PC 1<x>】【MDR】;",
        confirmedAt: "2024-01-01T00:00:00Z",
        reason: { ja: "a", en: "a" },
      },
      context,
      { address: "soc@customer.example", language: "ja" },
      "m",
    );
    expect(subject).toBe("【要対応】PC_1_x_MDR_ をネットワーク隔離しました [89abcdef]");
  });

  it.each([
    "a@example.com, b@example.com",
    "a@example.com\r\nBcc: b@example.com",
    "a@example.com\n",
    "<a@example.com>",
    "Name <a@example.com>",
    "a b@example.com",
    "a@b@example.com",
    "@example.com",
    "a@",
    "a@-x.example",
    "a@example.com;b@example.com",
    "",
  ])("are refused as a recipient's address, unseen in the message: %j", (address) => {
    const make = () => mailOf({ kind: "created" }, context, { address, language: "ja" }, "m");
    expect(make).toThrow(
      expect.objectContaining({ name: "Refusal", code: "mail-address", message: "That is not one e-mail address." }),
    );
  });

  it.each(["javascript:alert(1)", "no url", "https://user:pass@console.example", "file:///etc/passwd"])(
    "are refused as the console's address: %s",
    (consoleUrl) => {
      const make = () =>
        mailOf({ kind: "created" }, { ...context, consoleUrl }, { address: "a@b.example", language: "ja" }, "m");
      expect(make).toThrow(expect.objectContaining({ code: "console-url" }));
    },
  );

  it("cannot leave the path of the console in an id", () => {
    const given = {
      ...context,
      consoleUrl: "http://127.0.0.1:8080/app/",
      customer: { ...context.customer, id: "../../x?y#z" },
    };
    expect(mailOf({ kind: "created" }, given, { address: "a@b.example", language: "ja" }, "m").text).toContain(
      "http://127.0.0.1:8080/app/customers/..%2F..%2Fx%3Fy%23z/incidents/inc-0123456789abcdef",
    );
  });

  it("are refused by the headers even if a mail was made by other hands", () => {
    const mail = created("x");
    expect(() => mailHeaders({ ...mail, subject: "a\r\nBcc: x@y.example" }, 0)).toThrow(
      expect.objectContaining({ code: "mail-subject" }),
    );
    expect(() => mailHeaders({ ...mail, threadId: "<a@b>\r\nBcc: x@y.example" }, 0)).toThrow(
      expect.objectContaining({ code: "mail-thread" }),
    );
    expect(() => mailHeaders({ ...mail, to: "a@b.example, c@d.example" }, 0)).toThrow(
      expect.objectContaining({ code: "mail-address" }),
    );
  });
});
