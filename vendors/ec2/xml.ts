// The little XML that EC2 and STS answer, read into plain values: no attributes, no CDATA, no entities but the five.

export type XmlValue = string | XmlValue[] | { [name: string]: XmlValue };

interface Open {
  name: string;
  text: string;
  children: [string, XmlValue][];
}

const TOKEN = /<\?[^>]*\?>|<(\/?)([\w:.-]{1,128})(?:\s[^<>]*?)?(\/?)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const MOST_DEEP = 32;

const decoded = (text: string): string =>
  text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (all, name, decimal, hex) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });

/** A list's elements are all called `item` (EC2) or `member` (STS). An empty list is an empty text. */
function plainValue({ children, text }: Open): XmlValue {
  if (children.length === 0) return decoded(text.trim());
  if (children.every(([name]) => name === "item" || name === "member")) return children.map(([, value]) => value);
  return Object.fromEntries(children);
}

/** Takes one tag into account; false where the document is not well-formed. */
function take(open: Open[], closing: string, name: string, isAlone: boolean): boolean {
  const top = open.at(-1);
  if (closing === "/") {
    if (top === undefined || open.length === 1 || top.name !== name) return false;
    open.pop();
    open.at(-1)?.children.push([name, plainValue(top)]);
    return true;
  }
  if (isAlone) top?.children.push([name, ""]);
  else open.push({ name, text: "", children: [] });
  return open.length <= MOST_DEEP;
}

/** The document's one element under its name; undefined for what is no such document. */
export function readXml(document: string): Record<string, XmlValue> | undefined {
  const root: Open = { name: "", text: "", children: [] };
  const open: Open[] = [root];
  let end = 0;
  for (const found of document.matchAll(TOKEN)) {
    end = found.index + found[0].length;
    const [, closing = "", name, alone, text = ""] = found;
    const top = open.at(-1);
    if (top !== undefined) top.text += text;
    if (name !== undefined && !take(open, closing, name, alone === "/")) return undefined;
  }
  if (end !== document.length || open.length !== 1 || root.children.length !== 1) return undefined;
  return Object.fromEntries(root.children);
}
