// Reads the .eml files of our own mailbox back, for its page: headers, and the parts of a multipart/alternative.
// Not a general mail reader: what it does not know it leaves out.

export interface Eml {
  subject: string;
  from: string;
  to: string;
  /** An ISO instant, or "" where there is no readable Date. */
  date: string;
  messageId: string;
  html: string;
  text: string;
}

type Headers = Map<string, string>;

function splitEntity(raw: string): { headers: Headers; body: string } {
  const end = raw.search(/\r?\n\r?\n/);
  const head = end < 0 ? raw : raw.slice(0, end);
  const body = end < 0 ? "" : raw.slice(end).replace(/^\r?\n\r?\n/, "");
  const headers: Headers = new Map();
  for (const field of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = field.indexOf(":");
    if (colon > 0) headers.set(field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1).trim());
  }
  return { headers, body };
}

const fromQuotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=\r?\n/g, "")
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );

/** Encoded words of RFC 2047 in UTF-8; the white space between two of them goes. */
export const decodeWords = (value: string): string =>
  value
    .replace(/(=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)\s+(?==\?)/g, "$1")
    .replace(/=\?utf-8\?([BbQq])\?([^?\s]*)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toUpperCase() === "B"
        ? Buffer.from(text, "base64").toString("utf8")
        : fromQuotedPrintable(text.replaceAll("_", " ")).toString("utf8"),
    );

function decoded(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding === "quoted-printable") return fromQuotedPrintable(body).toString("utf8");
  return Buffer.from(body, "latin1").toString("utf8");
}

/** The decoded leaves by media type, first of each. */
function leaves(raw: string, depth = 0): Map<string, string> {
  const { headers, body } = splitEntity(raw);
  const type = headers.get("content-type") ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined || depth > 3) {
    const media = type.replace(/;.*$/s, "").trim().toLowerCase();
    return new Map([[media, decoded(body, (headers.get("content-transfer-encoding") ?? "").toLowerCase())]]);
  }
  const parts = `\r\n${body}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith("--"));
  const found = new Map<string, string>();
  for (const part of parts) {
    for (const [media, text] of leaves(part.replace(/^[ \t]*\r?\n/, ""), depth + 1)) {
      if (!found.has(media)) found.set(media, text);
    }
  }
  return found;
}

export function parseEml(bytes: Buffer): Eml {
  const raw = bytes.toString("latin1");
  const { headers } = splitEntity(raw);
  const parts = leaves(raw);
  const header = (name: string) => decodeWords(headers.get(name) ?? "");
  const date = new Date(header("date"));
  return {
    subject: header("subject"),
    from: header("from"),
    to: header("to"),
    date: Number.isNaN(date.getTime()) ? "" : date.toISOString(),
    messageId: header("message-id"),
    html: parts.get("text/html") ?? "",
    text: (parts.get("text/plain") ?? "").replaceAll("\r\n", "\n"),
  };
}
