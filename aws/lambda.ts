// The one entry on AWS: every Lambda function is this with the functions of its kind (aws/lambda-*.ts); its environment says which one it is.
import { createHandler, type Handler, type LoadAdapters, type Own } from "./assemble.ts";
import { readEnvironment } from "./environment.ts";

/** `load`: where the functions use anything of AWS. */
export function handlerOf(own: Own, load?: LoadAdapters): Handler {
  const handler = createHandler(own, readEnvironment(process.env), load ?? none, {
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    random: Math.random,
    fetch: (...call) => fetch(...call),
    write: (line) => process.stdout.write(`${line}\n`),
  });
  // The SDK is three quarters of a start. It is read while Lambda hands over the first event; who fails here, fails with that.
  if (load !== undefined) setImmediate(() => load().catch(() => undefined));
  return handler;
}

const none: LoadAdapters = () => Promise.reject(new Error("These functions use nothing of AWS."));
