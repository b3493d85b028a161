import { expect, test } from "vitest";
import type { LogLine } from "../../core/ports.ts";
import { createInvoker } from "../../local/invoker.ts";
import { invokerContract } from "../contracts/invoker.ts";

function opened() {
  const lines: LogLine[] = [];
  const log = { info: () => {}, warn: () => {}, error: (line: LogLine) => void lines.push(line) };
  let run = async (_name: string, _event: unknown): Promise<unknown> => undefined;
  const invoker = createInvoker({ run: (name, event) => run(name, event), log });
  return {
    invoker,
    lines,
    behave(now: typeof run) {
      run = now;
    },
  };
}

invokerContract("in the process", async () => opened());

test("what fails leaves a line that says which function it was, and no word of the event", async () => {
  const { invoker, lines, behave } = opened();
  behave(async () => {
    throw new Error("s3cret");
  });
  await invoker.invoke("poll-source", { customerId: "s3cret" });
  await expect.poll(() => lines).toEqual([{ function: "poll-source", outcome: "failed" }]);
});
