// Stored texts from outside stay texts: in names of computers, rules, files and accounts, in command lines and in comments.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOSTILE, HOSTILE_MARKDOWN } from "./hostile-texts.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type Visitor } from "./kit.ts";

const MILD = HOSTILE.map((_text, index) => `mild ${index}`);

test("there are at least 200 hostile texts, and none twice", () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(200);
  expect(new Set(HOSTILE).size).toBe(HOSTILE.length);
});

/** As many detections on one computer as there are texts, each text wherever one may stand. */
const detections = (computer: string, texts: readonly string[]) =>
  texts.map((text, index) => {
    const image = {
      name: text,
      path: `C:\\${text}`,
      sha1: digest(computer, index),
      signature: "untrusted",
      signer: text,
    };
    return {
      id: `${computer} ${index}`,
      rule: { id: `R${index}`, name: text },
      severity: "low",
      outcome: "blocked",
      occurredAt: new Date(Date.parse("2026-03-12T00:00:00Z") + index * 1000).toISOString(),
      computer: { id: computer, name: texts[0], operatingSystem: text, group: text },
      account: text,
      process: { pid: 1000 + index, name: text, commandLine: text, image, parent: { pid: 4, name: text } },
      executable: image,
    };
  });
const digest = (computer: string, index: number): string =>
  `${computer === "mild" ? "a" : "b"}${index.toString(16).padStart(39, "0")}`;

/** One computer for each text, named so. */
const computersNamed = (texts: readonly string[]) =>
  texts.map((text, index) => ({
    id: `named ${index}`,
    rule: { id: "N", name: text },
    severity: "low",
    outcome: "blocked",
    occurredAt: "2026-03-12T01:00:00Z",
    computer: { id: `named-${index}`, name: text },
  }));

