import { describe, expect, it } from "vitest";
import { vendors } from "../../vendors/index.ts";

describe("the table of products", () => {
  it("says what each sender gets for a wrong item, and which product can act", () => {
    expect(
      [...vendors.values()].map((vendor) => [vendor.name, vendor.onInvalid, vendor.createConnector !== undefined]),
    ).toEqual([
      ["generic", "answer", false],
      ["eset", "quarantine", true],
    ]);
  });

  it.each(["__proto__", "constructor", "toString", "ESET", ""])("has nothing under %j", (name) => {
    expect(vendors.get(name)).toBeUndefined();
  });
});
