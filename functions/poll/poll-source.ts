// What is due of one source, in an invocation of its own: the product's incidents are told how ours go, then it is asked.
import * as z from "zod";
import { readLink } from "../../records/cases.ts";
import { pollKey } from "../../records/polls.ts";
import type { Deps } from "../deps.ts";
import { readStreams } from "./read-streams.ts";
import { tellCase } from "./tell-case.ts";

/** Of the function's 300 seconds; what is left over is due again. */
const BUDGET_MILLISECONDS = 200_000;

/** `poll`: it is asked; `links`: where stand those that are looked at. Whoever is told twice finds nothing due. */
export const SourceWork = z.object({
  customerId: z.string(),
  source: z.string(),
  poll: z.boolean(),
  links: z.array(z.object({ pk: z.string(), sk: z.string() })),
});
export type SourceWork = z.infer<typeof SourceWork>;

/** What it was told to is told before it is asked: its answer then shows it. */
export async function pollSource(deps: Deps, given?: unknown): Promise<{ outcome: string; failed?: number }> {
  const { data: work } = SourceWork.safeParse(given);
  if (work === undefined) return { outcome: "not-ours" };
  const { customerId, source } = work;
  const until = deps.now() + BUDGET_MILLISECONDS;
  let failed = 0;
  const attempt = async (one: () => Promise<unknown>) => {
    try {
      await one();
    } catch (error) {
      failed += 1;
      const outcome = error instanceof Error ? error.name : "unknown";
      deps.log.warn({ function: "poll-source", customer: customerId, source, outcome });
    }
  };
  for (const key of work.links)
    if (deps.now() < until)
      await attempt(async () => {
        const link = await readLink(deps.table, key);
        if (link !== undefined) await tellCase(deps, link);
      });
  if (work.poll) await attempt(() => readStreams(deps, pollKey(customerId, source), until));
  return { outcome: "done", failed };
}
