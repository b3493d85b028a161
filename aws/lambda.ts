// The one entry on AWS: every Lambda function is this with the functions of its kind (aws/lambda-*.ts); its environment says which one it is.
import { createHandler, type Handler, type Own } from "./assemble.ts";
import { readEnvironment } from "./environment.ts";

export { onSchedule } from "./assemble.ts";

const load = () => import("./adapters.ts");

export function handlerOf(own: Own, uses: "adapters" | "no adapters" = "adapters"): Handler {
  const handler = createHandler(own, readEnvironment(process.env), load, {
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    random: Math.random,
    fetch: (...call) => fetch(...call),
    write: (line) => process.stdout.write(`${line}\n`),
  });
  // The SDK is three quarters of a start. It is read while Lambda hands over the first event; who fails here, fails with that.
  if (uses === "adapters") setImmediate(() => load().catch(() => undefined));
  return handler;
}
