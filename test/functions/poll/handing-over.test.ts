// Each source in an invocation of its own: what the poller hands over, and that one source's slowness is its own.
import { expect, test } from "vitest";
import type { Deps } from "../../../functions/deps.ts";
import { poll } from "../../../functions/poll/poll.ts";
import { pollSource, type SourceWork } from "../../../functions/poll/poll-source.ts";
import { createInvoker } from "../../../local/invoker.ts";
import { linkCase } from "../../../records/cases.ts";
import { putSource } from "../../../records/customers.ts";
import { beginPolling, leasePoll, pollKey, readPoll } from "../../../records/polls.ts";
import { apiHouse } from "../../api-house.ts";

const AT = "2026-01-05T00:00:00.000Z";

async function opened(fail: (work: SourceWork) => boolean = () => false) {
  const house = await apiHouse();
  house.clock.now += 1000;
  const handed: { name: string; work: SourceWork; at: number }[] = [];
  let slept = 0;
  const deps: Deps = {
    ...house.deps,
    sleep: async (milliseconds) => {
      slept += milliseconds;
    },
    invoker: {
      async invoke(name, event) {
        const work = event as unknown as SourceWork;
        if (fail(work)) throw new Error("not taken");
        handed.push({ name, work, at: slept });
      },
    },
  };
  return { deps, handed, table: house.deps.table };
}

test("every source that is due is handed over once, with what is due of it and nothing else's", async () => {
  const { deps, handed, table } = await opened();
  for (const source of ["eset", "inspect"]) await beginPolling(table, "acme", source, AT);
  await beginPolling(table, "other", "eset", AT);
  const link = (customerId: string, incidentId: string, source: string) =>
    linkCase(table, { customerId, incidentId, source, caseId: "case", linkedAt: AT, lookAt: AT });
  await link("acme", "inc-1", "eset");
  await link("acme", "inc-2", "eset");
  await link("third", "inc-3", "quiet");
  expect(await poll(deps)).toEqual({ sources: 4, failed: 0 });
  const told = handed.map(({ name, work: { customerId, source, poll: asks, links } }) =>
    [name, customerId, source, asks, ...links.map(({ pk }) => pk).sort()].join(" "),
  );
  expect(told.sort()).toEqual([
    "poll-source acme eset true C#acme#I#inc-1 C#acme#I#inc-2",
    "poll-source acme inspect true",
    "poll-source other eset true",
    "poll-source third quiet false C#third#I#inc-3",
  ]);
});

test("who has it under lease is not told again; what nobody took is due in the next minute", async () => {
  const { deps, handed, table } = await opened(({ source }) => source === "eset");
  for (const source of ["eset", "inspect"]) await beginPolling(table, "acme", source, AT);
  await leasePoll(table, pollKey("acme", "inspect"), AT, "2026-01-05T00:06:00.000Z", "mine");
  expect(await poll(deps)).toEqual({ sources: 1, failed: 1 });
  expect(handed).toEqual([]);
  expect((await readPoll(table, pollKey("acme", "eset")))?.pollAt).toBe(AT);
});

test("a thousand sources are spread over the minute", async () => {
  const { deps, handed, table } = await opened();
  for (let number = 0; number < 1000; number += 1) await beginPolling(table, "acme", `source-${number}`, AT);
  expect(await poll(deps)).toEqual({ sources: 1000, failed: 0 });
  expect(handed.length).toBe(1000);
  const perSecond = Map.groupBy(handed, ({ at }) => Math.floor(at / 1000));
  expect(Math.max(...[...perSecond.values()].map((one) => one.length))).toBe(20);
  expect(perSecond.size).toBe(50);
});

test("eleven products that never answer delay the twelfth by nothing", async () => {
  const { deps, table } = await opened();
  const names = Array.from({ length: 12 }, (_one, index) => `source-${index}`);
  for (const name of names) {
    const source = { name, vendor: "eset", credential: "secret" as const, secretIds: [] };
    await putSource(table, "acme", source, () => source);
    await beginPolling(table, "acme", name, AT);
  }
  const answered: string[] = [];
  const connectors: Deps["connectors"] = async (_customerId, name) => {
    if (name !== "source-11") await new Promise(() => {});
    answered.push(name);
    return undefined;
  };
  const invoker = createInvoker({ run: (_name, event) => pollSource({ ...deps, connectors }, event), log: deps.log });
  expect(await poll({ ...deps, invoker })).toEqual({ sources: 12, failed: 0 });
  await expect.poll(() => answered).toEqual(["source-11"]);
});

test("an event that is not the poller's asks for nothing", async () => {
  const { deps } = await opened();
  const never = { ...deps, table: { ...deps.table, get: () => Promise.reject(new Error("it was read")) } };
  for (const event of [undefined, {}, { source: "aws.events" }, { customerId: "acme", source: "eset" }])
    expect(await pollSource(never, event)).toEqual({ outcome: "not-ours" });
});

test("the same handed over twice is done once: the lease is the second one's answer", async () => {
  const { deps, table } = await opened();
  await beginPolling(table, "acme", "eset", AT);
  const source = { name: "eset", vendor: "eset", credential: "secret" as const, secretIds: [] };
  await putSource(table, "acme", source, () => source);
  let asked = 0;
  let open = () => {};
  const opens = new Promise<void>((resolve) => {
    open = resolve;
  });
  const connectors: Deps["connectors"] = async () => {
    asked += 1;
    await opens;
    return undefined;
  };
  const work = { customerId: "acme", source: "eset", poll: true, links: [] };
  const run = () => pollSource({ ...deps, connectors }, work);
  const atOnce = [run(), run()];
  await new Promise((done) => setTimeout(done, 20));
  // And a while later, as the next minute's is.
  expect(await run()).toEqual({ outcome: "done", failed: 0 });
  open();
  expect(await Promise.all(atOnce)).toEqual([
    { outcome: "done", failed: 0 },
    { outcome: "done", failed: 0 },
  ]);
  expect(asked).toBe(1);
});
