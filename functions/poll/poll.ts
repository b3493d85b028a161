// Hands each source that is due to an invocation of its own: what one product does not answer, no other waits for.
import type { Key } from "../../core/ports.ts";
import { linkOf } from "../../records/cases.ts";
import { dueKeys } from "../../records/due.ts";
import { pollOf } from "../../records/polls.ts";
import { type Deps, nowAt } from "../deps.ts";
import type { SourceWork } from "./poll-source.ts";

/** A shard of due work, at most. */
const MOST_DUE = 1000;
/** Of one source at one time: the rest is due in the next minute too. */
const MOST_LINKS = 500;
/** So that a thousand sources leave the account's concurrency to detections that come meanwhile. */
const AT_ONCE = 10;
const PAUSE_MILLISECONDS = 500;

/** The index names what is due, and may be late: whoever does the work reads the records. */
export async function poll(deps: Deps): Promise<{ sources: number; failed: number }> {
  const works = worksOf(await dueKeys(deps.table, nowAt(deps), MOST_DUE));
  const result = { sources: works.length, failed: 0 };
  for (let first = 0; first < works.length; first += AT_ONCE) {
    if (first > 0) await deps.sleep(PAUSE_MILLISECONDS);
    const handed = await Promise.all(works.slice(first, first + AT_ONCE).map((work) => handOver(deps, work)));
    result.failed += handed.filter((one) => !one).length;
  }
  return result;
}

function worksOf(keys: readonly Key[]): SourceWork[] {
  const works = new Map<string, SourceWork>();
  for (const key of keys) {
    const link = linkOf(key);
    const of = link ?? pollOf(key);
    if (of === undefined) continue;
    const name = `${of.customerId}/${of.source}`;
    const work = works.get(name) ?? { ...of, poll: false, links: [] };
    works.set(name, work);
    if (link === undefined) work.poll = true;
    else if (work.links.length < MOST_LINKS) work.links.push(key);
  }
  return [...works.values()];
}

/** What cannot be handed over is due again in a minute. */
async function handOver(deps: Deps, work: SourceWork): Promise<boolean> {
  try {
    await deps.invoker.invoke("poll-source", work);
    return true;
  } catch (error) {
    const outcome = error instanceof Error ? error.name : "unknown";
    deps.log.warn({ function: "poll", customer: work.customerId, source: work.source, outcome });
    return false;
  }
}
