// Whatever speaks CloudFormation can deploy it: nothing in the stack needs a click, a script of its own, or a value of another stack.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { steps } from "../../functions/index.ts";
import { synthesise } from "./synthesised.ts";

let outdir = "";
let template: any;
let assets: any;

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  ({ outdir } = synthesise());
  const json = (name: string) => JSON.parse(readFileSync(join(outdir, name), "utf8"));
  template = json("Hikeshi.template.json");
  assets = json("Hikeshi.assets.json");
}, 120_000);
afterAll(() => rmSync(outdir, { recursive: true }));

const resources = (): { Type: string; Properties: any }[] => Object.values(template.Resources);

describe("the template", () => {
  test("holds CloudFormation's own types only: no custom resource, no macro, no nested stack", () => {
    const types = new Set(resources().map(({ Type }) => Type));
    expect(types.size).toBeGreaterThan(10);
    for (const type of types) {
      expect(type).toMatch(/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/);
      expect(type).not.toMatch(/^AWS::CloudFormation::/);
    }
    expect(template).not.toHaveProperty("Transform");
    expect(JSON.stringify(template)).not.toMatch(/Fn::Transform|AWS::Include|ServiceToken/);
  });

  test("asks for nothing that somebody must have made before, but CDK's bootstrap", () => {
    expect(Object.entries(template.Parameters).map(([name, { Type, Default }]: any) => [name, Type, Default])).toEqual([
      ["BootstrapVersion", "AWS::SSM::Parameter::Value<String>", "/cdk-bootstrap/hnb659fds/version"],
    ]);
    expect(JSON.stringify(template)).not.toMatch(/Fn::ImportValue|\{\{resolve:/);
  });

  test("fits what CloudFormation takes", () => {
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(readFileSync(join(outdir, "Hikeshi.template.json")).byteLength).toBeLessThan(1_000_000);
  });
});

describe("the assets", () => {
  test("are files, each of which is there, and no images", () => {
    const files: any[] = Object.values(assets.files);
    expect(Object.keys(assets.dockerImages)).toEqual([]);
    expect(files.map(({ source }) => source.packaging).sort()).toEqual(["file", "zip", "zip", "zip", "zip"]);
    for (const { source } of files) expect(existsSync(join(outdir, source.path))).toBe(true);
  });

  test("hold JavaScript for every function, and no more than 1.5 MB for any", () => {
    for (const { Type, Properties } of resources()) {
      if (Type !== "AWS::Lambda::Function") continue;
      const { source } = assets.files[Properties.Code.S3Key.replace(/\.zip$/, "")];
      const folder = join(outdir, source.path);
      const found = readdirSync(folder);
      expect(found).toContain(Properties.Handler.replace(/\.\w+$/, ".mjs"));
      const size = found.reduce((sum, name) => sum + readFileSync(join(folder, name)).byteLength, 0);
      expect(size).toBeLessThan(1_500_000);
    }
  });
});

describe("an execution that began on the ASL of an earlier release", () => {
  const FOLDER = new URL("../fixtures/asl/", import.meta.url);
  const kept = readdirSync(FOLDER);
  const deployed = (step: string) => {
    const found = resources().find(
      ({ Type, Properties }) => Type === "AWS::Lambda::Function" && Properties.Environment.Variables.FUNCTION === step,
    );
    if (found === undefined) throw new Error(`${step} is not deployed.`);
    return found.Properties;
  };
  /** What infra/names.ts made of it when it was shipped: a running execution has the ARN in it. */
  const nameThen = (step: string) => `hikeshi-prod-${step.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`;

  test.each(kept)("%s finds its functions under the names that it knows", (name) => {
    const asl = readFileSync(new URL(name, FOLDER), "utf8");
    const called = [...new Set([...asl.matchAll(/\$\{(\w+)\}/g)].map(([, step = ""]) => step))];
    expect(called.length).toBeGreaterThanOrEqual(10);
    expect(Object.keys(steps)).toEqual(expect.arrayContaining(called));
    for (const step of called) expect(deployed(step).FunctionName).toBe(nameThen(step));
  });

  test.each(kept)("%s waits longer for each than Lambda lets it run", (name) => {
    const asl = readFileSync(new URL(name, FOLDER), "utf8");
    const tasks = [...asl.matchAll(/"FunctionName": "\$\{(\w+)\}"[\s\S]*?"TimeoutSeconds": (\d+|".*"),/g)];
    const known = tasks.filter(([, , seconds = ""]) => /^\d+$/.test(seconds));
    expect(known.length).toBeGreaterThanOrEqual(10);
    for (const [, step = "", seconds] of known) expect(deployed(step).Timeout, step).toBeLessThan(Number(seconds));
  });
});
