// What of a person's text a machine may translate, and what stays as it is: commands, paths, hashes, addresses. The translator
// sees a number in the place of each; a translation in which one is missing or doubled is none.
import type { Language } from "./ports.ts";

/** Longest first where two begin together: an address holds names, a path holds files. */
const KEPT: readonly RegExp[] = [
  /`[^`\n]+`/, // code
  /\bhttps?:\/\/[^\s<>"'）」]+|\bhxxps?(?::|\[:\])\/\/\S+/, // addresses
  /\b(?:HKLM|HKCU|HKCR|HKU|HKEY_[A-Z_]+)\\[^\s,;、。）)"]+(?: [^\s,;、。）)"]*\\[^\s,;、。）)"]+)*/i, // registry keys
  /(?:\b[A-Za-z]:|\\)\\(?:[^\\/:*?"<>|\s、。）)]+(?: [^\\/:*?"<>|\s、。）)]+)*\\)*[^\\/:*?"<>|\s、。）),;]+/, // Windows and UNC paths
  /%[A-Za-z_()0-9]+%(?:\\[^\s,;、。）)"]+)*/, // %TEMP%\x
  /(?<![\w./])\/(?:[\w.@+-]+\/)+[\w.@+-]*/, // Unix paths
  /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/, // mail addresses
  /\b[A-Za-z0-9._-]+\\[A-Za-z0-9._$-]+/, // CORP\account
  /\b(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})\b/, // hashes
  /\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b/, // GUIDs
  /\b(?:\d{1,3}\.|\d{1,3}\[\.\]){3}\d{1,3}(?:\/\d{1,2}|:\d{1,5})?\b/, // IPv4
  /(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4}){1,7}(?![\w:])/, // IPv6
  /\bT\d{4}(?:\.\d{3})?\b/, // MITRE ATT&CK
  /\bCVE-\d{4}-\d{4,}\b/,
  /(?<![\w.])(?:[\w-]+\.)+(?:exe|dll|sys|bat|cmd|ps1|psm1|vbs|js|jse|wsf|hta|lnk|msi|scr|com|jar|py|sh|docx?|docm|xlsx?|xlsm|pptx?|pdf|zip|rar|7z|iso|img|txt|log|dat|bin|tmp|so|elf|conf|ini|json|xml|yml|yaml)\b/i,
  /(?<![\w.])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.|\[\.\]))+(?:com|net|org|jp|io|ru|cn|info|biz|top|xyz|dev|local|lan|internal|example|test)\b/i, // host names
  /\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+\d*\b/, // PC-SOUMU03
  /(?<!\S)(?:--?|\/)[A-Za-z][\w-]*(?:[=:]\S+)?/, // switches of a command
];
const ALL = new RegExp(
  KEPT.map(({ source, flags }) => (flags.includes("i") ? `(?i:${source})` : source)).join("|"),
  "g",
);

export interface Piece {
  text: string;
  kept: boolean;
}

/** One line, in its order; joined again it is the line. */
export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let begun = 0;
  for (const match of line.matchAll(ALL)) {
    if (match.index > begun) pieces.push({ text: line.slice(begun, match.index), kept: false });
    pieces.push({ text: match[0], kept: true });
    begun = match.index + match[0].length;
  }
  if (begun < line.length) pieces.push({ text: line.slice(begun), kept: false });
  return pieces;
}

/** Letters of some language outside of what is kept: without any there is nothing to translate. */
const hasWords = (pieces: readonly Piece[]): boolean =>
  pieces.some(({ text, kept }) => !kept && /\p{L}{2,}|[\p{sc=Han}]/u.test(text));

/** A line to translate, as HTML, and what stands for each number in it. */
interface Unit {
  line: number;
  html: string;
  kept: string[];
}

/** Code blocks (``` or four spaces) and lines without words are no units: they stay. */
function unitsOf(lines: readonly string[]): Unit[] {
  let isCode = false;
  return lines.flatMap((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) {
      isCode = !isCode;
      return [];
    }
    const pieces = isCode || /^(?: {4}|\t)/.test(line) ? [] : piecesOf(line);
    if (!hasWords(pieces)) return [];
    const kept: string[] = [];
    const html = pieces.map((piece) => (piece.kept ? held(kept.push(piece.text) - 1) : escaped(piece.text))).join("");
    return [{ line: index, html: `<p>${html}</p>`, kept }];
  });
}

const held = (number: number): string => `<span translate="no">${number}</span>`;
const HELD = /<span translate="?no"?>\s*(\d+)\s*<\/span>/gi;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const NAMES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  apos: "'",
  nbsp: " ",
};
const unescaped = (html: string): string => html.replace(/&(#39|[a-z]+);/g, (all, name: string) => NAMES[name] ?? all);

/** Amazon Translate takes 10,000 bytes at once: https://docs.aws.amazon.com/translate/latest/dg/what-is-limits.html */
const MOST_BYTES = 9_000;

/** Translates HTML of `<p>` elements; what bears translate="no" comes back as it is. Nothing where it cannot. */
export type TranslateHtml = (html: string, from: Language, to: Language) => Promise<string | undefined>;

/** Nothing where the translator cannot, where a line is too long for it, or where it lost what had to stay. */
export async function translateText(
  translate: TranslateHtml,
  text: string,
  { from, to }: { from: Language; to: Language },
): Promise<string | undefined> {
  const lines = text.split(/\r?\n/);
  for (const batch of batchesOf(unitsOf(lines))) {
    const html = await translate(batch.map((unit) => unit.html).join("\n"), from, to);
    const paragraphs = [...(html ?? "").matchAll(/<p>([\s\S]*?)<\/p>/g)].map(([, inner = ""]) => inner);
    if (paragraphs.length !== batch.length) return undefined;
    for (const [index, unit] of batch.entries()) {
      const restored = restore(paragraphs[index] ?? "", unit.kept);
      if (restored === undefined) return undefined;
      lines[unit.line] = restored;
    }
  }
  return lines.join("\n");
}

function batchesOf(units: readonly Unit[]): Unit[][] {
  const batches: Unit[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    const size = new TextEncoder().encode(unit.html).byteLength + 1;
    if (bytes + size > MOST_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(unit);
    bytes += size;
  }
  return batches;
}

/** Each number once, and no element that we did not send. */
function restore(html: string, kept: readonly string[]): string | undefined {
  const numbers = [...html.matchAll(HELD)].map(([, number]) => Number(number));
  if ([...numbers].sort((a, b) => a - b).join() !== kept.map((_text, index) => index).join()) return undefined;
  const parts = html.split(HELD);
  // Text and numbers by turns: a split by a group keeps what the group held.
  const text = parts.map((part, index) => (index % 2 === 0 ? unescaped(part) : (kept[Number(part)] ?? "")));
  return parts.some((part, index) => index % 2 === 0 && /<\/?[a-z]/i.test(part)) ? undefined : text.join("");
}
