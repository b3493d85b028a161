// A configuration that cannot work stops the synthesis with one readable sentence for each fault.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigurationError, parseConfiguration } from "../../infra/configuration.ts";
import { read, root } from "../documents.ts";

const good = JSON.parse(read("examples/deployment.json"));

function sentences(text: string): readonly string[] {
  try {
    parseConfiguration(text, "deployment.json");
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.sentences;
    throw error;
  }
}
const of = (more: object) => sentences(JSON.stringify({ ...good, ...more }));

test("the example is good, and so is one with everything", () => {
  expect(of({})).toEqual([]);
  expect(of({ consoleUrl: "https://console.example.jp", serviceName: "防災 MDR" })).toEqual([]);
  expect(of({ consoleUrl: "http://localhost:5173/" })).toEqual([]);
});

describe("one sentence says what is wrong", () => {
  const address = "must be one mail address such as mdr@example.jp";
  test.each<[string, object, string]>([
    ["no stage", { stage: undefined }, "stage is missing."],
    ["a stage with a capital", { stage: "Prod" }, "stage must be 1 to 16 of a-z and 0-9, as in prod."],
    ["a stage that is no text", { stage: 3 }, "stage must be a word."],
    ["no region", { region: undefined }, "region is missing."],
    [
      "an unknown region",
      { region: "ap-northeast-9" },
      "region must be a region of AWS with SES, as in ap-northeast-1.",
    ],
    ["no sender", { senderAddress: undefined }, "senderAddress is missing."],
    ["a malformed sender", { senderAddress: "mdr@" }, `senderAddress ${address}.`],
    ["a sender with a name", { senderAddress: "MDR <mdr@a.example>" }, `senderAddress ${address}.`],
    ["no alarm address", { alarmAddress: undefined }, "alarmAddress is missing."],
    ["two alarm addresses", { alarmAddress: "a@a.example,b@a.example" }, `alarmAddress ${address}.`],
    ["no analysts", { analysts: undefined }, "analysts is missing."],
    ["nobody", { analysts: [] }, "analysts must name at least one."],
    ["a text for analysts", { analysts: "a@a.example" }, "analysts must be a list."],
    ["an analyst's address", { analysts: [{ address: "x" }] }, `analysts[0].address ${address}.`],
    ["an analyst without one", { analysts: [{}] }, "analysts[0].address is missing."],
    [
      "an analyst's language",
      { analysts: [{ address: "a@a.example", language: "fr" }] },
      'analysts[0].language must be "ja" or "en".',
    ],
    [
      "too many analysts",
      { analysts: Array.from({ length: 21 }, () => ({ address: "a@a.example" })) },
      "analysts may name 20 at most.",
    ],
    [
      "a service name with a line",
      { serviceName: "a\nb" },
      "serviceName must be 1 to 100 characters without quotes, < and >.",
    ],
    ["a console without TLS", { consoleUrl: "http://console.example.jp" }, "consoleUrl must begin with https://."],
    [
      "a console that is no address",
      { consoleUrl: "console" },
      "consoleUrl must be an address such as https://console.example.jp.",
    ],
    ["a setting that there is not", { colour: "red" }, "colour is not a setting."],
  ])("%s", (_what, more, sentence) => expect(of(more)).toEqual([`deployment.json: ${sentence}`]));

  test("no JSON", () => expect(sentences("{")).toEqual(["deployment.json is not JSON."]));
  test("no object", () => expect(sentences("[]")).toEqual(["deployment.json: it must be one JSON object."]));
  test("each fault has its own", () => expect(of({ stage: undefined, senderAddress: "x" })).toHaveLength(2));
});

describe("the app", () => {
  const run = (context: object) => {
    const outdir = mkdtempSync(join(tmpdir(), "app-"));
    const ran = spawnSync(process.execPath, ["infra/main.ts"], {
      cwd: root,
      encoding: "utf8",
      env: { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    const made = readdirSync(outdir);
    rmSync(outdir, { recursive: true });
    return { status: ran.status, stderr: ran.stderr, made };
  };

  test("ends with the sentences alone, and makes nothing", () => {
    const folder = mkdtempSync(join(tmpdir(), "configuration-"));
    const file = join(folder, "deployment.json");
    writeFileSync(file, JSON.stringify({ ...good, senderAddress: undefined, region: "mars" }));
    expect(run({ configuration: file })).toEqual({
      status: 1,
      stderr: `${file}: region must be a region of AWS with SES, as in ap-northeast-1.\n${file}: senderAddress is missing.\n`,
      made: [],
    });
    rmSync(folder, { recursive: true });
  });

  test("says where a configuration comes from when there is none", () =>
    expect(run({ configuration: "no-such.json" })).toEqual({
      status: 1,
      stderr: "There is no no-such.json: copy examples/deployment.json to it and fill it in.\n",
      made: [],
    }));
});
