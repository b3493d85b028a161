// The Invoker port in the process: the function runs at once, beside all others. What it leaves undone is due again in the
// records, so nothing is tried again here.
import { Refusal } from "../core/errors.ts";
import type { Invoker, Log } from "../core/ports.ts";

export interface InvokerOptions {
  run(name: string, event: unknown): Promise<unknown>;
  log: Log;
}

const MOST_BYTES = 200_000;

export const createInvoker = ({ run, log }: InvokerOptions): Invoker => ({
  async invoke(name, event) {
    const text = JSON.stringify(event);
    if (Buffer.byteLength(text) > MOST_BYTES)
      throw new Refusal("too-large", "event-too-large", "the event is larger than Lambda takes");
    setImmediate(async () => {
      try {
        await run(name, JSON.parse(text));
      } catch {
        log.error({ function: name, outcome: "failed" });
      }
    });
  },
});
