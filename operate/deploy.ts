// `npm run deploy`: the stack by CDK, then the console's files.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { SSMClient } from "@aws-sdk/client-ssm";
import { exitCodeOf, Failure } from "./failure.ts";
import { quick, readAddress, stageOf } from "./stage.ts";
import { putAll, uploadsOf } from "./upload-console.ts";
import { createWorld } from "./world.ts";

const FOLDER = "console/dist";
const world = createWorld(process.env);
const args = process.argv.slice(2);

process.exitCode = await exitCodeOf(world, async () => {
  const cdk = spawnSync(process.execPath, ["node_modules/aws-cdk/bin/cdk", "deploy", ...args], { stdio: "inherit" });
  if (cdk.status !== 0) throw new Failure("The stack is not deployed; the console's files stay as they were.", 1);
  if (!existsSync(`${FOLDER}/index.html`))
    throw new Failure(
      `The stack is deployed; the console is not: ${FOLDER} holds nothing. Build it (npm run build) and deploy again.`,
      1,
    );
  const { region, stage } = stageOf({ configuration: configurationIn(args) }, {});
  const ssm = new SSMClient(quick(region));
  const address = await readAddress({ region, stage }, ssm);
  const uploads = uploadsOf(FOLDER, address);
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  await putAll({ name: address.ConsoleBucket, region, credentials: await ssm.config.credentials(), endpoint }, uploads);
  world.write(`The console stands at ${address.ConsoleUrl} (${uploads.length} files).\n`);
});

/** CDK's own option: `-c configuration=FILE`. */
function configurationIn(given: readonly string[]): string | undefined {
  const options = { context: { type: "string", short: "c", multiple: true } } as const;
  const { values } = parseArgs({ args: [...given], options, strict: false });
  const pairs = (values.context ?? []).filter((pair) => typeof pair === "string");
  return pairs.map((pair) => /^configuration=(.*)$/s.exec(pair)?.[1]).findLast((file) => file !== undefined);
}
