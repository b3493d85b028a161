// The Table on DynamoDB, held by HTTP against what any implementation must do; and what only this one promises.
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClients } from "../../aws/clients.ts";
import { createTable } from "../../aws/table.ts";
import { tableContract } from "../contracts/table.ts";
import { type Dynamo, freshTable, pointClientsAt, startDynalite } from "./dynamo.ts";
import { COMMON, failureOf, thrown } from "./failures.ts";

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynalite();
  pointClientsAt(dynamo.url);
});
afterAll(() => dynamo.close());

tableContract("aws/table.ts on dynalite", freshTable);

const AT = Date.UTC(2026, 0, 5);
const item = (sk: string, text: string) => ({ pk: "P", sk, body: { text } });
const KEY = { pk: "P", sk: "a" };

/** Over a client that answers as told. */
function mocked(random = () => 0.5) {
  const client = createClients().dynamo;
  return { client: mockClient(client), table: createTable({ client, tableName: "t", now: () => AT, random }) };
}

describe("items", () => {
  test("up to DynamoDB's limit of 400 KB are kept; beyond it the answer says so, and nothing is asked", async () => {
    const { table } = await freshTable(() => AT);
    const sizeLeft = async (length: number) => table.put(item(`${length}`, "x".repeat(length)), "absent");
    expect(await sizeLeft(409_600 - 200)).toBe("done");
    const error = await failureOf(sizeLeft(409_600));
    expect(error).toMatchObject({ name: "Refusal", kind: "too-large", code: "record-too-large" });
    expect(String(error)).toMatch(/409\d{3} bytes is larger than the 409600/);
  });

  test("larger together than one answer of DynamoDB (1 MB) come in one page all the same", async () => {
    const { table } = await freshTable(() => AT);
    for (const sk of ["1", "2", "3", "4", "5"]) await table.put(item(sk, sk.repeat(300_000)), "absent");
    const page = await table.query({ pk: "P", limit: 5 });
    expect(page.items.map(({ body }) => String(body.text)[0])).toEqual(["1", "2", "3", "4", "5"]);
    expect(page).not.toHaveProperty("next");
  });

  test("found in the index of what is due carry keys only, and a version by which nothing can be written", async () => {
    const { table } = await freshTable(() => AT);
    await table.put({ ...item("a", "x"), due: { pk: "D", sk: "1#a" } }, "absent");
    const { items } = await table.queryIndex("due", { pk: "D" });
    expect(items).toEqual([{ ...KEY, due: { pk: "D", sk: "1#a" }, version: 0, body: {} }]);
    expect(await table.put(item("a", "y"), items[0]!.version)).toBe("refused");
  });
});

test("a position before or after all of the prefix is told apart by UTF-8 bytes, as DynamoDB orders", async () => {
  const { table } = await freshTable(() => AT);
  await table.put(item("\uff21", "x"), "absent");
  const found = async (descending: boolean) =>
    (await table.query({ pk: "P", prefix: "\uff21", after: "\u{1F692}", descending })).items.length;
  expect([await found(false), await found(true)]).toEqual([0, 1]);
});

describe("a put that was refused", () => {
  const failed = (writeId: string) =>
    thrown("ConditionalCheckFailedException", { httpStatusCode: 400, Item: { writeId: { S: writeId } } });

  test.each([["absent"], [3]] as const)("by what its own first attempt wrote is done (%s)", async (expected) => {
    const { client, table } = mocked();
    client.on(PutCommand).callsFake(({ Item }) => {
      throw failed(Item.writeId);
    });
    expect(await table.put(item("a", "x"), expected)).toBe("done");
  });

  test("by another's write is refused, and what cannot be told is refused too", async () => {
    const { client, table } = mocked();
    client.on(PutCommand).rejectsOnce(failed("another")).rejectsOnce(thrown("ConditionalCheckFailedException"));
    expect(await table.put(item("a", "x"), "absent")).toBe("refused");
    expect(await table.put(item("a", "x"), 1)).toBe("refused");
  });

  test("differs in its write id from every other", async () => {
    let drawn = 0;
    const { client, table } = mocked(() => (drawn += 0.1));
    client.on(PutCommand).resolves({});
    await table.put(item("a", "x"), "absent");
    await table.put(item("a", "x"), "absent");
    const [first, second] = client.commandCalls(PutCommand).map(({ args }) => args[0].input.Item?.writeId);
    expect(first).not.toBe(second);
  });
});

describe("failures", () => {
  test.each(COMMON)("of a write: %s", async (_what, error, wanted) => {
    const { client, table } = mocked();
    client.onAnyCommand().rejects(error);
    expect(await failureOf(table.put(item("a", "s3cret"), "absent"))).toMatchObject(wanted);
    expect(await failureOf(table.remove(KEY, 1))).toMatchObject(wanted);
  });

  test.each(COMMON)("of a read had no effect: %s", async (_what, error, wanted) => {
    const { client, table } = mocked();
    client.onAnyCommand().rejects(error);
    const none = wanted.effect === undefined ? wanted : { ...wanted, effect: "none" };
    expect(await failureOf(table.get(KEY))).toMatchObject(none);
    expect(await failureOf(table.query({ pk: "P" }))).toMatchObject(none);
    expect(await failureOf(table.queryIndex("due", { pk: "P" }))).toMatchObject(none);
  });

  test("an item that is none of ours is a defect, not an absence", async () => {
    const { client, table } = mocked();
    client.on(GetCommand).resolves({ Item: { pk: "P", sk: "a" } });
    await expect(table.get(KEY)).rejects.toThrow();
  });
});
