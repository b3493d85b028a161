// Keeps Graph's subscription: made before anything else, renewed at half its life, made anew where it is gone; and what
// changed while there was none is read once more.
import { hash } from "node:crypto";
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import { bodiesOf, pageSizeAfter } from "../bodies.ts";
import type { Asked, Cursor, Polled, Polling } from "../vendor.ts";
import { listAlerts, MOST_AT_ONCE, type Position } from "./alert-list.ts";
import type { Client } from "./client.ts";
import type { Subscription, Subscriptions } from "./subscriptions.ts";

/** How often it is looked whether Graph still has it. */
const LOOK_MILLISECONDS = 10 * 60_000;
/** Alerts are listed by the time of their change, which Graph may tell late. */
const OVERLAP_MILLISECONDS = 10 * 60_000;
const RENEW_BEFORE_MILLISECONDS = 86_400_000;

const State = z.strictObject({
  id: z.string(),
  url: z.string(),
  /** Of the clientState: after a change of the source's secret it is another subscription. */
  mark: z.string(),
  lookedAt: z.string(),
  /** Others to the same address are to be ended: those of an earlier secret, and of an answer that was lost. */
  tidy: z.boolean().optional(),
  catchUp: z.strictObject({ since: z.string(), skip: z.int() }).optional(),
});
type State = z.infer<typeof State>;

export interface Keeping {
  client: Client;
  graph: string;
  subscriptions: Subscriptions;
  notificationUrl: string;
  now(): number;
}

export const createKeeping = (keeping: Keeping): Polling => ({
  streams: ["subscription"],
  async poll(_stream, cursor, asked) {
    const state = cursor === undefined ? undefined : State.parse(JSON.parse(cursor));
    if (state?.tidy === true) return tidied(keeping, state);
    if (state?.catchUp !== undefined) return caughtUp(keeping, state, state.catchUp, asked);
    return kept(keeping, state, asked);
  },
});

const cursorOf = (state: State): Cursor => JSON.stringify(state);
const on = (state: State, bodies: string[] = []): Polled => ({
  bodies,
  cases: [],
  cursor: cursorOf(state),
  more: true,
});
const markOf = (secret: string): string => hash("sha256", secret, "hex").slice(0, 16);

async function kept(keeping: Keeping, state: State | undefined, asked: Asked): Promise<Polled> {
  const { subscriptions, notificationUrl: url } = keeping;
  const secret = await asked.senderSecret?.();
  if (secret === undefined)
    throw new Unavailable("Defender for Endpoint: the source has no secret for a subscription", "none");
  const mark = markOf(secret);
  if (state?.url === url && state.mark === mark) {
    const found = await subscriptions.read(state.id);
    const standing = found !== undefined && endsSoon(keeping, found) ? await subscriptions.renew(state.id) : found;
    if (standing !== undefined && !hasEnded(keeping, standing)) return rested(keeping, state);
  }
  const { id } = await subscriptions.make(url, secret);
  if (state !== undefined && state.url !== url) await subscriptions.end(state.id).catch(() => undefined);
  const since = new Date(Date.parse(state?.lookedAt ?? asked.since) - OVERLAP_MILLISECONDS).toISOString();
  const lookedAt = new Date(keeping.now()).toISOString();
  return on({ id, url, mark, lookedAt, tidy: true, catchUp: { since, skip: 0 } });
}

const left = ({ now }: Keeping, { expirationDateTime }: Subscription): number => Date.parse(expirationDateTime) - now();
const endsSoon = (keeping: Keeping, one: Subscription): boolean => !(left(keeping, one) > RENEW_BEFORE_MILLISECONDS);
const hasEnded = (keeping: Keeping, one: Subscription): boolean => !(left(keeping, one) > 0);

/** No alert was asked for: this is not hearing the source. */
function rested({ now }: Keeping, state: State): Polled {
  const lookedAt = new Date(now()).toISOString();
  const notBefore = new Date(now() + LOOK_MILLISECONDS).toISOString();
  return { bodies: [], cases: [], cursor: cursorOf({ ...state, lookedAt }), more: false, heard: false, notBefore };
}

/** Only once the new one's id is kept: so there is always one, and at last only one. */
async function tidied({ subscriptions }: Keeping, { tidy: _t, ...state }: State): Promise<Polled> {
  for (const { id } of await subscriptions.list(state.url)) if (id !== state.id) await subscriptions.end(id);
  return on(state);
}

async function caughtUp(
  { client, graph, now }: Keeping,
  { catchUp: _c, ...state }: State,
  position: Position,
  { failures }: Asked,
): Promise<Polled> {
  // An answer of more than 1 MiB is not read.
  const { alerts, next } = await listAlerts(client, graph, position, Math.min(MOST_AT_ONCE, pageSizeAfter(failures)));
  const bodies = bodiesOf(alerts);
  if (next !== undefined) return on({ ...state, catchUp: next }, bodies);
  const notBefore = new Date(now() + LOOK_MILLISECONDS).toISOString();
  return { bodies, cases: [], cursor: cursorOf(state), more: false, notBefore };
}
