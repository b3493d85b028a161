import { describe, expect, it } from "vitest";
import { vendors } from "../../vendors/index.ts";

describe("the table of products", () => {
  it("says what each sender gets for a wrong item, and which product can act", () => {
    expect(
      [...vendors.values()].map((vendor) => [vendor.name, vendor.onInvalid, vendor.connector !== undefined]),
    ).toEqual([
      ["generic", "answer", false],
      ["eset", "quarantine", true],
      ["eset-inspect", "quarantine", true],
      ["guardduty", "quarantine", false],
      ["ocsf", "quarantine", false],
      ["ec2", "quarantine", true],
      ["sentinelone", "quarantine", true],
      ["wazuh", "quarantine", true],
      ["defender", "quarantine", true],
      ["crowdstrike", "quarantine", true],
    ]);
  });

  it.each(["__proto__", "constructor", "toString", "ESET", ""])("has nothing under %j", (name) => {
    expect(vendors.get(name)).toBeUndefined();
  });
});
