// The real house, loaded by three senders and killed at random moments on one data folder; what must hold after it all.
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { addCustomer, type RunningHouse, signed, startHouse } from "./running-house.ts";
import { type Kept, readKept } from "./torture-records.ts";

export interface TortureOptions {
  data: string;
  rounds: number;
  seed: number;
  say(line: string): void;
}

export interface TortureReport {
  kills: number;
  accepted: number;
  resent: number;
  incidents: number;
  violations: string[];
}

const SENDERS = 3;
const CUSTOMER = "acme";
/** Longest life of the house within a round. */
const MOST_MILLISECONDS = 700;
const PAUSE_MILLISECONDS = 15;
const LEAST_ACCEPTED = 20;
const HEAL_MILLISECONDS = 100_000;

/** Deliveries by id. A delivery is open from its first sending until some answer came. */
interface Delivery {
  id: string;
  body: string;
  sends: number;
  answers: string[];
}

/** mulberry32: the same seed, the same moments. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Some computers alarm again and again, some once; some detections close by themselves, some wait for a person. */
function detection(id: string, random: () => number) {
  const computer = random() < 0.6 ? Math.floor(random() * 5) : Math.floor(random() * 100_000);
  const waits = random() < 0.3;
  return {
    id,
    rule: { id: `R${Math.floor(random() * 4)}`, name: "A rule" },
    severity: waits ? "medium" : "low",
    outcome: waits ? "allowed" : "blocked",
    techniques: ["T1204.002"],
    occurredAt: "2026-03-12T09:14:07+09:00",
    computer: { id: `pc-${computer}`, name: `PC-${computer}` },
    process: { pid: 1 + Math.floor(random() * 3), name: "tool.exe" },
  };
}

const Answer = z.object({ deliveryId: z.string(), results: z.array(z.object({ incidentId: z.string() })) });

interface Sender {
  open: Delivery | undefined;
  done: Delivery[];
}

/** Sends until the house is gone; what got no answer is sent again first, next time. */
async function sendOn(house: RunningHouse, secret: string, sender: Sender, next: () => Delivery, stop: AbortSignal) {
  while (!stop.aborted) {
    sender.open ??= next();
    const delivery = sender.open;
    delivery.sends += 1;
    try {
      const response = await fetch(`${house.url}/v1/webhooks/${CUSTOMER}/generic`, {
        method: "POST",
        headers: { "content-type": "application/json", ...signed(secret, delivery.id, delivery.body) },
        body: delivery.body,
        signal: stop,
      });
      const text = await response.text();
      if (response.status === 202) {
        delivery.answers.push(text);
        sender.done.push(delivery);
        sender.open = undefined;
      } else if (response.status !== 503) throw new Error(`answered ${response.status}: ${text}`);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("answered")) throw error;
      return;
    }
    await sleep(PAUSE_MILLISECONDS);
  }
}

export async function torture({ data, rounds, seed, say }: TortureOptions): Promise<TortureReport> {
  const random = chance(seed);
  let sent = 0;
  const next = (): Delivery => {
    sent += 1;
    const items = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, item) =>
      detection(`t-${sent}-${item}`, random),
    );
    return { id: `delivery-${sent}`, body: JSON.stringify(items), sends: 0, answers: [] };
  };
  const senders: Sender[] = Array.from({ length: SENDERS }, () => ({ open: undefined, done: [] }));
  let secret: string | undefined;
  let house: RunningHouse | undefined;
  try {
    for (let round = 0; round < rounds; round += 1) {
      house = await startHouse({ data });
      secret ??= await addCustomer(house, { customerId: CUSTOMER });
      await underLoad(house, { secret, senders, next, milliseconds: random() * MOST_MILLISECONDS, kill: true });
      say(`round ${round + 1} of ${rounds}: killed; ${senders.flatMap(({ done }) => done).length} accepted so far`);
    }
    house = await startHouse({ data });
    // On a busy machine the first answers of a house can take longer than its life in a round.
    const accepted = () => senders.flatMap(({ done }) => done).length;
    for (let more = 0; more === 0 || (accepted() < LEAST_ACCEPTED && more < 50); more += 1) {
      await underLoad(house, { secret: secret ?? "", senders, next, milliseconds: 300, kill: false });
    }
    const again = await sendAgain(house, secret ?? "", senders, random);
    const violations = [...again, ...(await afterHealing(house, data, senders, say))];
    const all = senders.flatMap(({ done }) => done);
    const resent = all.filter(({ sends }) => sends > 1).length;
    return { kills: rounds, accepted: all.length, resent, incidents: readKept(data).incidents.length, violations };
  } finally {
    await house?.end("SIGKILL");
  }
}

interface Load {
  secret: string;
  senders: Sender[];
  next(): Delivery;
  milliseconds: number;
  kill: boolean;
}

