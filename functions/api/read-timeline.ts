// The timeline in two ways: paged by what happened when, and live by what came to us after a cursor.
import * as z from "zod";
import { hashId } from "../../core/ids.ts";
import { BilingualText } from "../../core/incident.ts";
import { TimelineEntry } from "../../core/timeline.ts";
import { timelineText } from "../../core/timeline-text.ts";
import { type Place, readOccurred, readRecorded } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { type ApiRequest, answered, api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";

const Query = PageQuery.extend({
  order: z.enum(["newest", "oldest"]).default("newest"),
  /** Live: the `live` cursor of an earlier answer, or `start`. */
  after: z.string().max(2048).optional(),
});
type Request = ApiRequest<z.output<typeof Query>, unknown>;

const Entry = TimelineEntry.extend({ text: BilingualText });

/** An entry bears its fact's instant and may be written later, by a step done again: this long, it is still shown live. */
const OVERLAP_MILLISECONDS = 15 * 60_000;

export const readTimeline = api({
  name: "read-timeline",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/timeline",
  summary:
    "The timeline, paged by when things happened. For live reading pass `live` of the last answer as `after`: entries " +
    "come by when they were recorded; go on at once while `more` is true. Its ETag in If-None-Match answers 304 while nothing came. Each answer goes back 15 minutes so that none " +
    "that was written late is missed: drop those whose `entryId` you have.",
  roles: READERS,
  conditional: true,
  query: Query,
  body: NONE,
  answer: z.strictObject({
    entries: z.array(Entry),
    /** The next page. */
    cursor: z.string().optional(),
    /** Where live reading goes on. */
    live: z.string(),
    more: z.boolean(),
  }),
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { after } = request.query;
    return after === undefined ? occurred(deps, incident, request) : recorded(deps, incident, request, after);
  },
});

const withText = (entry: TimelineEntry): z.output<typeof Entry> => ({ ...entry, text: timelineText(entry.fact) });

async function occurred(deps: Deps, place: Place, { query, at }: Request) {
  const { order, cursor, limit } = query;
  const bound = [place.customerId, place.incidentId, "timeline", order];
  const page = await readOccurred(deps.table, place, {
    ...positionOf(cursor, bound),
    limit,
    descending: order === "newest",
  });
  return {
    entries: page.values.map(withText),
    ...cursorOf(page.next, bound),
    live: liveFrom(place, back(at)),
    more: page.next !== undefined,
  };
}

async function recorded(deps: Deps, place: Place, { query, at }: Request, after: string) {
  const start = after === "start" ? {} : positionOf(after, boundLive(place));
  const page = await readRecorded(deps.table, place, start.after, query.limit);
  const more = page.next !== undefined;
  // Entries never change: those that it holds are the whole answer but for `live`, which goes on from either.
  const etag = `W/"${hashId(16, more ? "more" : "all", ...page.values.map(({ entryId }) => entryId))}"`;
  const body = { entries: page.values.map(withText), live: liveFrom(place, page.next ?? back(at)), more };
  return answered(body, { etag });
}

const boundLive = ({ customerId, incidentId }: Place) => [customerId, incidentId, "live"];
const back = (at: string): string => `TIMELINE#${new Date(Date.parse(at) - OVERLAP_MILLISECONDS).toISOString()}`;
const liveFrom = (place: Place, position: string): string => cursorOf(position, boundLive(place)).cursor ?? "";
