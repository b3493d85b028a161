/** JSON as a person reads it: one `name: value` a line, lists with dashes, nested things indented. */
export function readable(value: unknown): string {
  return `${lines(value).join("\n")}\n`;
}

function lines(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ["(none)"] : value.flatMap(item);
  if (!isRecord(value)) return [scalar(value)];
  return Object.entries(value).flatMap(([name, inner]) => {
    const short = isShort(inner);
    return short === undefined ? [`${name}:`, ...lines(inner).map((line) => `  ${line}`)] : [`${name}: ${short}`];
  });
}

function item(value: unknown): string[] {
  const [first = "", ...rest] = lines(value);
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

/** What fits beside its name. */
function isShort(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return "(none)";
    return value.every((one) => typeof one !== "object") ? value.map(scalar).join(", ") : undefined;
  }
  return isRecord(value) ? undefined : scalar(value);
}

const scalar = (value: unknown): string => plainLine(String(value ?? ""));

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Control characters out of names could move the terminal's cursor. */
export const plainLine = (text: string): string => text.replace(/\p{Cc}/gu, " ");
