// Asks the products that do not tell by themselves, and tells their own incidents how ours go. Each source by itself:
// what one does not answer, no other waits for.
import type { Key } from "../../core/ports.ts";
import { LINK, type Link, readLink } from "../../records/cases.ts";
import { dueKeys } from "../../records/due.ts";
import { POLL, readPoll } from "../../records/polls.ts";
import { type Deps, nowAt } from "../deps.ts";
import { pollSource } from "./poll-source.ts";
import { tellCase } from "./tell-case.ts";

/** A shard of due work, at most. */
const MOST_DUE = 1000;
const SOURCES_AT_ONCE = 8;
/** A scheduled function has 300 seconds; what is left over is due again. */
const BUDGET_MILLISECONDS = 200_000;

interface Work {
  customerId: string;
  source: string;
  poll?: Key;
  links: Link[];
}

export async function poll(deps: Deps): Promise<{ sources: number; failed: number }> {
  const until = deps.now() + BUDGET_MILLISECONDS;
  const left = [...(await workOf(deps)).values()];
  const result = { sources: left.length, failed: 0 };
  const worker = async () => {
    for (let work = left.shift(); work !== undefined && deps.now() < until; work = left.shift())
      result.failed += await doWork(deps, work, until);
  };
  await Promise.all(Array.from({ length: Math.min(SOURCES_AT_ONCE, left.length) }, worker));
  return result;
}

async function workOf(deps: Deps): Promise<Map<string, Work>> {
  const works = new Map<string, Work>();
  const of = (customerId: string, source: string): Work => {
    const work = works.get(`${customerId}/${source}`) ?? { customerId, source, links: [] };
    works.set(`${customerId}/${source}`, work);
    return work;
  };
  for (const key of await dueKeys(deps.table, nowAt(deps), MOST_DUE)) {
    const record = key.sk.startsWith(POLL) ? await readPoll(deps.table, key) : undefined;
    if (record !== undefined) of(record.customerId, record.source).poll = key;
    const link = key.sk.startsWith(LINK) ? await readLink(deps.table, key) : undefined;
    if (link !== undefined) of(link.customerId, link.source).links.push(link);
  }
  return works;
}

/** What it was told to is told before it is asked: its answer then shows it. Resolves to how much failed. */
async function doWork(deps: Deps, { customerId, source, poll: key, links }: Work, until: number): Promise<number> {
  let failed = 0;
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      failed += 1;
      const outcome = error instanceof Error ? error.name : "unknown";
      deps.log.warn({ function: "poll", customer: customerId, source, outcome });
    }
  };
  for (const link of links) if (deps.now() < until) await attempt(() => tellCase(deps, link));
  if (key !== undefined) await attempt(() => pollSource(deps, key, until));
  return failed;
}
