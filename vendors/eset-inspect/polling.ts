// ESET Inspect on-prem has no push of its own: its detections are asked for by their growing number.
// Source: help.eset.com/ei_navigate/2.4/en-US/rest_api_detections.html ($top, $orderBy, $filter).
import * as z from "zod";
import { bodiesOf, pageSizeAfter } from "../bodies.ts";
import type { Asked, Cursor, Polled, Polling } from "../vendor.ts";
import type { Client } from "./client.ts";

const Position = z.strictObject({ after: z.int() });
const Item = z.looseObject({ id: z.coerce.number().int(), creationTime: z.string().nullish() });
const List = z.looseObject({ value: z.array(Item) });

/** At the beginning so many of the last are looked at, for those that came since it was decided to ask. */
const LOOK_BACK = 500;

export const createPolling = (client: Client): Polling => ({
  streams: ["detections"],
  poll: (_stream, cursor, asked) => (cursor === undefined ? begin(client, asked) : readOn(client, cursor, asked)),
});

const query = (parts: Record<string, string>): string =>
  `/detections?${Object.entries(parts)
    .map(([name, value]) => `$${name}=${encodeURIComponent(value)}`)
    .join("&")}`;

const polled = (after: number, items: readonly unknown[], more: boolean): Polled => ({
  bodies: bodiesOf(items),
  cases: [],
  cursor: JSON.stringify({ after }),
  more,
});

async function begin(client: Client, { since }: Asked): Promise<Polled> {
  const last = await client.read("list the last detections", query({ top: "1", orderBy: "id desc" }), List);
  const newest = last.value[0]?.id ?? 0;
  let after = Math.max(0, newest - LOOK_BACK);
  const found: unknown[] = [];
  while (after < newest) {
    const page = await readAfter(client, after, 100);
    if (page.length === 0) break;
    found.push(...page.filter(({ creationTime }) => !(Date.parse(creationTime ?? "") < Date.parse(since))));
    after = page.at(-1)?.id ?? newest;
  }
  return polled(Math.max(after, newest), found, true);
}

async function readAfter(client: Client, after: number, size: number) {
  const path = query({ top: `${size}`, orderBy: "id asc", filter: `id gt ${after}` });
  const { value } = await client.read("list the detections", path, List);
  return value.filter(({ id }) => id > after).sort((one, other) => one.id - other.id);
}

async function readOn(client: Client, cursor: Cursor, { failures }: Asked): Promise<Polled> {
  const { after } = Position.parse(JSON.parse(cursor));
  const size = pageSizeAfter(failures);
  const page = await readAfter(client, after, size);
  return polled(page.at(-1)?.id ?? after, page, page.length >= size);
}
