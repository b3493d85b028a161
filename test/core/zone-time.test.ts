import { describe, expect, it } from "vitest";
import { dayText, isTimeZone, zoneTime } from "../../core/zone-time.ts";

describe("an instant for a reader", () => {
  it.each([
    [
      "2024-05-24T08:03:09Z",
      "Asia/Tokyo",
      "2024年5月24日 17:03:09 (JST)［08:03:09 UTC］",
      "2024-05-24 17:03:09 JST (08:03:09 UTC)",
    ],
    [
      "2024-05-24T17:03:09+09:00",
      "Asia/Tokyo",
      "2024年5月24日 17:03:09 (JST)［08:03:09 UTC］",
      "2024-05-24 17:03:09 JST (08:03:09 UTC)",
    ],
    [
      "2024-01-01T15:30:00Z",
      "Asia/Tokyo",
      "2024年1月2日 00:30:00 (JST)［2024-01-01 15:30:00 UTC］",
      "2024-01-02 00:30:00 JST (2024-01-01 15:30:00 UTC)",
    ],
    [
      "2024-07-01T12:00:00Z",
      "America/New_York",
      "2024年7月1日 08:00:00 (EDT)［12:00:00 UTC］",
      "2024-07-01 08:00:00 EDT (12:00:00 UTC)",
    ],
    [
      "2024-01-01T12:00:00Z",
      "Europe/Berlin",
      "2024年1月1日 13:00:00 (CET)［12:00:00 UTC］",
      "2024-01-01 13:00:00 CET (12:00:00 UTC)",
    ],
    ["2024-05-24T08:03:09Z", "UTC", "2024年5月24日 08:03:09 (UTC)", "2024-05-24 08:03:09 UTC"],
    ["2024-05-24T08:03:09Z", "Mars/Base", "2024年5月24日 08:03:09 (UTC)", "2024-05-24 08:03:09 UTC"],
    [
      "2024-05-24T00:00:00Z",
      "Asia/Kathmandu",
      "2024年5月24日 05:45:00 (GMT+5:45)［00:00:00 UTC］",
      "2024-05-24 05:45:00 GMT+5:45 (00:00:00 UTC)",
    ],
  ])("%s in %s", (at, zone, ja, en) => {
    expect(zoneTime(at, zone, "ja")).toBe(ja);
    expect(zoneTime(at, zone, "en")).toBe(en);
  });

  it("knows a time zone from a wrong word", () => {
    expect(isTimeZone("Asia/Tokyo")).toBe(true);
    expect(isTimeZone("Asia/Nowhere")).toBe(false);
    expect(isTimeZone("")).toBe(false);
  });

  it("writes a day", () => {
    expect(dayText("2024-05-04", "ja")).toBe("2024年5月4日");
    expect(dayText("2024-05-04", "en")).toBe("2024-05-04");
  });
});
