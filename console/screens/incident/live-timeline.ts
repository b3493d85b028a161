// The timeline as it is read live: pages back in time, and every few seconds what is new, while the page is seen.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Answer, Api } from "../../api.ts";
import type { PagedList } from "../../parts/paged-table.tsx";
import { keyOf, useApi, usePages } from "../../queries.ts";

export type Entry = Answer<"readTimeline">["entries"][number];

/** At most so long until a new entry is seen; the promise is five seconds. */
const EVERY_MILLISECONDS = 4000;

interface Place {
  customerId: string;
  incidentId: string;
}

/** Newest first; each entry once. */
export function useLiveTimeline(place: Place): PagedList<Entry> {
  const { customerId, incidentId } = place;
  const pages = usePages(
    "readTimeline",
    { params: { customerId, incidentId }, query: { order: "newest", limit: 50 } },
    ({ entries }) => entries,
    (answer) => answer,
  );
  const fresh = useFresh(place);
  const items = useMemo(() => merged(pages.items, fresh), [pages.items, fresh]);
  return { ...pages, items };
}

function merged(paged: readonly Entry[], fresh: ReadonlyMap<string, Entry>): Entry[] {
  const known = new Set(paged.map(({ entryId }) => entryId));
  const oldest = paged.at(-1)?.occurredAt ?? "";
  // What lies further back than the last page comes with its own page.
  const added = [...fresh.values()].filter(({ entryId, occurredAt }) => !known.has(entryId) && occurredAt >= oldest);
  const isLater = (a: Entry, b: Entry) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt);
  return added.length === 0 ? [...paged] : [...added.reverse(), ...paged].sort(isLater);
}

/** What came after this page was opened. */
function useFresh({ customerId, incidentId }: Place): ReadonlyMap<string, Entry> {
  const api = useApi();
  const queries = useQueryClient();
  const [fresh, setFresh] = useState<ReadonlyMap<string, Entry>>(new Map());
  useEffect(() => {
    const ended = new AbortController();
    const params = { customerId, incidentId };
    const onAdded = (added: readonly Entry[]) => {
      setFresh((all) => new Map([...all, ...added.map((entry) => [entry.entryId, entry] as const)]));
      void queries.invalidateQueries({ queryKey: keyOf("readIncident", { params }) });
    };
    void poll(liveReader(api, params, ended.signal, onAdded), ended.signal);
    return () => ended.abort();
  }, [api, queries, customerId, incidentId]);
  return fresh;
}

/** Each look resolves to whether there is more already. The API answers 304 while nothing came. */
function liveReader(api: Api, params: Place, signal: AbortSignal, onAdded: (added: readonly Entry[]) => void) {
  const known = new Set<string>();
  let after: string | undefined;
  let etag: string | undefined;
  const first = async (): Promise<boolean> => {
    const { answer } = await api.call("readTimeline", { params, query: { limit: 1 }, signal });
    after = answer?.live;
    return true;
  };
  return async (): Promise<boolean> => {
    if (after === undefined) return first();
    const told = etag === undefined ? {} : { ifNoneMatch: etag };
    const read = await api.call("readTimeline", { params, query: { after, limit: 200 }, ...told, signal });
    if (read.answer === undefined) return false;
    const { entries, more, live } = read.answer;
    const added = entries.filter(({ entryId }) => !known.has(entryId));
    for (const { entryId } of added) known.add(entryId);
    if (added.length > 0) onAdded(added);
    after = live;
    etag = more ? undefined : read.etag;
    return more;
  };
}

/** Looks again at once while there is more, else after a moment; not while the page is hidden. A failure is one look less. */
async function poll(look: () => Promise<boolean>, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await seen(ended);
    const hasMore = ended.aborted ? false : await look().catch(() => false);
    if (!hasMore) await new Promise((done) => setTimeout(done, EVERY_MILLISECONDS));
  }
}

function seen(ended: AbortSignal): Promise<void> {
  if (document.visibilityState === "visible") return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    document.addEventListener("visibilitychange", done);
    ended.addEventListener("abort", done);
  });
}
