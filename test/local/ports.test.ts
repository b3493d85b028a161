// The ports of one machine, held against what any implementation must do; and what only this one promises.
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Unavailable } from "../../core/errors.ts";
import { createLog } from "../../local/log.ts";
import { createMailer } from "../../local/mailer.ts";
import { createSecrets } from "../../local/secrets.ts";
import { createTable } from "../../local/table.ts";
import { createWorkflow } from "../../local/workflow.ts";
import { mailerContract } from "../contracts/mailer.ts";
import { secretsContract } from "../contracts/secrets.ts";
import { tableContract } from "../contracts/table.ts";
import { item } from "../contracts/table-items.ts";
import { workflowContract } from "../contracts/workflow.ts";
import { asl, createHouse, tokenTask } from "./state-machine/house.ts";

const root = mkdtempSync(join(tmpdir(), "ports-"));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const fresh = (name: string): string => join(root, `${++count}-${name}`);
const AT = Date.UTC(2026, 0, 5);

tableContract("local/table.ts in memory", async (now) => {
  const table = createTable(":memory:", now);
  return { table, close: () => table.close() };
});

tableContract("local/table.ts in a file", async (now) => {
  const path = fresh("table.db");
  const tables = [createTable(path, now)];
  const [table] = tables;
  if (table === undefined) throw new Error("no table");
  return {
    table,
    // Without closing the first: nothing of it may be needed.
    reopen: async () => {
      const again = createTable(path, now);
      tables.push(again);
      return again;
    },
    close: () => {
      for (const each of tables) each.close();
    },
  };
});

secretsContract("local/secrets.ts", async () => {
  const path = fresh("secrets.json");
  return { secrets: createSecrets(path), reopen: async () => createSecrets(path) };
});

mailerContract("local/mailer.ts", async () => {
  const mailer = createMailer(fresh("mailbox"), () => AT);
  return { mailer, received: () => mailer.list() };
});

workflowContract("local/workflow.ts", async () => {
  const house = createHouse(asl({ Wait: tokenTask("ask", { Next: "Done" }), Done: { Type: "Succeed" } }), {
    functions: { ask: () => null },
  });
  return {
    workflow: createWorkflow(house.machine),
    settle: () => house.clock.settle(),
    tokenOf: async (name) => {
      const incidentId = name.replace(/-1$/, "");
      const asked = house.calls.map(({ payload }) => payload as { incidentId: string; taskToken: string });
      return asked.find((each) => each.incidentId === incidentId)?.taskToken ?? "";
    },
  };
});

test("the table tells of each new item once it is stored, and never of one it refused", async () => {
  const heard: string[] = [];
  const table = createTable(
    ":memory:",
    () => AT,
    ({ sk }) => heard.push(sk),
  );
  await Promise.all([table.put(item("a"), "absent"), table.put(item("a"), "absent"), table.put(item("b"), "absent")]);
  await table.put(item("a"), 1);
  expect(heard).toEqual(["a", "b"]);
  table.close();
});

test("a listener of the table that fails does not make a stored item look lost", async () => {
  const table = createTable(
    ":memory:",
    () => AT,
    () => {
      throw new Error("the screen is gone");
    },
  );
  expect(await table.put(item("a"), "absent")).toBe("done");
  table.close();
});

test("a table that cannot be written or read is Unavailable, without what it was to keep", async () => {
  const table = createTable(fresh("closed.db"), () => AT);
  table.close();
  const tries = [
    table.put(item("a", { body: { secret: "s3cret" } }), "absent"),
    table.put(item("a"), 1),
    table.remove({ pk: "P", sk: "a" }, 1),
    table.get({ pk: "P", sk: "a" }),
    table.query({ pk: "P" }),
    table.queryIndex("due", { pk: "P" }),
  ];
  for (const outcome of await Promise.allSettled(tries)) {
    expect(outcome.status).toBe("rejected");
    const { reason } = outcome as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(Unavailable);
    expect(String(reason)).not.toContain("s3cret");
  }
});

test("after a write that the database refused the next ones are kept", async () => {
  const table = createTable(":memory:", () => AT);
  await expect(table.put({ ...item("a"), pk: {} as unknown as string }, "absent")).rejects.toThrow(Unavailable);
  expect(await table.put(item("b"), "absent")).toBe("done");
  table.close();
});

test("secrets stand in a file that only its owner may read", async () => {
  const path = fresh("secrets.json");
  await createSecrets(path).put("a", "1");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("after a secret that could not be kept the next one is, and the lost one does not seem kept", async () => {
  const path = fresh("secrets.json");
  const secrets = createSecrets(path);
  await secrets.put("a", "1");
  mkdirSync(`${path}.new`);
  await expect(secrets.put("b", "s3cret")).rejects.toThrow(Unavailable);
  expect(await secrets.get("b")).toBeUndefined();
  rmdirSync(`${path}.new`);
  await secrets.put("c", "3");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ a: "1", c: "3" });
});

test("the log writes one line of JSON a call, whatever the values hold", () => {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => AT,
  );
  log.info({ function: "f", outcome: 202, milliseconds: 3 });
  log.warn({ incident: "a\nb", gone: undefined });
  log.error({ outcome: false });
  expect(lines.every((line) => !line.includes("\n"))).toBe(true);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { at: "2026-01-05T00:00:00.000Z", level: "info", function: "f", outcome: 202, milliseconds: 3 },
    { at: "2026-01-05T00:00:00.000Z", level: "warn", incident: "a\nb" },
    { at: "2026-01-05T00:00:00.000Z", level: "error", outcome: false },
  ]);
});

test("an item past its time is gone from the file with the next start", async () => {
  const path = fresh("expired.db");
  const first = createTable(path, () => AT);
  await first.put(item("gone", { expiresAtSeconds: AT / 1000 + 60 }), "absent");
  await first.put(item("stays"), "absent");
  first.close();
  createTable(path, () => AT + 3_600_000).close();
  // Its own clock still stands before the end of that item.
  const again = createTable(path, () => AT);
  expect((await again.query({ pk: "P" })).items.map(({ sk }) => sk)).toEqual(["stays"]);
  again.close();
});
