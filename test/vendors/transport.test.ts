import { createServer, type ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { HttpCall } from "../../vendors/http-call.ts";
import type { Rate } from "../../vendors/pacing.ts";
import { createTransport } from "../../vendors/transport.ts";
import type { ConnectorDeps } from "../../vendors/vendor.ts";

const product = { code: "acme", name: "Acme EDR" };
const call = (more: Partial<HttpCall> = {}): HttpCall => ({
  product,
  what: "read x",
  method: "GET",
  url: "http://127.0.0.1/x",
  effect: "none",
  ...more,
});

/** A clock that only sleep moves, noting each sleep. */
function clocked(answer: typeof fetch) {
  let clock = 0;
  const begun: number[] = [];
  const deps: ConnectorDeps = {
    fetch: (...args) => {
      begun.push(clock);
      return answer(...args);
    },
    now: () => clock,
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
    random: () => 0.5,
  };
  const advance = (milliseconds: number): void => {
    clock += milliseconds;
  };
  return { deps, begun, advance };
}
const ok: typeof fetch = async () => new Response("{}", { headers: { "content-type": "application/json" } });
const options = (rates: Rate[] = []) => ({ hosts: ["http://127.0.0.1"], timeoutMilliseconds: 1000, rates });

describe("the pace", () => {
  const ten = { calls: 10, milliseconds: 1000 };

  it("lets ten calls begin at once, and the next ten a second later", async () => {
    const { deps, begun } = clocked(ok);
    const send = createTransport(deps, options([ten]));
    for (let i = 0; i < 25; i += 1) await send(call());
    expect(begun).toEqual([...Array(10).fill(0), ...Array(10).fill(1000), ...Array(5).fill(2000)]);
  });

  it("never lets more than ten begin in any second, however they come", async () => {
    const { deps, begun, advance } = clocked(ok);
    const send = createTransport(deps, options([ten]));
    for (let i = 0; i < 60; i += 1) {
      await send(call());
      advance((i * 37) % 190);
    }
    for (const from of begun)
      expect(begun.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(10);
  });

  it("keeps the turns of calls that come side by side", async () => {
    const waits: number[] = [];
    const { deps } = clocked(ok);
    const send = createTransport({ ...deps, sleep: async (ms) => void waits.push(ms) }, options([ten]));
    await Promise.all(Array.from({ length: 25 }, () => send(call())));
    expect(waits).toEqual([...Array(10).fill(1000), ...Array(5).fill(2000)]);
  });

  it("honours several rates, and says how long a used-up one lasts instead of waiting for it", async () => {
    const { deps, begun } = clocked(ok);
    const send = createTransport(deps, options([ten, { calls: 12, milliseconds: 3_600_000 }]));
    for (let i = 0; i < 12; i += 1) await send(call());
    await expect(send(call({ effect: "maybe" }))).rejects.toMatchObject({
      name: "Unavailable",
      effect: "none",
      retryAfterSeconds: 3599,
    });
    expect(begun).toHaveLength(12);
  });
});

describe("the addresses", () => {
  const to = async (url: string, hosts: string[]) => {
    const { deps, begun } = clocked(ok);
    await createTransport(deps, { ...options(), hosts })(call({ url })).catch((error: Error) => error);
    return begun.length;
  };

  it.each([
    ["https://eu.automation.eset.systems/v1", ["*.eset.systems"]],
    ["https://edr.example.lan:8443/api", ["https://edr.example.lan:8443"]],
    ["http://127.0.0.1:1234/x", ["http://127.0.0.1:1234"]],
  ])("%s is called where %j is allowed", async (url, hosts) => expect(await to(url, hosts)).toBe(1));

  it.each([
    ["https://eset.systems.evil.example/", ["*.eset.systems"]],
    ["https://evileset.systems/", ["*.eset.systems"]],
    ["http://eu.automation.eset.systems/", ["*.eset.systems"]],
    ["https://eu.automation.eset.systems:444/", ["*.eset.systems"]],
    ["https://user@eu.automation.eset.systems/", ["*.eset.systems"]],
    ["https://edr.example.lan:8444/", ["https://edr.example.lan:8443"]],
    ["http://edr.example.lan/", ["http://edr.example.lan"]],
    ["https://169.254.169.254/", ["https://edr.example.lan"]],
    ["file:///etc/passwd", ["*.eset.systems"]],
    ["not an address", ["*.eset.systems"]],
  ])("%s is refused and not called where %j is allowed", async (url, hosts) => {
    expect(await to(url, hosts)).toBe(0);
    const { deps } = clocked(ok);
    await expect(createTransport(deps, { ...options(), hosts })(call({ url }))).rejects.toMatchObject({
      name: "Refusal",
      code: "acme-host",
    });
  });
});

describe("an answer", () => {
  const answered = (body: string, type: string, status = 200, more: Partial<HttpCall> = {}) => {
    const { deps } = clocked(async () => new Response(body, { status, headers: { "content-type": type } }));
    return createTransport(deps, options())(call(more));
  };

  it("may be of another type where the call says so", async () => {
    const xml = await answered("<a/>", "text/xml;charset=UTF-8", 200, { types: ["text/xml"] });
    expect([xml.text, xml.json]).toEqual(["<a/>", undefined]);
    const aws = await answered('{"a":1}', "application/x-amz-json-1.1", 200, { types: ["application/x-amz-json-1.1"] });
    expect(aws.json).toEqual({ a: 1 });
    await expect(answered("{}", "application/json", 200, { types: ["text/xml"] })).rejects.toThrow("not text/xml");
  });

  it("of a refusal gives what can be read of its body, and never fails for it", async () => {
    expect((await answered('{"error":{"code":"Busy"}}', "application/json", 400)).json).toEqual({
      error: { code: "Busy" },
    });
    expect(await answered("<html>", "text/html", 403)).toMatchObject({ status: 403, json: undefined });
    expect(await answered(" ".repeat(70_000), "application/json", 404)).toMatchObject({ status: 404, json: undefined });
  });

  it("that accepts something for later stands, whatever its body is", async () => {
    expect((await answered('{"resources":[]}', "application/json", 202)).json).toEqual({ resources: [] });
    expect(await answered("<html>", "text/html", 202)).toMatchObject({ status: 202, json: undefined });
  });
});

describe("over a real socket", () => {
  const serve = async (answer: (response: ServerResponse) => void) => {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? "");
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const close = () => {
      server.close();
      server.closeAllConnections();
    };
    return { paths, url: `http://127.0.0.1:${port}/x`, close };
  };
  const post = (url: string) =>
    createTransport(
      { ...clocked(ok).deps, fetch },
      { hosts: [new URL(url).origin], timeoutMilliseconds: 300 },
    )(call({ what: "write x", method: "POST", url, body: "{}", effect: "maybe" }));

  it.each<[string, (response: ServerResponse) => void]>([
    ["a broken connection", (response) => response.destroy()],
    ["a redirect", (response) => response.writeHead(302, { location: "/elsewhere" }).end()],
    ["silence", () => undefined],
    ["half an answer", (response) => response.writeHead(200, { "content-type": "application/json" }).write("{")],
    ["an endless answer", (response) => response.writeHead(200).write(Buffer.alloc(2 * 1024 * 1024, 32))],
  ])("%s leaves open what a write did, and is not followed or repeated", async (_name, answer) => {
    const { paths, url, close } = await serve(answer);
    await expect(post(url)).rejects.toMatchObject({ name: "Unavailable", effect: "maybe" });
    expect(paths).toEqual(["/x"]);
    close();
  });

  it("a closed port means that nothing was sent", async () => {
    const { url, close } = await serve(() => undefined);
    close();
    for (const address of [url, url.replace("127.0.0.1", "localhost")]) {
      await expect(post(address)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
    }
  });
});

it("hangs up on a server that does not answer in time", async () => {
  const hanging: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  // Timers of AbortSignal.timeout do not keep the process alive; this one does.
  const alive = setTimeout(() => undefined, 5000);
  const send = createTransport(clocked(hanging).deps, { ...options(), timeoutMilliseconds: 20 });
  await expect(send(call())).rejects.toMatchObject({
    name: "Unavailable",
    message: expect.stringContaining("no answer in time"),
  });
  clearTimeout(alive);
});
