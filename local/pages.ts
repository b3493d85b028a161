// The pages of one machine until the console exists: what is there, the mailbox, and a plain read-only timeline. A GET changes nothing.
import type { House } from "../core/house.ts";
import { type Html, html } from "../core/html.ts";
import type { Language, Table } from "../core/ports.ts";
import { severityWords } from "../core/severity.ts";
import { statusWords } from "../core/status.ts";
import { timelineText } from "../core/timeline-text.ts";
import { zoneTime } from "../core/zone-time.ts";
import { readCustomer } from "../records/customers.ts";
import { type IncidentRecord, listIncidents, readIncident } from "../records/incidents.ts";
import { readRecommended } from "../records/recommended.ts";
import { readOccurred } from "../records/timeline.ts";
import { actorName } from "./actor-name.ts";
import type { Mailbox } from "./mailer.ts";

export interface PageAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** Nothing where the path is no page. */
export type Pages = (path: string, query: URLSearchParams) => Promise<PageAnswer | undefined>;

interface Parts {
  table: Table;
  mailbox: Mailbox;
  house: House;
}

interface View extends Parts {
  language: Language;
  path: string;
}

type Page = (view: View, ...parts: string[]) => Promise<Html | undefined>;

const PAGES: readonly [RegExp, Page][] = [
  [/^\/$/, home],
  [/^\/mailbox$/, mails],
  [/^\/mailbox\/([^/]+)$/, mail],
  [/^\/customers\/([^/]+)\/incidents$/, incidents],
  [/^\/customers\/([^/]+)\/incidents\/([^/]+)$/, incident],
];

export const createPages =
  (parts: Parts): Pages =>
  async (path, query) => {
    const inside = /^\/mailbox\/([^/]+)\/html$/.exec(path)?.[1];
    if (inside !== undefined) return mailHtml(parts, inside);
    for (const [pattern, page] of PAGES) {
      const [found, ...values] = pattern.exec(path) ?? [];
      if (found === undefined) continue;
      const language = query.get("language") === "en" ? "en" : "ja";
      const content = await page({ ...parts, language, path }, ...values);
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

async function home(view: View): Promise<Html> {
  return html`<h1>Hikeshi 火消し</h1><ul><li>${link(view, "/mailbox", say(view, "メールボックス", "Mailbox"))}</li><li>${link(view, "/customers/demo/incidents", say(view, "デモのお客様のインシデント", "The demo customer's incidents"))}</li><li><a href="/v1/openapi.json">OpenAPI</a></li></ul>`;
}

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

async function mailHtml({ mailbox }: Parts, name: string): Promise<PageAnswer> {
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

async function incidents(view: View, customerId = ""): Promise<Html | undefined> {
  if ((await readCustomer(view.table, customerId)) === undefined) return undefined;
  const { values } = await listIncidents(view.table, customerId, { limit: 100 });
  const rows = values.map(
    (value) =>
      html`<li class="entry">${link(view, `/customers/${customerId}/incidents/${value.incidentId}`, value.title[view.language])} <span class="by">${facts(view, value)}</span></li>`,
  );
  return html`<h1>${say(view, "インシデント", "Incidents")}</h1><ol>${rows}</ol>`;
}

const facts = ({ language }: View, { status, severity, computers }: IncidentRecord): string =>
  [statusWords[status][language], severityWords[severity][language], computers.map(({ name }) => name).join(", ")].join(
    " · ",
  );

const ENTRIES = 1000;

async function incident(view: View, customerId = "", incidentId = ""): Promise<Html | undefined> {
  const stored = await readIncident(view.table, customerId, incidentId);
  const zone = (await readCustomer(view.table, customerId))?.value.settings.timeZone ?? "UTC";
  if (stored === undefined) return undefined;
  const place = { customerId, incidentId };
  const { values } = await readOccurred(view.table, place, { limit: ENTRIES, descending: true });
  const recommended = await readRecommended(view.table, place);
  const entries = values.map(
    (entry) =>
      html`<li class="entry"><time datetime="${entry.occurredAt}">${zoneTime(entry.occurredAt, zone, view.language)}</time><br>${timelineText(entry.fact)[view.language]}<br><span class="by">${actorName(entry.actor, view.house)}</span></li>`,
  );
  const todo = recommended.map(
    ({ text, done }) =>
      html`<li>${done === undefined ? "☐" : "☑"} ${text[view.language]}${done === undefined ? "" : ` (${done.by})`}</li>`,
  );
  const list =
    todo.length === 0 ? html`` : html`<h2>${say(view, "推奨対応", "Recommended actions")}</h2><ul>${todo}</ul>`;
  return html`<h1>${stored.value.title[view.language]}</h1><p>${facts(view, stored.value)}</p>${list}<h2>${say(view, "タイムライン", "Timeline")}</h2><ol>${entries}</ol>`;
}
