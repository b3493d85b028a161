// The one layout of all mails: a body as blocks, from which both the HTML and its plain-text twin are made.

import { type Html, html } from "../html.ts";
import type { Language } from "../ports.ts";

export type Block =
  | { type: "paragraph"; text: string; strong?: true }
  | { type: "facts"; facts: readonly (readonly [label: string, value: string])[] }
  | { type: "steps"; items: readonly string[] }
  | { type: "points"; heading?: string; items: readonly string[] }
  | { type: "quote"; lines: readonly string[]; language?: Language }
  | { type: "button"; label: string; url: string; note: string };

export interface Body {
  language: Language;
  title: string;
  /** The first line: whether the reader must act. */
  action: string;
  mustAct: boolean;
  blocks: readonly Block[];
  footer: readonly string[];
}

const colon = (language: Language): string => (language === "ja" ? "：" : ": ");
const bullet = (language: Language): string => (language === "ja" ? "・" : "- ");
const brackets = (label: string, language: Language): string => (language === "ja" ? `［${label}］` : `[${label}]`);

function textOf(block: Block, language: Language): string[] {
  switch (block.type) {
    case "paragraph":
      return [block.text];
    case "facts":
      return block.facts.map(([label, value]) => `${label}${colon(language)}${value}`);
    case "steps":
      return block.items.map((item, index) => `${index + 1}. ${item}`);
    case "points":
      return [...(block.heading ? [block.heading] : []), ...block.items.map((item) => `${bullet(language)}${item}`)];
    case "quote":
      return block.lines.map((one) => `> ${one}`.trimEnd());
    case "button":
      return [brackets(block.label, language), block.url, block.note];
  }
}

/** Lines end in CRLF nowhere here: the composer does that. */
export function plainText({ language, action, blocks, footer }: Body): string {
  const parts = [[action], ...blocks.map((block) => textOf(block, language)), ["--", ...footer]];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

// Inline styles and tables: Outlook draws with Word, and many programs drop <style>. Every text colour has a contrast of 4.5 and more.
const FONT = "font-family:'Hiragino Sans','Yu Gothic UI',Meiryo,'Segoe UI',Arial,sans-serif";
const TEXT = `${FONT};font-size:16px;line-height:1.7;color:#1f2328;overflow-wrap:anywhere;word-break:break-word`;
const SMALL = `${FONT};font-size:13px;line-height:1.6;color:#4b5563;overflow-wrap:anywhere;word-break:break-word`;

const row = (content: Html): Html => html`<tr><td style="padding:0 20px 16px 20px;${TEXT}">${content}</td></tr>
`;

const marked = (mark: string, item: string): Html =>
  html`<tr><td valign="top" style="padding:0 8px 6px 0;${TEXT};white-space:nowrap;word-break:normal">${mark}</td><td valign="top" style="padding:0 0 6px 0;${TEXT}">${item}</td></tr>
`;

const table = (rows: readonly Html[]): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">
${rows}</table>`;

const buttonOf = ({ label, url, note }: Extract<Block, { type: "button" }>): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="border-collapse:separate"><tr><td bgcolor="#0b5cad" style="padding:12px 22px;border-radius:6px;background-color:#0b5cad"><a href="${url}" style="${FONT};font-size:16px;font-weight:bold;color:#ffffff;text-decoration:none">${label}</a></td></tr></table>
<div style="padding-top:8px;${SMALL}">${url}</div><div style="${SMALL}">${note}</div>`;

function htmlOf(block: Block, language: Language): Html {
  switch (block.type) {
    case "paragraph":
      return block.strong ? html`<strong>${block.text}</strong>` : html`${block.text}`;
    case "facts":
      return table(block.facts.map(([label, value]) => marked(`${label}${colon(language)}`, value)));
    case "steps":
      return table(block.items.map((item, index) => marked(`${index + 1}.`, item)));
    case "points":
      return html`${block.heading ? html`<div><strong>${block.heading}</strong></div>` : ""}${table(block.items.map((item) => marked(bullet(language).trim(), item)))}`;
    case "quote":
      return html`<div lang="${block.language ?? language}" style="padding:8px 14px;border-left:4px solid #8c959f;background-color:#f6f8fa">${block.lines.map((one) => html`<div style="${TEXT}">${one || "\u00a0"}</div>`)}</div>`;
    case "button":
      return buttonOf(block);
  }
}

export function htmlPage({ language, title, action, mustAct, blocks, footer }: Body): string {
  const banner = mustAct
    ? "border-left:6px solid #b42318;background-color:#fdecea"
    : "border-left:6px solid #1f5fa8;background-color:#eef4fb";
  return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${title}</title>
</head>
<body style="margin:0;padding:0;background-color:#f0f2f4">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f0f2f4"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="max-width:640px;background-color:#ffffff;text-align:left">
<tr><td style="padding:14px 20px;${TEXT};font-weight:bold;${banner}">${action}</td></tr>
<tr><td style="padding:0;font-size:16px;line-height:16px">&nbsp;</td></tr>
${blocks.map((block) => row(htmlOf(block, language)))}<tr><td style="padding:12px 20px 20px 20px;border-top:1px solid #d0d7de;${SMALL}">${footer.map((one) => html`<div>${one}</div>`)}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`.markup;
}
