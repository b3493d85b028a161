import { describe, expect, it } from "vitest";
import { serviceUrl, timeoutMilliseconds } from "../../../vendors/eset/settings.ts";
import { action, world } from "./scripted-fetch.ts";

describe("the settings", () => {
  it.each(["eu", "de", "us", "ca", "jpn"] as const)("of region %s lead to ESET's own https hosts", async (region) => {
    expect(serviceUrl({ region }, "automation")).toBe(`https://${region}.automation.eset.systems`);
    const { connector, seen } = world({}, { region, baseUrl: undefined });
    await connector.request(action("isolate")).catch(() => undefined);
    expect(seen[0]?.url).toBe(`https://${region}.business-account.iam.eset.systems/oauth/token`);
  });

  it.each(["http://127.0.0.1:8089", "http://localhost:8089/", "http://[::1]:8089/eset/"])(
    "put all services behind %s",
    async (baseUrl) => {
      const { connector, seen } = world({}, { baseUrl });
      await connector.request(action("isolate")).catch(() => undefined);
      expect(seen[0]?.url).toBe(`${baseUrl.replace(/\/$/, "")}/business-account.iam/oauth/token`);
    },
  );

  it.each([
    ["another base", { baseUrl: "http://10.0.0.5:8089" }],
    ["a base that only begins like loopback", { baseUrl: "http://127.0.0.1.example.org" }],
    ["a base with a password", { baseUrl: "http://user:x@127.0.0.1" }],
    ["an https base elsewhere", { baseUrl: "https://eset.example.org" }],
    ["another region", { region: "jp" }],
    ["a region that is a host", { region: "evil.example/" }],
    ["a secret among them", { password: "x" }],
    ["a console of another scheme", { consoleUrl: "javascript:alert(1)" }],
    ["a console without TLS", { consoleUrl: "http://console.example.org/" }],
    ["a time-out of an hour", { timeoutSeconds: 3600 }],
  ])("with %s are refused with the field", (_name, settings) => {
    expect(() => world({}, settings)).toThrow(
      expect.objectContaining({
        name: "Refusal",
        code: "eset-settings",
        fields: [expect.objectContaining({ message: expect.any(String) })],
      }),
    );
  });

  it("wait longer for ESET's 202, which comes after 30 seconds, than for a neighbour on loopback", () => {
    expect(timeoutMilliseconds({ region: "eu" })).toBe(40_000);
    expect(timeoutMilliseconds({ region: "eu", baseUrl: "http://127.0.0.1" })).toBe(10_000);
    expect(timeoutMilliseconds({ region: "eu", timeoutSeconds: 5 })).toBe(5000);
  });
});

describe("the link for remote investigation", () => {
  it.each([
    [{ region: "jpn", baseUrl: undefined }, "https://jp02.protect.eset.com/era/webconsole/#id=CLIENTS"],
    [
      { consoleUrl: "https://eu01.inspect.eset.com/console/x/{computerId}" },
      "https://eu01.inspect.eset.com/console/x/a%2Fb",
    ],
    [{ consoleUrl: "http://127.0.0.1:8089/console" }, "http://127.0.0.1:8089/console"],
    [{}, undefined],
  ])("with %o is %s", (settings, expected) => {
    expect(world({}, settings).connector.investigationLink("a/b")).toBe(expected);
  });
});
