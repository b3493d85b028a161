// The CDK app. `-c configuration=FILE` names the configuration (deployment.json); `-c otherwise=FILE` the one to take where that does not exist.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { bundleLambda, forEachKind } from "./bundle.ts";
import { ConfigurationError, readConfiguration } from "./configuration.ts";
import { createApp } from "./stack.ts";

const context = new App({ autoSynth: false }).node;
const text = (name: string): string | undefined => {
  const value: unknown = context.tryGetContext(name);
  return typeof value === "string" ? value : undefined;
};

try {
  const configuration = readConfiguration(text("configuration") ?? "deployment.json", text("otherwise"));
  const folder = bundleLambda();
  try {
    createApp(
      configuration,
      forEachKind((kind) => Code.fromAsset(join(folder, kind))),
    ).synth();
  } finally {
    rmSync(folder, { recursive: true });
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  for (const sentence of error.sentences) console.error(sentence);
  process.exitCode = 1;
}
