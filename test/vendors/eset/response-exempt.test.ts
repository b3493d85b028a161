import { describe, expect, it } from "vitest";
import { computerId, type Reply, refused, world } from "./scripted-fetch.ts";

const device = `GET /device-management/v1/devices/${computerId}`;
const groups = "GET /device-management/v1/device_groups";
const inGroup = (parentGroupUuid: string): Reply => ({ json: { device: { uuid: computerId, parentGroupUuid } } });
const group = (uuid: string, displayName: string, parentGroupUuid = "", isSecurityGroup = true) => ({
  uuid,
  displayName,
  parentGroupUuid,
  isSecurityGroup,
});
const all = group("all", "All");
const listed = (...deviceGroups: unknown[]): Reply => ({ json: { deviceGroups, nextPageToken: "" } });

describe("a computer", () => {
  it.each([
    ["in exempt", inGroup("e"), listed(all, group("e", "exempt", "all")), true],
    ["in  EXEMPT with spaces", inGroup("e"), listed(all, group("e", "  Exempt ", "all")), true],
    ["below exempt", inGroup("s"), listed(group("s", "Servers", "e"), group("e", "exempt", "all"), all), true],
    ["in a dynamic group named exempt", inGroup("e"), listed(all, group("e", "exempt", "all", false)), false],
    ["beside exempt", inGroup("s"), listed(all, group("s", "Servers", "all"), group("e", "exempt", "all")), false],
    ["in a group whose name only holds the word", inGroup("s"), listed(all, group("s", "not exempt", "all")), false],
    [
      "with exempt on the second page",
      inGroup("e"),
      [{ json: { deviceGroups: [all], nextPageToken: "2" } }, listed(group("e", "exempt", "all"))],
      true,
    ],
  ])("%s", async (_name, deviceReply, groupReply, expected) => {
    const { connector } = world({ [device]: deviceReply, [groups]: groupReply });
    expect(await connector.exempt(computerId)).toBe(expected);
  });

  it.each([
    ["it is not known", { status: 404 }, listed(all)],
    ["its group is not told", inGroup(""), listed(all)],
    ["another one is answered", { json: { device: { uuid: "other", parentGroupUuid: "all" } } }, listed(all)],
    ["reading it is forbidden", { status: 403 }, listed(all)],
    ["its group is not listed", inGroup("hidden"), listed(all)],
    ["a group above is not listed", inGroup("s"), listed(group("s", "Servers", "hidden"))],
    ["the groups contain each other", inGroup("a"), listed(group("a", "A", "b"), group("b", "B", "a"))],
    ["the groups are empty", inGroup("a"), { json: {} }],
    ["the second page fails", inGroup("all"), [{ json: { deviceGroups: [all], nextPageToken: "2" } }, { status: 502 }]],
    ["the pages never end", inGroup("all"), { json: { deviceGroups: [all], nextPageToken: "2" } }],
    ["nobody answers", refused("ECONNREFUSED"), listed(all)],
  ])("throws Unavailable when %s", async (_name, deviceReply, groupReply) => {
    const { connector } = world({ [device]: deviceReply as Reply, [groups]: groupReply as Reply });
    await expect(connector.exempt(computerId)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
  });
});
