import { describe, expect, it } from "vitest";
import { dayAt, dayText, instantAt, isTimeZone, zoneTime } from "../../core/zone-time.ts";

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

describe("a day and a time of a zone's clocks", () => {
  it.each([
    ["2024-05-24", "17:03", "Asia/Tokyo", "2024-05-24T08:03:00.000Z"],
    ["2024-05-24", "23:59:59", "America/New_York", "2024-05-25T03:59:59.000Z"],
    // The clocks go forward at 02:00 and back at 03:00.
    ["2024-03-31", "01:30", "Europe/Berlin", "2024-03-31T00:30:00.000Z"],
    ["2024-03-31", "03:30", "Europe/Berlin", "2024-03-31T01:30:00.000Z"],
    ["2024-10-27", "04:00", "Europe/Berlin", "2024-10-27T03:00:00.000Z"],
    ["2024-05-24", "12:00", "No/Where", "2024-05-24T12:00:00.000Z"],
  ])("%s %s in %s is %s", (day, time, zone, instant) => {
    expect(instantAt(day, time, zone)).toBe(instant);
    if (isTimeZone(zone)) expect(dayAt(instant, zone)).toBe(day);
  });

  it("is none where one of them is missing or wrong", () => {
    expect(instantAt("", "12:00", "UTC")).toBeUndefined();
    expect(instantAt("2024-05-24", "", "UTC")).toBeUndefined();
    expect(instantAt("2024-13-01", "12:00", "UTC")).toBeUndefined();
  });
});
