// A source was heard: remembered in this process, and written at most once a minute, or a storm would write as often as it comes.
import type { Source } from "../../core/customer.ts";
import { recordHeard } from "../../records/heard.ts";
import { type Deps, nowAt } from "../deps.ts";

const WRITE_AGAIN_MILLISECONDS = 60_000;
const MOST = 10_000;

/** Never throws: that it was heard is news about a sender, and no reason to refuse what it brought. */
export async function noteHeard(deps: Deps, customerId: string, source: Source): Promise<void> {
  const key = `${customerId}/${source.name}`;
  const now = deps.now();
  if (now - (deps.heard.get(key) ?? Number.NEGATIVE_INFINITY) < WRITE_AGAIN_MILLISECONDS) return;
  if (deps.heard.size >= MOST) deps.heard.clear();
  // Before the write: those that come meanwhile write nothing.
  deps.heard.set(key, now);
  try {
    await recordHeard(deps.table, customerId, source, nowAt(deps));
  } catch (error) {
    deps.heard.delete(key);
    deps.log.warn({ function: "note-heard", outcome: error instanceof Error ? error.name : "unknown" });
  }
}
