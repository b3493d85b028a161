// The one entry on AWS: every Lambda function is this file; its environment says which one it is.
import { createHandler } from "./assemble.ts";
import { createClients } from "./clients.ts";
import { readEnvironment } from "./environment.ts";

export const handler = createHandler(readEnvironment(process.env), createClients(), {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  random: Math.random,
  fetch,
  write: (line) => process.stdout.write(`${line}\n`),
});
