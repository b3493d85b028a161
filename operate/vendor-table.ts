// Writes the table of products in docs/vendors.md from what each vendor folder says of itself:
// `node operate/node24.mjs operate/vendor-table.ts`
import { readFileSync, writeFileSync } from "node:fs";
import { actionWords } from "../core/action.ts";
import { vendors } from "../vendors/index.ts";
import type { Vendor, VendorFacts } from "../vendors/vendor.ts";

const OPEN = "<!-- The table is made by operate/vendor-table.ts: change the vendor's facts, not this. -->";
const CLOSE = "<!-- End of the table. -->";
const KINDS = ["kill", "remove", "isolate", "release"] as const;

/** GitHub's name of a heading's anchor. */
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

function actions({ actions }: VendorFacts): string {
  if (actions === undefined) return "does not act";
  return KINDS.map((kind) => `${kind} (${actionWords[kind].ja}): ${actions[kind] ?? "not supported"}`).join("<br>");
}

const row = ({ name, facts }: Vendor): string =>
  `| [${facts.title}](#${anchor(facts.title)}) | \`${name}\` | ${facts.detections} | ${facts.proof} | ${actions(facts)} | ${facts.auth ?? "-"} |`;

const table = (): string =>
  [
    "| product | vendor | detections in | its sender proves itself by | actions out | the connector proves itself by |",
    "|---|---|---|---|---|---|",
    ...[...vendors.values()].map(row),
  ].join("\n");

/** The page with its table made anew. Throws where the page has no place for it. */
export function withTable(page: string): string {
  const [before, rest] = page.split(OPEN);
  const after = rest?.split(CLOSE)[1];
  if (before === undefined || after === undefined) throw new Error("docs/vendors.md has lost the marks of its table.");
  return `${before}${OPEN}\n${table()}\n${CLOSE}${after}`;
}

if (import.meta.main) {
  const file = new URL("../docs/vendors.md", import.meta.url);
  writeFileSync(file, withTable(readFileSync(file, "utf8")));
}
