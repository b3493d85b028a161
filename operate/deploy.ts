// `npm run deploy`: the console is built where it is not, the stack goes by CDK, then the console's files.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { SSMClient } from "@aws-sdk/client-ssm";
import { buildConsole, builtOf, DIST, sourcesHash } from "./build-console.ts";
import { exitCodeOf, Failure } from "./failure.ts";
import { quick, readAddress, stageOf } from "./stage.ts";
import { putAll, uploadsOf } from "./upload-console.ts";
import { createWorld } from "./world.ts";

const world = createWorld(process.env);
const args = process.argv.slice(2);

process.exitCode = await exitCodeOf(world, async () => {
  // Before anything changes on AWS.
  if (builtOf(DIST, sourcesHash()) === undefined) await buildConsole();
  const cdk = spawnSync(process.execPath, ["node_modules/aws-cdk/bin/cdk", "deploy", ...args], { stdio: "inherit" });
  if (cdk.status !== 0) throw new Failure("The stack is not deployed; the console's files stay as they were.", 1);
  const { region, stage } = stageOf({ configuration: configurationIn(args) }, {});
  const ssm = new SSMClient(quick(region));
  const address = await readAddress({ region, stage }, ssm);
  const uploads = uploadsOf(DIST, address);
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
