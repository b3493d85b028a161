// Markup in which every value is escaped: html`<p>${value}</p>`.

/** Made by the `html` tag only. */
export interface Html {
  readonly markup: string;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Fit for text and for attributes in double quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

type Value = string | number | Html | readonly Html[];

function markupOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "markup" in value ? value.markup : value.map((one) => one.markup).join("");
}

export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  markup: strings.map((text, index) => (index === 0 ? text : markupOf(values[index - 1] ?? "") + text)).join(""),
});
