// The lists of inquiries: a customer's own, and the desk's of all customers.
import { expect, test } from "vitest";
import { seed } from "./incident-seed.ts";
import { houseWithDesk, open, root, SUSPICION, WORDS, write } from "./inquiry-calls.ts";

test("lists: the unfinished first, page by page; by status; by incident", async () => {
  const house = await houseWithDesk();
  const incidentId = await seed(house);
  const ids: string[] = [];
  for (let number = 0; number < 5; number += 1) {
    house.clock.now += 1000;
    ids.push((await open(house, number === 0 ? { incidentId } : {}, `open-${number}`)).body.inquiryId);
  }
  await house.call("POST", `${root}/${ids[4]}/status`, { as: "customer", body: { status: "done" } });
  const list = async (query: Record<string, string> = {}) =>
    (await house.call("GET", root, { as: "customer", query })).body;
  const wanted = [ids[3], ids[2], ids[1], ids[0], ids[4]];
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: "2", ...(cursor === undefined ? {} : { cursor }) });
    expect(page.inquiries.length).toBeLessThanOrEqual(2);
    seen.push(...page.inquiries.map(({ inquiryId }: any) => inquiryId));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(wanted);
  expect((await list({ status: "done" })).inquiries.map(({ inquiryId }: any) => inquiryId)).toEqual([ids[4]]);
  expect((await list({ incidentId })).inquiries.map(({ inquiryId }: any) => inquiryId)).toEqual([ids[0]]);
  expect((await list({ status: "waiting-for-customer" })).inquiries).toEqual([]);
});

test("the desk's list shows all customers' unfinished ones, who waits longest first, to the desk alone", async () => {
  const house = await houseWithDesk();
  const first = (await open(house)).body.inquiryId;
  house.clock.now += 1000;
  const theirs = await house.call("POST", "/v1/customers/other/inquiries", { as: "other", body: WORDS });
  const desk = async (as: string, query = {}) => house.call("GET", "/v1/inquiries", { as, query });
  for (const as of ["support", "analyst"])
    expect((await desk(as)).body.inquiries).toMatchObject([
      { inquiryId: first, customerId: "acme", customerName: "acme" },
      { inquiryId: theirs.body.inquiryId, customerId: "other" },
    ]);
  expect((await desk("admin")).status).toBe(403);
  expect((await desk("customer")).status).toBe(403);
  await write(house, first, "support");
  expect((await desk("support")).body.inquiries).toHaveLength(1);
  expect((await desk("support", { status: "waiting-for-customer" })).body.inquiries).toHaveLength(1);
});

test("inquiries are found by words of their subject, in any case, among the unfinished and the done", async () => {
  const house = await houseWithDesk();
  const ids: string[] = [];
  for (const [index, subject] of ["Slow PC", "A slow server", "Something else"].entries())
    ids.push((await open(house, { subject, suspicion: SUSPICION }, `open-${index}`)).body.inquiryId);
  await write(house, ids[1] ?? "", "analyst", { done: true });
  const found = async (query: Record<string, string>) =>
    (await house.call("GET", root, { as: "customer", query })).body.inquiries.map((one: any) => one.subject);
  expect(await found({ subject: "SLOW" })).toEqual(["Slow PC", "A slow server"]);
  expect(await found({ subject: "slow", status: "done" })).toEqual(["A slow server"]);
  expect(await found({ subject: "no such" })).toEqual([]);
});
