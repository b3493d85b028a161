// A configuration that cannot work stops the synthesis with one readable sentence for each fault.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Configuration, ConfigurationError, parseConfiguration } from "../../infra/configuration.ts";
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
  const rows: [string, object, string][] = [
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
    [
      "a certificate of another region",
      {
        consoleUrl: "https://mdr.example.jp",
        consoleCertificateArn:
          "arn:aws:acm:ap-northeast-1:123456789012:certificate/11111111-2222-3333-4444-555555555555",
      },
      "consoleCertificateArn must be the ARN of a certificate in us-east-1.",
    ],
    [
      "a certificate without a name",
      { consoleCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555" },
      "consoleUrl is missing.",
    ],
    ["a setting that there is not", { colour: "red" }, "colour is not a setting."],
  ];
  test.each(rows)("%s", (_what, more, sentence) => expect(of(more)).toEqual([`deployment.json: ${sentence}`]));

  const settings = Object.keys(Configuration.shape);
  test("this table has every setting", () => {
    const named = rows.map(([_what, _more, sentence]) => /^\w+/.exec(sentence)?.[0]);
    expect([...new Set(named)].sort()).toEqual([...settings, "colour"].sort());
  });

  test.each(
    settings.flatMap((name) =>
      [null, 3, true, "", [], {}, [3], "x".repeat(5000)].map((value) => [name, value] as const),
    ),
  )("%s as %j", (name, value) => {
    expect(of({ consoleUrl: "https://mdr.example.jp", [name]: value })).toEqual([
      expect.stringMatching(
        new RegExp(
          `^deployment\\.json: ${name}(\\[0\\])? (must|may|take)(?!.*(?:Invalid|expected|received|Too ))[^\\n]*\\.$`,
        ),
      ),
    ]);
  });

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

describe("the house's settings fit into Lambda's 4 KB of variables", () => {
  const analysts = (count: number, length: number) =>
    Array.from({ length: count }, (_, n) => ({
      address: `${String(n).padStart(2, "0")}${"a".repeat(length - 14)}@example.com`.replace(/^(.{60})(.*)@/, "$1@$2."),
      language: "ja",
    }));
  test("20 analysts with ordinary addresses do", () => expect(of({ analysts: analysts(20, 40) })).toEqual([]));

  test("what does not fit is one sentence", () =>
    expect(of({ analysts: analysts(20, 200) })).toEqual([
      expect.stringMatching(/^deployment\.json: analysts take too much room: .*3300 bytes, so name fewer/),
    ]));

  test("the largest that is taken leaves room for all other variables", () => {
    const serviceName = "防".repeat(100);
    const consoleUrl = `https://console.example.jp/${"p".repeat(400)}`;
    const largest = Array.from({ length: 20 }, (_, n) => n + 1).findLast(
      (count) => of({ analysts: analysts(count, 64), serviceName, consoleUrl }).length === 0,
    );
    expect(largest).toBeGreaterThan(5);
    const house = {
      serviceName,
      from: `${serviceName} <${good.senderAddress}>`,
      consoleUrl,
      analysts: analysts(largest ?? 0, 64),
    };
    const others = {
      FUNCTION: "attest-recommended-action",
      STAGE: "a".repeat(16),
      TABLE_NAME: "a".repeat(100),
      STATE_MACHINE_ARN: `arn:aws:states:ap-northeast-1:123456789012:stateMachine:${"a".repeat(80)}`,
      SECRETS_PREFIX: `/hikeshi/${"a".repeat(16)}`,
      CONFIGURATION_SET: "a".repeat(64),
    };
    const variables = { ...others, HOUSE: JSON.stringify(house) };
    expect(Buffer.byteLength(JSON.stringify(variables))).toBeLessThanOrEqual(4096);
  });
});
