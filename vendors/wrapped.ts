// What a delivery's item wraps: an API's `{"data": […]}`, a sender's `{"all_fields": {…}}`.
import type { Item } from "./items.ts";
import { elementTexts, isObject, memberText } from "./json-text.ts";

/** The items under the first of `names` that holds an object or a list; the item itself where none does. Each keeps its own text. */
export function unwrapped(item: Item, names: readonly string[]): Item[] {
  if (item.kind !== "json" || !isObject(item.value)) return [item];
  const outer = item.value;
  const name = names.find((one) => isObject(outer[one]) || Array.isArray(outer[one]));
  if (name === undefined) return [item];
  const inside = outer[name];
  const text = memberText(item.raw, name) ?? item.raw;
  if (!Array.isArray(inside)) return [{ kind: "json", value: inside, raw: text }];
  const texts = elementTexts(text, 0);
  return inside.map((value, index) => ({ kind: "json", value, raw: texts[index] ?? item.raw }));
}
