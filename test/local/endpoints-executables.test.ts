import { describe, expect, it } from "vitest";
import { demoComputers, demoHashes, demoIds } from "../../local/endpoints/demo.ts";
import { play } from "./endpoints-play.ts";

describe("executables", () => {
  const path = "/application-management/v1/executables";
  const find = async (call: Awaited<ReturnType<typeof play>>["call"], sha1: string) => {
    const { executables } = (await call("GET", `${path}?pageSize=1000`)).json;
    return executables.find((one: { hashSha1: string }) => one.hashSha1 === sha1.toUpperCase());
  };
  const file = (played: Awaited<ReturnType<typeof play>>, name: string) =>
    played.endpoints.computer("SV-SQL01").files.find((one) => one.name === name);

  it("blocks the file on every computer after the product's reaction; a running process goes on", async () => {
    const played = await play();
    const { uuid, isBlocked } = await find(played.call, demoHashes.srv);
    const reply = await played.call("POST", `${path}/${uuid}:block`, {});
    expect([isBlocked, reply.status, reply.json]).toEqual([false, 200, {}]);
    expect(file(played, "srv.exe")?.state).toBe("present");
    await played.clock.advance(300);
    expect(file(played, "srv.exe")?.state).toBe("blocked");
    expect(file(played, "AnyDesk.exe")?.state).toBe("present");
    expect(played.endpoints.computer("SV-SQL01").processes.find((one) => one.pid === 5120)?.running).toBe(true);
    expect((await played.call("GET", `${path}/${uuid}`)).json.executable.isBlocked).toBe(true);
    expect(played.events()).toEqual(["executable-blocked", "file-blocked"]);
  });

  it("is idempotent: a second block changes nothing", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(1000);
    const before = played.events().length;
    expect((await played.call("POST", `${path}/${uuid}:block`, {})).status).toBe(200);
    await played.clock.advance(1000);
    expect(played.events()).toHaveLength(before);
  });

  it("unblocks the file again", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(1000);
    await played.call("POST", `${path}/${uuid}:unblock`, {});
    await played.clock.advance(1000);
    expect(file(played, "srv.exe")?.state).toBe("present");
    expect((await find(played.call, demoHashes.srv)).isBlocked).toBe(false);
  });

  it("reaches an offline computer when it is back", async () => {
    const played = await play();
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(60_000);
    expect(file(played, "srv.exe")?.state).toBe("present");
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    await played.clock.advance(300);
    expect(file(played, "srv.exe")?.state).toBe("blocked");
  });

  it("reaches a computer that goes offline in the meantime when it is back", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    await played.clock.advance(60_000);
    expect(file(played, "srv.exe")?.state).toBe("present");
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    expect(file(played, "srv.exe")?.state).toBe("blocked");
  });

  it("breaks every Windows when a file of Windows is blocked, and says so loudly", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.cmd);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(300);
    expect(played.events().filter((event) => event === "broken")).toHaveLength(demoComputers.length);
    expect(played.endpoints.computer("PC-KEIRI07").broken).toEqual([
      "C:\\Windows\\System32\\cmd.exe cannot run any more",
    ]);
  });

  it("takes the file into the quarantine where blocking is told to clean", async () => {
    const played = await play({ blockReaction: "quarantined" });
    const quarantine = "/quarantine-management/v1/quarantined-objects";
    const { uuid } = await find(played.call, demoHashes.anydesk);
    expect((await played.call("GET", quarantine)).json).toEqual({ objects: [], nextPageToken: "" });
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(300);
    expect(file(played, "AnyDesk.exe")?.state).toBe("quarantined");
    expect(played.events()).toContain("file-removed");
    const [object] = (await played.call("GET", `${quarantine}?filter.fileName=AnyDesk.exe`)).json.objects;
    expect(object).toMatchObject({ displayName: "AnyDesk.exe", sizeBytes: "5332720" });
    expect(object.file.hashSha1).toBe(demoHashes.anydesk.toUpperCase());
    expect((await played.call("GET", `${quarantine}?filter.fileName=srv.exe`)).json.objects).toEqual([]);
    await played.call("POST", `${path}/${uuid}:unblock`, {});
    await played.clock.advance(300);
    expect(file(played, "AnyDesk.exe")?.state).toBe("quarantined");
  });

  it.each(["block", "unblock"])("refuses to %s what is unknown (404) or comes without a body (400)", async (verb) => {
    const { call } = await play();
    const { uuid } = await find(call, demoHashes.srv);
    expect((await call("POST", `${path}/${demoIds.sql01}:${verb}`, {})).status).toBe(404);
    expect((await call("POST", `${path}/${uuid}:${verb}`)).status).toBe(400);
  });
});
