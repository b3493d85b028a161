// Values from records made fit for a mail: names and titles may be hostile text.

const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
// Marks that reorder or hide text. Variation selectors stay: Japanese names need them.
const UNSEEN =
  /[\u034f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const visible = (text: string): string =>
  text.toWellFormed().replace(BREAKS, " ").replace(UNSEEN, "").replace(/ {2,}/g, " ").trim();

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}

/**
 * One line without unseen characters, at most `max` characters. Addresses in it lose their `://`, or mail programs
 * would turn what an attacker wrote into a link.
 */
export const line = (value: string, max = 300): string =>
  cut(visible(value), max)
    .replaceAll("://", "[:]//")
    .replace(/\bwww\./gi, "www[.]");

/** What a person wrote, in its own lines; links stay as written. At most `max` lines of 2000 characters. */
export function writtenLines(value: string, max = 200): string[] {
  const all = value.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((one) => cut(visible(one), 2000));
  return all.length <= max ? all : [...all.slice(0, max - 1), "…"];
}

/** A host name for a subject: letters, digits, `.`, `-` and `_` only, at most 40 characters. */
export const subjectName = (name: string): string =>
  cut(
    name
      .toWellFormed()
      .normalize("NFC")
      .replace(/[^\p{L}\p{N}._-]+/gu, "_"),
    40,
  ) || "_";

/** No line breaks, no unseen characters, and nothing that a mail program would decode as an encoded word (RFC 2047). */
export const subjectLine = (subject: string): string => cut(visible(subject).replaceAll("=?", "= ?"), 200);
