import { describe, expect, it } from "vitest";
import { noticeKey } from "../../core/notice.ts";

const pieces = {
  about: "inc-1",
  round: 1,
  kind: "isolated",
  part: "PC-1#2",
  recipient: "soc@customer.example",
} as const;

describe("the key of a notice", () => {
  it("is the same on every repeat, and does not hold the address", () => {
    expect(noticeKey(pieces)).toBe(noticeKey({ ...pieces, recipient: " SOC@customer.example" }));
    expect(noticeKey(pieces)).toMatch(/^inc-1\.1\.isolated\.PC-1_23_2\.[0-9a-f]{16}$/);
  });

  it.each([
    { ...pieces, about: "inc-2" },
    { ...pieces, round: 2 },
    { ...pieces, kind: "recovered" as const },
    { ...pieces, part: "PC-1#3" },
    { ...pieces, part: "PC-1.2" },
    { ...pieces, part: "PC-1_23_2" },
    { ...pieces, recipient: "ciso@customer.example" },
  ])("is another wherever a mail of its own is due: %j", (other) => {
    expect(noticeKey(other)).not.toBe(noticeKey(pieces));
  });

  it("stays within [A-Za-z0-9._-]", () => {
    expect(noticeKey({ ...pieces, about: "a/b\r\n<é>", part: "日本 語" })).toMatch(/^[A-Za-z0-9._-]+$/);
  });
});
