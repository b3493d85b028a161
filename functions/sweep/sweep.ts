// Finishes what a crash left: everything past its time, whatever it is. Runs on a schedule; finding work here is an alarm.
import { StillRunning, Unavailable } from "../../core/errors.ts";
import { ExecutionDied } from "../../core/execution-died.ts";
import { executionName } from "../../core/ids.ts";
import type { Key } from "../../core/ports.ts";
import { isFinished } from "../../core/status.ts";
import { readDigest } from "../../records/assessments.ts";
import { readCustomer, readSource } from "../../records/customers.ts";
import { readDelivery } from "../../records/deliveries.ts";
import { hasFindings } from "../../records/detections.ts";
import { dueKeys } from "../../records/due.ts";
import { eraseIncident } from "../../records/erasing.ts";
import { changeIncident, type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { incidentKey, placeOf } from "../../records/keys.ts";
import { readNotice } from "../../records/notices.ts";
import type { Place } from "../../records/timeline.ts";
import { vendors } from "../../vendors/index.ts";
import { type Deps, nowAt } from "../deps.ts";
import { placeDelivery } from "../intake/place-delivery.ts";
import { measured } from "../metrics.ts";
import { deliver } from "../telling.ts";
import { nextRound, nudge } from "../waking.ts";
import { countOpen } from "./count-open.ts";
import { keepPaths } from "./keep-paths.ts";
import { remindOpenActions } from "./remind-open-actions.ts";
import { sendDigest } from "./send-digest.ts";
import { sweepAction, sweepLeftActions } from "./sweep-action.ts";
import { sweepInquiry, sweepMessage } from "./sweep-inquiry.ts";
import { tellSilence } from "./tell-silence.ts";

/** A shard of due work, at most, in one sweep: what always fails must not starve the rest. */
const AT_ONCE = 1000;
const YOUNG_MILLISECONDS = 5 * 60_000;

type Sweeper = (deps: Deps, key: Key) => Promise<void>;

/** By the beginning of the sort key. */
const SWEEPERS: readonly [string, Sweeper][] = [
  ["DELIVERY", sweepDelivery],
  ["INCIDENT", onIncident(sweepIncident)],
  ["REASON#", onIncident(sweepReason)],
  ["ACTION#", onIncident(sweepAction)],
  ["FOLLOW-UP", onIncident(remindOpenActions)],
  ["NOTICE#", sweepNotice],
  ["INQUIRY", sweepInquiry],
  ["MESSAGE#", sweepMessage],
  ["DIGEST#", sweepDigest],
  ["HEARD#", tellSilence],
];

export interface Swept {
  /** Kinds of work done, with how many of each. */
  done: Record<string, number>;
  failed: number;
}

/** `event`: an execution has died (ExecutionDied); its incident is looked at now, and not only when it is due. */
export async function sweep(deps: Deps, event?: unknown): Promise<Swept> {
  const swept: Swept = { done: {}, failed: 0 };
  const keys = onePerIncident([...(await diedKeys(deps, event)), ...(await dueKeys(deps.table, nowAt(deps), AT_ONCE))]);
  for (const key of keys) {
    const [prefix, work] = SWEEPERS.find(([begin]) => key.sk.startsWith(begin)) ?? [];
    if (prefix === undefined || work === undefined) continue;
    try {
      await work(deps, key);
      swept.done[prefix] = (swept.done[prefix] ?? 0) + 1;
    } catch (error) {
      if (error instanceof StillRunning || error instanceof Unavailable) continue;
      swept.failed += 1;
      deps.log.error({ function: "sweep", kind: prefix, outcome: error instanceof Error ? error.name : "unknown" });
    }
  }
  logFound(deps, keys, swept);
  // Work comes first, and nothing is lost where it cannot be counted.
  await countOpen(deps).catch(() => deps.log.warn({ function: "sweep", outcome: "not-counted" }));
  return swept;
}

/** Looking after incidents and digests is its daily work; these kinds are what somebody else should have done. */
const LEFT = ["DELIVERY", "ACTION#", "NOTICE#", "MESSAGE#"];

function logFound(deps: Deps, keys: readonly Key[], { done, failed }: Swept): void {
  const line = measured({
    SweeperFoundWork: LEFT.reduce((sum, kind) => sum + (done[kind] ?? 0), 0),
    SweeperFailed: failed,
    NoticesUnsent: keys.filter(({ sk }) => sk.startsWith("NOTICE#")).length,
  });
  if (Object.keys(line).length > 0) deps.log.info({ function: "sweep", outcome: "found", ...line });
}

/** One that dies young would die again: it waits until it is due, so that no incident spins. */
async function diedKeys(deps: Deps, event: unknown): Promise<Key[]> {
  const { data: died } = ExecutionDied.safeParse(event);
  if (died === undefined) return [];
  const incident = (await readIncident(deps.table, died.customerId, died.incidentId))?.value;
  const isYoung = deps.now() - Date.parse(incident?.roundStartedAt ?? nowAt(deps)) < YOUNG_MILLISECONDS;
  return isYoung ? [] : [incidentKey(died.customerId, died.incidentId)];
}

/** However many reasons an incident has, one nudge is enough. */
function onePerIncident(keys: readonly Key[]): Key[] {
  const nudged = new Set<string>();
  return keys.filter(({ pk, sk }) => {
    if (!sk.startsWith("REASON#")) return true;
    if (nudged.has(pk)) return false;
    nudged.add(pk);
    return true;
  });
}

function onIncident(work: (deps: Deps, place: Place, sk: string) => Promise<void>): Sweeper {
  return async (deps, { pk, sk }) => {
    const place = placeOf(pk);
    if (place !== undefined) await work(deps, place, sk);
  };
}

/** Accepted, and not placed: its sender will not send it again. */
async function sweepDelivery(deps: Deps, key: Key): Promise<void> {
  const delivery = (await readDelivery(deps.table, key))?.value;
  if (delivery?.body === undefined || delivery.results !== undefined) return;
  const source = await readSource(deps.table, delivery.customerId, delivery.source);
  const vendor = vendors.get(source?.vendor ?? "");
  if (vendor === undefined) return;
  const parse = await vendor.parser();
  await placeDelivery(deps, delivery, parse(delivery.body, delivery.receivedAt));
}

async function sweepReason(deps: Deps, place: Place): Promise<void> {
  const incident = (await readIncident(deps.table, place.customerId, place.incidentId))?.value;
  if (incident !== undefined && (await isTold(deps, incident))) await nudge(deps, place);
}

/**
 * Whether there is something to assess: the delivery that opened the incident may have ended before its finding was written, and
 * no finding would read as no impact. That delivery is due too, and nudges the incident when it is placed.
 */
const isTold = async ({ table }: Deps, incident: IncidentRecord): Promise<boolean> =>
  incident.openedBy === "person" || incident.assessment !== undefined || (await hasFindings(table, incident));

/** Unfinished: its execution lives, or waits for an analyst, or is started again in a new round. Finished: erased when its retention is over. */
async function sweepIncident(deps: Deps, place: Place): Promise<void> {
  const incident = (await readIncident(deps.table, place.customerId, place.incidentId))?.value;
  if (incident === undefined) return;
  if (isFinished(incident.status)) {
    const isOver = (incident.expiresAtSeconds ?? Number.POSITIVE_INFINITY) * 1000 <= deps.now();
    if (isOver) return eraseIncident(deps.table, place);
    await sweepLeftActions(deps, incident);
    return keepPaths(deps, incident);
  }
  const state = await deps.workflow.state(executionName(incident.incidentId, incident.round));
  const isEscalated = state === "failed" && incident.waitingFor === "analyst";
  if (state === "absent" && !(await isTold(deps, incident))) return;
  if (state === "absent" || state === "running" || isEscalated) await nudge(deps, place);
  else await nextRound(deps, incident);
  if (state === "running" || isEscalated) await sweepLeftActions(deps, incident);
  await changeIncident(deps.table, place.customerId, place.incidentId, (now) => ({ ...now, checkedAt: nowAt(deps) }));
}

async function sweepNotice(deps: Deps, key: Key): Promise<void> {
  const notice = await readNotice(deps.table, key);
  if (notice !== undefined) await deliver(deps, notice.value);
}

async function sweepDigest(deps: Deps, { pk, sk }: Key): Promise<void> {
  const customerId = /^C#([^#]+)$/.exec(pk)?.[1] ?? "";
  const customer = (await readCustomer(deps.table, customerId))?.value;
  const digest = await readDigest(deps.table, customerId, sk.slice("DIGEST#".length));
  if (customer !== undefined && digest !== undefined && !digest.sent) await sendDigest(deps, customer, digest);
}