async function underLoad(house: RunningHouse, { secret, senders, next, milliseconds, kill }: Load): Promise<void> {
  const stop = new AbortController();
  const sending = Promise.all(senders.map((sender) => sendOn(house, secret, sender, next, stop.signal)));
  await Promise.race([sleep(milliseconds), sending]);
  if (kill) await house.end("SIGKILL");
  stop.abort();
  await sending;
}

/** The same delivery gets the same answer, also after crashes: a sample is sent once more. */
async function sendAgain(house: RunningHouse, secret: string, senders: Sender[], random: () => number) {
  const violations: string[] = [];
  for (const delivery of senders.flatMap(({ done }) => done).filter(() => random() < 0.1)) {
    const response = await fetch(`${house.url}/v1/webhooks/${CUSTOMER}/generic`, {
      method: "POST",
      headers: { "content-type": "application/json", ...signed(secret, delivery.id, delivery.body) },
      body: delivery.body,
    });
    const text = await response.text();
    if (response.status !== 202 || text !== delivery.answers[0])
      violations.push(`${delivery.id} sent again was answered ${response.status}, not as before`);
  }
  return violations;
}

/** Waits until every incident is finished or waits for somebody, and reads what there is. */
async function afterHealing(house: RunningHouse, data: string, senders: Sender[], say: (line: string) => void) {
  const begun = performance.now();
  let kept = readKept(data);
  while ((kept.unplaced > 0 || kept.incidents.some(isUnderWay)) && performance.now() - begun < HEAL_MILLISECONDS) {
    await sleep(1000);
    kept = readKept(data);
    say(
      `healing: ${kept.incidents.filter(isUnderWay).length} incidents under way, ${kept.unplaced} deliveries not placed`,
    );
  }
  return [...violationsOf(kept, senders), ...(await notInApi(house, senders, kept))];
}

const isUnderWay = ({ status, waitingFor }: Kept["incidents"][number]): boolean =>
  !["closed", "resolved", "invalid"].includes(status) && waitingFor === undefined;

const doubles = (keys: readonly string[]): string[] => keys.filter((key, index) => keys.indexOf(key) !== index);

function violationsOf(kept: Kept, senders: Sender[]): string[] {
  const accepted = senders.flatMap(({ done }) => done);
  const places = Map.groupBy(kept.detections, ({ identity }) => identity);
  const missing = accepted.flatMap(({ id, body, answers }) => {
    const told = Answer.parse(JSON.parse(answers[0] ?? "{}")).results;
    return z
      .array(z.object({ id: z.string() }))
      .parse(JSON.parse(body))
      .flatMap((item, index) => {
        const there = places.get(`generic:${item.id}`) ?? [];
        if (there.length !== 1) return [`${item.id} of ${id} got a 202 and is there ${there.length} times`];
        return there[0]?.incidentId === told[index]?.incidentId
          ? []
          : [`${item.id} of ${id} is not in the incident it was told`];
      });
  });
  const more = [...places].filter(([, there]) => there.length > 1).map(([identity]) => `${identity} is there twice`);
  const entries = doubles(kept.timeline.map(({ incidentId, what }) => `${incidentId} ${what}`));
  const stuck = kept.incidents.filter(isUnderWay).map(({ incidentId, status }) => `${incidentId} is still ${status}`);
  const empty = kept.incidents
    .filter(({ incidentId }) => !kept.detections.some((one) => one.incidentId === incidentId))
    .map(({ incidentId }) => `${incidentId} holds no detection`);
  const unplaced = kept.unplaced > 0 ? [`${kept.unplaced} deliveries were never placed`] : [];
  return [
    ...missing,
    ...more,
    ...entries.map((entry) => `the timeline says twice: ${entry}`),
    ...stuck,
    ...empty,
    ...unplaced,
  ];
}

/** What the table holds is what a person is shown. */
async function notInApi(house: RunningHouse, senders: Sender[], kept: Kept): Promise<string[]> {
  const { detections } = kept;
  const [some] = senders.flatMap(({ done }) => done);
  const one = detections.find(({ identity }) => some?.body.includes(`"${identity.slice("generic:".length)}"`));
  if (one === undefined) return some === undefined ? ["nothing was accepted"] : ["an accepted delivery left nothing"];
  const seen = new Set<string>();
  for (let cursor = ""; ; ) {
    const path = `/v1/customers/${CUSTOMER}/incidents/${one.incidentId}/detections?limit=100${cursor}`;
    const page = await house.call("analyst", "GET", path);
    for (const { detectionId } of page.detections) seen.add(detectionId);
    if (page.cursor === undefined) break;
    cursor = `&cursor=${encodeURIComponent(page.cursor)}`;
  }
  const expected = detections.filter(({ incidentId }) => incidentId === one.incidentId).length;
  return seen.size === expected ? [] : [`the API shows ${seen.size} of ${expected} detections of ${one.incidentId}`];
}
