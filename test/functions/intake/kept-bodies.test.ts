// A delivery is kept as JSON text in one item: what would not fit into DynamoDB's 400 KB is refused before anything is written.
import { expect, test } from "vitest";
import { storedOf } from "../../../aws/stored.ts";
import { BEARER, webhookHouse } from "./webhook-house.ts";

const authentic = { authorization: `Bearer ${BEARER}` };

const house = await webhookHouse();
const written: string[] = [];
const { memory } = house;
const put = memory.put.bind(memory);
memory.put = async (item, expected) => {
  // Throws for what the table on AWS does not take.
  storedOf(item, 1, "0123456789");
  written.push(item.sk);
  return put(item, expected);
};

test.each([
  ["bytes that are no UTF-8, which read as three each", Buffer.alloc(250 * 1024, 0xff)],
  ["control characters, which take six each", Buffer.alloc(70 * 1024, 1)],
  ["quotes, which take two each", Buffer.alloc(200 * 1024, '"')],
])("%s", async (_what, bytes) => {
  written.length = 0;
  const { status, body } = await house.deliver("eset", { bytes }, authentic);
  expect([status, body.code]).toEqual([413, "body-too-large"]);
  expect(written).toEqual([]);
});

test.each([
  ["bytes that are no UTF-8", Buffer.alloc(120 * 1024, 0xff)],
  ["control characters", Buffer.alloc(60 * 1024, 1)],
  ["quotes", Buffer.alloc(190 * 1024, '"')],
  ["256 KiB of letters", Buffer.alloc(256 * 1024, "a")],
])("as many as fit are kept, and stand in quarantine: %s", async (_what, bytes) => {
  written.length = 0;
  // A line that begins as an event of the product, and is none.
  const event = Buffer.concat([Buffer.from('{"event_type":"Threat_Event","cause":"'), bytes.subarray(60)]);
  expect((await house.deliver("eset", { bytes: event }, authentic)).status).toBe(202);
  expect(written).toEqual(expect.arrayContaining(["DELIVERY", expect.stringMatching(/^QUARANTINE#/)]));
});
