// Cuts JSON text into its items without losing a character, so that a quarantined item keeps its own words.

export type JsonRead = { ok: true; value: unknown } | { ok: false };

/** JSON.parse as a value: V8's reader does not recurse, so depth cannot exhaust the stack. */
export function readJson(text: string): JsonRead {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** A JSON object or array of any size; not null. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Index just after the string that opens at `start`, or the text's length when it does not close. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** Index just after the bracket that closes the one at `start`; undefined when it stays open. */
export function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (character === "{" || character === "[") depth += 1;
    if (character === "}" || character === "]") depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** Index after the string, the bracketed value or the one character that begins at `at`. */
function after(text: string, at: number): number {
  const character = text[at];
  if (character === '"') return endOfString(text, at);
  if (character === "{" || character === "[") return endOfValue(text, at) ?? text.length;
  return at + 1;
}

/** The texts of an array's elements. `text` is valid JSON, `open` the index of its `[`. After `most` the rest is one text. */
export function elementTexts(text: string, open: number, most = Number.POSITIVE_INFINITY): string[] {
  const elements: string[] = [];
  let from = open + 1;
  for (let at = from; at < text.length; at = after(text, at)) {
    if (text[at] !== "," && text[at] !== "]") continue;
    elements.push(text.slice(from, at).trim());
    if (text[at] === "]") break;
    from = at + 1;
    if (elements.length < most) continue;
    elements.push(text.slice(from).trim());
    break;
  }
  return elements.filter((element) => element !== "");
}

/** The text of member `name` of an object whose JSON is `text`; undefined when it has none. The last of equal names wins, as in JSON.parse. */
export function memberText(text: string, name: string): string | undefined {
  let found: string | undefined;
  let at = text.indexOf("{") + 1;
  while (at > 0 && at < text.length) {
    const open = text.indexOf('"', at);
    if (open === -1) break;
    const close = endOfString(text, open);
    const start = text.indexOf(":", close) + 1;
    const end = endOfMember(text, start);
    const key = readJson(text.slice(open, close));
    if (key.ok && key.value === name) found = text.slice(start, end).trim();
    at = end + 1;
  }
  return found;
}

function endOfMember(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "," && text[at] !== "}") at = after(text, at);
  return Math.min(at, text.length);
}
