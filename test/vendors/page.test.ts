// docs/vendors.md: its table is what the vendors say of themselves, and every product has its section.
import { describe, expect, it } from "vitest";
import { withTable } from "../../operate/vendor-table.ts";
import { vendors } from "../../vendors/index.ts";
import { read } from "../documents.ts";

const page = read("docs/vendors.md");
const anchors = [...page.matchAll(/\]\((#[^)]+)\)/g)].map(([, target = ""]) => target.slice(1));

it("has the table that the vendors' facts make (node operate/node24.mjs operate/vendor-table.ts writes it)", () => {
  expect(withTable(page)).toBe(page);
});

describe.each([...vendors.values()])("the section of $name", ({ facts }) => {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${facts.title}\n`));

  it("stands under the product's title, where the table leads", () => {
    expect(section).toBeDefined();
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
    for (const anchor of anchors) expect(headings).toContain(anchor);
  });

  it("says the clicks as numbered steps", () => expect(section?.match(/^\d+\. /gm)?.length).toBeGreaterThanOrEqual(3));
});
