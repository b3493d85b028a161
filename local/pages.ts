// The mailbox of one machine as pages: what a mail server would have delivered. A GET changes nothing.
import { type Html, html } from "../core/html.ts";
import type { Language } from "../core/ports.ts";
import type { Mailbox } from "./mailer.ts";

export interface PageAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** Nothing where the path is no page. */
export type Pages = (path: string, query: URLSearchParams) => Promise<PageAnswer | undefined>;

interface View {
  mailbox: Mailbox;
  language: Language;
  path: string;
}

type Page = (view: View, ...parts: string[]) => Promise<Html | undefined>;

const PAGES: readonly [RegExp, Page][] = [
  [/^\/mailbox$/, mails],
  [/^\/mailbox\/([^/]+)$/, mail],
];

export const createPages =
  (mailbox: Mailbox): Pages =>
  async (path, query) => {
    const inside = /^\/mailbox\/([^/]+)\/html$/.exec(path)?.[1];
    if (inside !== undefined) return mailHtml(mailbox, inside);
    for (const [pattern, page] of PAGES) {
      const [found, ...values] = pattern.exec(path) ?? [];
      if (found === undefined) continue;
      const language = query.get("language") === "en" ? "en" : "ja";
      const content = await page({ mailbox, language, path }, ...values);
      return content === undefined
        ? answer(404, frame({ language, path }, html`<p>404</p>`))
        : answer(200, frame({ language, path }, content));
    }
    return undefined;
  };

const STYLE = `body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#16191f}
a{color:#0550ae}li{margin:.4rem 0}time{color:#50555c;font-variant-numeric:tabular-nums}.by{color:#50555c}
ol{list-style:none;padding:0}.entry{border-left:3px solid #c6cbd1;padding:.2rem .8rem;overflow-wrap:anywhere}
iframe{width:100%;height:38rem;border:1px solid #c6cbd1}pre{white-space:pre-wrap;overflow-wrap:anywhere}`;

const frame = ({ language, path }: { language: Language; path: string }, content: Html): string => {
  const other = language === "ja" ? "en" : "ja";
  const page = html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Hikeshi</title><style>${{ markup: STYLE }}</style></head><body><nav><a href="/?language=${language}">Hikeshi</a> · <a href="${path}?language=${other}" hreflang="${other}">${other === "ja" ? "日本語" : "English"}</a></nav><main>${content}</main></body></html>`;
  return page.markup;
};

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const PAGE_POLICY = `${POLICY}; frame-src 'self'`;
/** A mail's own HTML runs nothing, loads nothing, and is of no origin. */
const MAIL_POLICY = `${POLICY}; sandbox allow-popups allow-popups-to-escape-sandbox`;

const answer = (status: number, body: string, policy = PAGE_POLICY): PageAnswer => ({
  status,
  body,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": policy,
  },
});

const say = ({ language }: View, ja: string, en: string): string => (language === "ja" ? ja : en);
const link = (view: View, href: string, text: string): Html =>
  html`<a href="${href}?language=${view.language}">${text}</a>`;

async function mails(view: View): Promise<Html> {
  const all = await view.mailbox.list(200);
  const rows = all.map(
    (entry) =>
      html`<li class="entry"><time>${entry.date}</time> ${link(view, `/mailbox/${entry.name}`, entry.subject)} <span class="by">→ ${entry.to}</span></li>`,
  );
  return html`<h1>${say(view, "メールボックス", "Mailbox")}</h1><ol>${rows}</ol>`;
}

async function mail(view: View, name = ""): Promise<Html | undefined> {
  const entry = await view.mailbox.read(decoded(name));
  if (entry === undefined) return undefined;
  return html`<h1>${entry.subject}</h1><p class="by">${entry.from} → ${entry.to} · ${entry.date}</p><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="HTML" src="/mailbox/${name}/html"></iframe><h2>${say(view, "テキスト", "Text")}</h2><pre>${entry.text}</pre>`;
}

async function mailHtml(mailbox: Mailbox, name: string): Promise<PageAnswer> {
  const entry = await mailbox.read(decoded(name));
  return entry === undefined ? answer(404, "") : answer(200, entry.html, MAIL_POLICY);
}

/** What is not encoded right names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
