import { describe, expect, it } from "vitest";
import { action, type Reply, refused, sha1, sha256, world } from "./scripted-fetch.ts";

const list = "GET /application-management/v1/executables";
const read = "GET /application-management/v1/executables/exe-1";
const block = "POST /application-management/v1/executables/exe-1:block";
const known = (more: Record<string, unknown> = {}) => ({
  uuid: "exe-1",
  hashSha1: sha1.toUpperCase(),
  isBlocked: false,
  ...more,
});
const listed = (...executables: unknown[]): Reply => ({ json: { executables, nextPageToken: "" } });
const reading = (more: Record<string, unknown> = {}): Reply => ({ json: { executable: known(more) } });
const reference = JSON.stringify({ kind: "block", executableId: "exe-1" });
const remove = action("remove");

describe("removing a file", () => {
  it("finds the executable by its hash on any page and blocks it, with an empty object as the body", async () => {
    const { connector, calls } = world({
      [list]: [
        { json: { executables: [known({ uuid: "exe-0", hashSha1: "00" })], nextPageToken: "2" } },
        listed(known()),
      ],
      [block]: { json: {} },
    });
    expect(await connector.request(remove)).toBe(reference);
    expect(calls(block).map(({ body }) => body)).toEqual(["{}"]);
    expect(calls(list)[1]?.query.get("pageToken")).toBe("2");
  });

  it.each([
    ["sha256", { executable: { name: "x", sha256 } }, known({ hashSha1: "", hashSha2256: sha256 }), true],
    [
      "one equal hash and none that differs",
      { executable: { name: "x", sha1, sha256 } },
      known({ hashSha2256: "" }),
      true,
    ],
    [
      "one equal hash and one that differs",
      { executable: { name: "x", sha1, sha256 } },
      known({ hashSha2256: "ab" }),
      false,
    ],
    ["no hash on the product's side", {}, known({ hashSha1: "" }), false],
  ])("goes by %s", async (_name, target, executable, blocks) => {
    const { connector, calls } = world({ [list]: listed(executable), [block]: { json: {} } });
    await connector.request(action("remove", target)).catch(() => undefined);
    expect(calls(block)).toHaveLength(blocks ? 1 : 0);
  });

  it("asks for patience while the product does not know the file, and does nothing", async () => {
    const { connector, calls } = world({ [list]: listed() });
    await expect(connector.request(remove)).rejects.toMatchObject({
      name: "Unavailable",
      effect: "none",
      retryAfterSeconds: 30,
    });
    expect(calls(block)).toEqual([]);
  });

  it("does not block again what is blocked", async () => {
    const { connector, calls } = world({ [list]: listed(known({ isBlocked: true })) });
    expect(await connector.request(remove)).toBe(reference);
    expect(calls(block)).toEqual([]);
  });

  it.each([
    ["Microsoft Windows", "SIGNATURE_TRUST_LEVEL_OS_TRUSTED", true],
    ["Microsoft Corporation", "SIGNATURE_TRUST_LEVEL_ESET_TRUSTED", true],
    ["Microsoft Windows", "SIGNATURE_TRUST_LEVEL_SELF_SIGNED", false],
    ["Acme", "SIGNATURE_TRUST_LEVEL_OS_TRUSTED", false],
  ])("of %s (%s): refused = %s", async (signerName, signatureTrustLevel, isRefused) => {
    const { connector, calls } = world({
      [list]: listed(known({ signatures: [{ signerName, signatureTrustLevel }] })),
      [block]: { json: {} },
    });
    const asked = connector.request(remove);
    await (isRefused
      ? expect(asked).rejects.toMatchObject({ code: "os-vendor-file" })
      : expect(asked).resolves.toBe(reference));
    expect(calls(block)).toHaveLength(isRefused ? 0 : 1);
  });

  it("needs a hash", async () => {
    const { connector, seen } = world({});
    await expect(connector.request(action("remove", { executable: { name: "x" } }))).rejects.toMatchObject({
      code: "remove-needs-hash",
    });
    expect(seen).toEqual([]);
  });
});

describe("a block", () => {
  it.each([
    ["reads as blocked", reading({ isBlocked: true }), { state: "confirmed" }],
    ["does not read as blocked although 200 was answered", reading(), { state: "running" }],
    ["does not say", reading({ isBlocked: undefined }), { state: "running" }],
    ["reads as blocked under another hash", reading({ isBlocked: true, hashSha1: "00" }), { state: "running" }],
    ["is of another executable", reading({ isBlocked: true, uuid: "exe-2" }), { state: "running" }],
    ["is not known any more", { status: 404 }, { state: "running" }],
  ])("is judged by the executable read again: %s", async (_name, reply, expected) => {
    const { connector } = world({ [read]: reply as Reply });
    expect(await connector.outcome(remove, reference)).toEqual(expected);
  });

  it("that was answered 202 is followed by its response-id, then read again", async () => {
    const accepted: Reply = { status: 202, headers: { "response-id": "resp-1" } };
    const { connector, calls } = world({
      [list]: listed(known()),
      [block]: [accepted, accepted, accepted, accepted, { json: {} }],
      [read]: [reading({ isBlocked: true })],
    });
    const pending = await connector.request(remove);
    expect(JSON.parse(pending)).toEqual({ kind: "block", executableId: "exe-1", responseId: "resp-1" });
    expect(await connector.outcome(remove, pending)).toEqual({ state: "confirmed" });
    expect(calls(block).filter(({ headers }) => headers.get("response-id") === null)).toHaveLength(1);
  });

  it("whose response-id is gone drops it, and is not sent again", async () => {
    const pending = JSON.stringify({ kind: "block", executableId: "exe-1", responseId: "resp-1" });
    const { connector, calls } = world({ [block]: { status: 404 }, [read]: reading() });
    expect(await connector.outcome(remove, pending)).toEqual({ state: "running", reference });
    expect(calls(block).map(({ headers }) => headers.get("response-id"))).toEqual(["resp-1"]);
  });

  it("is found again as the blocked state of the file", async () => {
    expect(await world({ [list]: listed(known({ isBlocked: true })) }).connector.find(remove)).toBe(reference);
    expect(await world({ [list]: listed(known()) }).connector.find(remove)).toBe("none");
    expect(await world({ [list]: listed() }).connector.find(remove)).toBe("none");
    await expect(world({ [list]: refused("ECONNREFUSED") }).connector.find(remove)).rejects.toMatchObject({
      name: "Unavailable",
    });
  });

  it("may have taken effect when its answer was lost", async () => {
    const { connector } = world({ [list]: listed(known()), [block]: refused("ECONNRESET") });
    await expect(connector.request(remove)).rejects.toMatchObject({ name: "Unavailable", effect: "maybe" });
  });
});