/** How many elements of each kind, and what no text may bring along. */
const LOOK = `(() => {
  const tags = {};
  for (const { tagName } of document.querySelectorAll("main *")) tags[tagName] = (tags[tagName] ?? 0) + 1;
  const all = [...document.querySelectorAll("body *")];
  const foreign = all.filter((element) =>
    element.matches("main script, iframe, object, embed, base, main link, main style, main meta, main form, video, audio, main img, math, marquee, template, animate") ||
    element.getAttributeNames().some((name) => name.startsWith("on")) ||
    /^\\s*(javascript|data|vbscript):/i.test(element.getAttribute("href") ?? element.getAttribute("src") ?? ""));
  return { tags, foreign: foreign.map(({ outerHTML }) => outerHTML.slice(0, 200)), text: document.querySelector("main").textContent };
})()`;

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("hostile texts", () => {
  let kit: Kit;
  let visitor: Visitor;
  let ran = 0;
  const incidents: Record<string, string> = {};
  beforeAll(async () => {
    kit = await openKit();
    const { api } = kit.house;
    await api("admin", "PUT", "/v1/customers/demo/sources/hostile", { vendor: "generic", credential: "secret" });
    const { secret } = (await api("admin", "POST", "/v1/customers/demo/sources/hostile/secrets", {})).body;
    const send = async (body: unknown) => {
      const answer = await fetch(`${kit.house.url}/v1/webhooks/demo/hostile`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}` },
        body: JSON.stringify({ detections: body }),
      });
      const said: any = await answer.json();
      expect(said.results, JSON.stringify(said).slice(0, 500)).toHaveLength(HOSTILE.length);
      return said.results as any[];
    };
    for (const [name, texts] of Object.entries({ hostile: HOSTILE, mild: MILD })) {
      const results = await send(detections(name, texts));
      expect(new Set(results.map(({ incidentId }) => incidentId)).size).toBe(1);
      incidents[name] = results[0].incidentId;
    }
    await send(computersNamed(HOSTILE));
    visitor = await kit.visit("en");
    visitor.page.on("dialog", (dialog) => {
      ran += 1;
      void dialog.dismiss();
    });
    await visitor.page.exposeFunction("ran", () => {
      ran += 1;
    });
    await visitor.open("/customers/demo/incidents", "analyst");
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  async function look(path: string, by = visitor) {
    const { page } = by;
    await page.goto(new URL(path, kit.house.url).href);
    await page.locator("h1").first().waitFor();
    await page.waitForLoadState("networkidle");
    const more = page.getByRole("button", { name: "Show more" });
    // Between the look and the press the last page may have come.
    while (await more.isVisible()) await more.click({ timeout: 2000 }).catch(() => undefined);
    const seen: any = await page.evaluate(LOOK);
    expect(seen.foreign, path).toEqual([]);
    expect(ran, path).toBe(0);
    expect(by.problems, path).toEqual([]);
    return seen as { tags: Record<string, number>; text: string };
  }
  const missing = (text: string) => HOSTILE.filter((one) => !text.includes(one));

  test.each(["detections", "executables", "processes", "computers"])(
    "are shown as they are in the tab %s, with not one element more than mild ones",
    async (tab) => {
      const [hostile, mild] = [
        await look(`/customers/demo/incidents/${incidents.hostile}/${tab}`),
        await look(`/customers/demo/incidents/${incidents.mild}/${tab}`),
      ];
      expect(hostile.tags).toEqual(mild.tags);
      expect(mild.text).toContain("mild 0");
      if (tab !== "computers") expect(missing(hostile.text)).toEqual([]);
    },
    60_000,
  );

  test.each(["", "/graph", "/recovery"])(
    "run nowhere else on the incident (%s)",
    async (tab) => {
      const { text } = await look(`/customers/demo/incidents/${incidents.hostile}${tab}`);
      expect(text).toContain("ran()");
    },
    60_000,
  );

  test("are the names of computers, in their list and as the titles of incidents", async () => {
    expect(missing((await look("/customers/demo/computers")).text)).toEqual([]);
    expect((await look("/customers/demo/incidents")).text).toContain("ran()");
    await look("/customers/demo/computers/named-0");
  }, 60_000);

  test("are the names of allowed files and why they are, in their list and in the audit", async () => {
    const { api } = kit.house;
    const until = new Date(Date.now() + 86_400_000).toISOString();
    for (const [index, text] of HOSTILE.entries()) {
      const file = { sha1: digest("allowed", index), name: text.slice(0, 260), reason: text.slice(0, 500), until };
      expect((await api("analyst", "POST", "/v1/customers/demo/allowed-files", file)).status).toBe(201);
    }
    expect(missing((await look("/customers/demo/settings/allowed")).text)).toEqual([]);
    const customer = await kit.visit("en");
    await customer.open("/customers/demo/incidents", "customer");
    expect(missing((await look("/customers/demo/settings/audit?what=files-allowed", customer)).text)).toEqual([]);
    await customer.page.context().close();
  }, 60_000);

  test("run in no comment and in no inquiry, and what Markdown makes of them leads nowhere", async () => {
    const { api } = kit.house;
    const incident = `/v1/customers/demo/incidents/${incidents.hostile}`;
    const comments = [...pieces(HOSTILE), ...HOSTILE_MARKDOWN];
    for (const text of comments)
      expect((await api("analyst", "POST", `${incident}/comments`, { text, language: "en" })).status).toBe(201);
    const { text } = await look(`/customers/demo/incidents/${incidents.hostile}/comments`);
    expect(text.split("ran()").length).toBeGreaterThan(HOSTILE.length * 0.9);
    const inquiry = { subject: HOSTILE[2], text: HOSTILE.join("\n").slice(0, 5000), language: "en" };
    const opened = await api("customer", "POST", "/v1/customers/demo/inquiries", {
      ...inquiry,
      suspicion: { computer: HOSTILE[3], account: HOSTILE[4] },
    });
    expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    const shown = await look(`/customers/demo/inquiries/${opened.body.inquiryId}`);
    expect(shown.text).toContain(HOSTILE[3]);
    expect((await look("/customers/demo/inquiries?show=all")).text).toContain(HOSTILE[2]);
  }, 60_000);

  test("would be seen if one became an element, and its script is stopped by the content security policy", async () => {
    await look(`/customers/demo/incidents/${incidents.mild}/detections`);
    await visitor.page.evaluate('document.querySelector("main td").innerHTML = "<img src=x onerror=ran()>"');
    const seen: any = await visitor.page.evaluate(LOOK);
    expect(seen.foreign).toHaveLength(1);
    await expect.poll(() => visitor.problems.join()).toMatch(/Content Security Policy/i);
    expect(ran).toBe(0);
    visitor.problems.splice(0);
  }, 60_000);
});

/** Paragraphs, as many as a comment holds. */
const pieces = (texts: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(texts.length / 60) }, (_none, index) =>
    texts.slice(index * 60, (index + 1) * 60).join("\n\n"),
  );
