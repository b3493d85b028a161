// What was read of a product that is asked, as deliveries that the house can keep: few enough detections, and small enough.

const MOST_ITEMS = 100;
/** As JSON text within JSON text, which is how a delivery is kept. */
const MOST_BYTES = 200_000;
const LONGEST_TEXT = 8192;

/** Longer texts than any field of ours is are cut, where an item alone is too large. */
function shortened(value: unknown, depth = 8): unknown {
  if (typeof value === "string") return value.slice(0, LONGEST_TEXT);
  if (typeof value !== "object" || value === null || depth === 0) return depth === 0 ? undefined : value;
  if (Array.isArray(value)) return value.slice(0, 100).map((one) => shortened(one, depth - 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 100)
      .map(([key, one]) => [key, shortened(one, depth - 1)]),
  );
}

const bytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));

function textOf(item: unknown): string {
  const text = JSON.stringify(item);
  return bytes(text) <= MOST_BYTES ? text : JSON.stringify(shortened(item));
}

/** The same items give the same texts, so that a page that is read again is known. */
export function bodiesOf(items: readonly unknown[]): string[] {
  const bodies: string[][] = [];
  let size = 0;
  for (const text of items.map(textOf)) {
    const own = bytes(text);
    const last = bodies.at(-1);
    if (last === undefined || last.length === MOST_ITEMS || size + own > MOST_BYTES) {
      bodies.push([text]);
      size = own;
    } else {
      last.push(text);
      size += own;
    }
  }
  return bodies.map((texts) => `{"detections":[${texts.join(",")}]}`);
}

/** An answer of more than 1 MiB is not read, so less is asked for after a failure. */
export const pageSizeAfter = (failures: number): number => [100, 20, 5, 1][Math.min(failures, 3)] ?? 1;
