// What every folder of vendors/ promises of its parser and its connector, proven alike for all of them.
import { readdirSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ActionKind } from "../../core/action.ts";
import { Detection } from "../../core/detection.ts";
import { vendors } from "../../vendors/index.ts";
import type { ParsedItem, Vendor } from "../../vendors/vendor.ts";
import { changed, hostile, json, mutated, turned } from "./contract-texts.ts";
import { multiples } from "./contract-times.ts";
import { openFaulty } from "./faulty.ts";
import { proofs } from "./proofs.ts";

const at = "2026-01-01T00:00:00.000Z";
const folders = readdirSync(new URL("../../vendors/", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

it("every folder is in the table of products, and has its proof", () => {
  expect([...vendors.keys()].sort()).toEqual(folders.toSorted());
  expect(proofs.map(({ vendor }) => vendor.name).sort()).toEqual(folders.toSorted());
  for (const { vendor } of proofs) expect(vendors.get(vendor.name)).toBe(vendor);
});

/** Known kinds, reasons of our own, detections that the house takes unchanged, links that browsers open safely. */
function expectKnown(items: readonly ParsedItem[], { onInvalid }: Vendor): void {
  for (const item of items) {
    if (item.kind === "detection") {
      expect(Detection.parse(item.detection)).toEqual(item.detection);
      expect(item.detection.link ?? "https://").toMatch(/^https:\/\//);
    } else if (item.kind === "reference") expect(item.id).toMatch(/^\S{1,1024}$/);
    else {
      expect(item.reason).not.toMatch(/^$|could not be read/);
      if (item.kind === "quarantined" && onInvalid === "answer") expect(item.fields?.length).toBeGreaterThan(0);
    }
  }
}

const identities = (items: readonly ParsedItem[]): string[] =>
  items.flatMap((item) => {
    if (item.kind === "detection") return [item.detection.identity];
    return item.kind === "reference" ? [item.id] : [];
  });

/** A synchronous property: nothing to wait for. */
const holds = (...args: Parameters<typeof fc.assert<[string]>>): void => void fc.assert(...args);

describe.each(proofs.filter(({ payloads }) => Object.keys(payloads).length === 0))("$vendor.name", ({ vendor }) => {
  it("acts only, and quarantines whatever it is told", async () => {
    const parse = await vendor.parser();
    expect(vendor.connector).toBeDefined();
    for (const body of ['{"hello":"world"}', "[]", "x"])
      expect(parse(body, at)).toEqual([{ kind: "quarantined", reason: expect.stringMatching(/./), raw: body }]);
  });
});

const understanding = await Promise.all(
  proofs
    .filter(({ payloads }) => Object.keys(payloads).length > 0)
    .map(async (proof) => ({ ...proof, parseAt: await proof.vendor.parser() })),
);

describe.each(understanding)("$vendor.name: its parser", ({ vendor, payloads, parseAt, product = vendor.name }) => {
  const bodies = Object.values(payloads);
  const parse = (body: string) => parseAt(body, at);

  it.each(Object.entries(payloads))("understands %s", (_name, body) => {
    const items = parse(body);
    expect(items.some(({ kind }) => kind === "detection" || kind === "reference")).toBe(true);
    expectKnown(items, vendor);
    expect(
      items
        .filter(({ kind }) => kind === "detection")
        .every((one) => one.kind === "detection" && one.detection.product === product),
    ).toBe(true);
  });

  it.each(Object.entries(payloads))(
    "gives %s the same identity whenever it comes, in any order of members",
    (_name, body) => {
      const before = identities(parse(body));
      expect(identities(parseAt(body, "2031-05-05T05:05:05.000Z"))).toEqual(before);
      const value = json(body);
      if (value !== undefined) expect(identities(parse(JSON.stringify(turned(value), null, 2)))).toEqual(before);
    },
  );

  it.each(Object.entries(payloads))("remembers nothing of one delivery in the next: %s", (_name, body) => {
    const alone = structuredClone(parse(body));
    for (const other of bodies) parse(other.replace(/[a-z]{4}/g, "theirs"));
    expect(parse(body)).toEqual(alone);
  });

  it("quarantines what is authentic and of no shape it knows, never drops it", () => {
    for (const body of ['{"hello":"world"}', '[{"hello":"world"}]', "[[1]]", '{"detections":[{}]}']) {
      const items = parse(body);
      expect(items.map(({ kind }) => kind)).toEqual(["quarantined"]);
      expectKnown(items, vendor);
    }
  });

  it("gives known items for any mutation of them, and for any text, and never throws", () => {
    const known = (body: string) => expectKnown(parse(body), vendor);
    holds(fc.property(mutated(bodies), known), { numRuns: 100 });
    holds(fc.property(changed(bodies), known), { numRuns: 300 });
    holds(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), known), { numRuns: 100 });
  });

  it("costs no more for what is made to cost than for plain payloads of the size (printed)", () => {
    const [good = "{}"] = bodies;
    const size = 50_000;
    const line = JSON.stringify(json(good)) ?? good;
    const copies = Array.from({ length: Math.max(1, Math.min(200, Math.floor(size / line.length))) }, () => line);
    const plainBody = json(good) === undefined ? copies.join("\n") : `[${copies.join(",")}]`;
    const made = Object.entries(hostile(size, good));
    const runs = [plainBody, ...made.map(([, body]) => body)].map((body) => () => parse(body));
    const { plain, times } = multiples(runs, 20);
    const ratios = made.map(([name], index) => ({ name, ratio: times[index] ?? Number.NaN }));
    const worst = ratios.sort((a, b) => b.ratio - a.ratio)[0];
    console.log(
      `${vendor.name}: plain ${plain.toFixed(2)} ms for 50 kB; worst ${worst?.ratio.toFixed(2)} x (${worst?.name})`,
    );
    expect(worst?.ratio).toBeLessThan(20);
  });
});

describe.each(proofs)("$vendor.name: what it says of itself", ({ vendor, payloads, connector: proof }) => {
  it("names the actions that its connector supports, and those alone", async () => {
    const { facts } = vendor;
    const createConnector = await vendor.connector?.();
    expect(createConnector === undefined).toBe(proof === undefined);
    expect(facts.actions === undefined).toBe(createConnector === undefined);
    expect(facts.auth === undefined).toBe(createConnector === undefined);
    if (createConnector === undefined || proof === undefined) return;
    const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
    const connector = createConnector(proof.settings("http://127.0.0.1:1"), async () => proof.secret, deps);
    expect(Object.keys(facts.actions ?? {}).sort()).toEqual(connector.supports.toSorted());
    expect(Object.keys(proof.targets).sort()).toEqual(connector.supports.toSorted());
    for (const kind of connector.repeatable) expect(connector.supports).toContain(kind);
    expect(connector.supports.includes("isolate")).toBe(connector.supports.includes("release"));
    const link = connector.investigationLink("computer-1");
    if (link !== undefined) expect(link).toMatch(/^https:\/\//);
    for (const kind of connector.supports) expect(ActionKind.options).toContain(kind);
  });

  it("has no proof that anything else passes for, and a handshake that repeats no more than it was asked", () => {
    const delivered = fc.record({
      headers: fc.dictionary(fc.string(), fc.string()),
      query: fc.dictionary(fc.string(), fc.string({ unit: "binary" })),
      body: fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.constantFrom("", ...Object.values(payloads))),
    });
    const holdsFor = (given: fc.Arbitrary<{ headers: object; query: Record<string, string>; body: string }>) =>
      void fc.assert(
        fc.property(given, ({ headers, query, body }) => {
          expect(vendor.proves?.({ headers: { ...headers }, query, body }, "s3cret", 0) ?? false).toBe(false);
          const echo = vendor.handshake?.(query);
          if (echo !== undefined) expect(Object.values(query)).toContain(echo);
        }),
        { numRuns: 200 },
      );
    holdsFor(delivered);
  });

  it("refuses settings that are not its own, and quotes no secret when it is wrong", async () => {
    const createConnector = await vendor.connector?.();
    if (createConnector === undefined || proof === undefined) return;
    const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
    expect(() => createConnector({ nonsense: 1 }, async () => "", deps)).toThrow(
      expect.objectContaining({ name: "Refusal" }),
    );
    const product = await proof.open();
    const connector = createConnector(proof.settings(product.baseUrl), async () => "hunter2{", deps);
    const [kind] = ActionKind.options.filter((one) => one in proof.targets);
    const target = kind === undefined ? undefined : proof.targets[kind];
    if (kind === undefined || target === undefined) throw new Error("nothing to do");
    const request = { actionId: "act-x", incidentId: "inc-x", kind, target };
    const error = await connector.request(request).catch((thrown: Error) => thrown);
    expect(`${error}`).not.toContain("hunter2");
    expect(product.done(request)).toBe(0);
    await product.close();
  });

  it("keeps two customers' connectors apart: neither calls the other's product", async () => {
    const createConnector = await vendor.connector?.();
    if (createConnector === undefined || proof === undefined) return;
    const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
    const open = async () => {
      const front = await openFaulty(await proof.open(), proof);
      return { front, connector: createConnector(proof.settings(front.baseUrl), async () => proof.secret, deps) };
    };
    const [one, two] = [await open(), await open()];
    const id = Object.values(proof.targets)[0]?.computerId ?? "";
    for (const { connector } of [one, two, one]) await connector.exempt(id).catch(() => undefined);
    const hosts = (calls: typeof one.front.seen) => new Set(calls.map(({ headers }) => headers.host));
    for (const { front } of [one, two])
      expect([...hosts(front.seen)]).toEqual(front.seen.length === 0 ? [] : [new URL(front.baseUrl).host]);
    await Promise.all([one.front.close(), two.front.close()]);
  });
});
