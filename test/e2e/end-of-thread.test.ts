// The running house whose committing thread dies under load: it says so and ends; what got a 202 is there when it starts again.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { addCustomer, type RunningHouse, signed, startHouse } from "../running-house.ts";
import { readKept } from "../torture-records.ts";

const PRELOAD = new URL("./end-of-thread.mjs", import.meta.url).href;

const data = mkdtempSync(join(tmpdir(), "thread-"));
let house: RunningHouse | undefined;
afterEach(async () => {
  await house?.end("SIGKILL");
  rmSync(data, { recursive: true });
});

const detection = (id: string) => ({
  id,
  rule: { id: "R1", name: "A rule" },
  severity: "low",
  outcome: "blocked",
  techniques: [],
  occurredAt: "2026-01-05T00:00:00Z",
  computer: { id: `pc-${id}`, name: `PC-${id}` },
});

const accepted: string[] = [];
const others = new Set<number>();

/** Sends one after another until the house is gone. */
async function sendOn({ url }: RunningHouse, secret: string, name: string): Promise<void> {
  for (let n = 0; ; n += 1) {
    const id = `${name}-${n}`;
    const body = JSON.stringify([detection(id)]);
    const headers = signed(secret, id, body);
    const answer = await fetch(`${url}/v1/webhooks/acme/generic`, { method: "POST", headers, body }).catch(() => null);
    if (answer === null) return;
    if (answer.status === 202) accepted.push(id);
    else others.add(answer.status);
    await answer.arrayBuffer().catch(() => undefined);
  }
}

test("a house that can write no more ends with status 1 and a sentence, and has said 202 to nothing it lost", {
  timeout: 120_000,
}, async () => {
  house = await startHouse({ data, nodeOptions: ["--import", PRELOAD] });
  const { child } = house;
  let printed = "";
  child.stderr?.on("data", (chunk) => {
    printed += String(chunk);
  });
  const secret = await addCustomer(house, { customerId: "acme" });
  const ended = once(child, "exit");
  const senders = ["a", "b", "c"].map((name) => sendOn(house as RunningHouse, secret, name));
  while (accepted.length < 30) await new Promise((done) => setTimeout(done, 5));
  child.kill("SIGUSR2");
  const [status] = await ended;
  await Promise.all(senders);
  expect(status).toBe(1);
  expect(printed).toContain("Nothing can be written to the disk any more, so the house stops");
  expect([...others]).toEqual([503]);
  house = await startHouse({ data });
  await house.end();
  const kept = readKept(data).detections.map(({ identity }) => identity.replace(/^generic:/, ""));
  expect(accepted.filter((id) => !kept.includes(id))).toEqual([]);
});
