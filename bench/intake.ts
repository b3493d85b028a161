// Durable accepted detections a second of the house beside the floor, in three mixes, and the 50th and 99th percentile of the answer.
import { createHash } from "node:crypto";
import { addCustomer, signed, usageOf } from "../test/running-house.ts";
import { type Client, createClient, requestBytes } from "./client.ts";
import { detection, type Shape } from "./detections.ts";
import { median, ms, percentile, progress, ratio, verdictLine } from "./figures.ts";
import { idle, onSite } from "./processes.ts";

const SENDERS = 32;
const SLICE_MILLISECONDS = 1000;
const ROUNDS = 5;
const OPEN_COMPUTERS = 20;

interface Mix {
  name: string;
  about: string;
  shape(n: number): Shape & { delivery?: string };
}

export const MIXES: readonly Mix[] = [
  {
    name: "attached",
    about: `the headline: ${OPEN_COMPUTERS} computers with an open incident go on alarming with what they alarmed about before`,
    shape: (n) => ({ id: `a-${n}`, computer: n % OPEN_COMPUTERS, rule: n % 3, kind: "unclear" }),
  },
  {
    name: "new",
    about: "a new computer each: an incident and a workflow each",
    shape: (n) => ({ id: `n-${n}`, computer: OPEN_COMPUTERS + n }),
  },
  {
    name: "duplicates",
    about: "deliveries that were accepted before",
    shape: (n) => ({
      id: `a-${n % 200}`,
      delivery: `d-${n % 200}`,
      computer: (n % 200) % OPEN_COMPUTERS,
      rule: (n % 200) % 3,
      kind: "unclear",
    }),
  },
];

interface Slice {
  perSecond: number;
  /** Of the server, all its threads. */
  cpuMicroseconds: number;
  milliseconds: number[];
}

async function slice({ client, pid }: Server, next: () => Buffer): Promise<Slice> {
  const cpu = usageOf(pid)?.cpuMilliseconds ?? Number.NaN;
  const { answers, seconds } = await client.closedLoop(next, SLICE_MILLISECONDS);
  const wrong = answers.find(({ status }) => status !== 202);
  if (wrong !== undefined) throw new Error(`An answer was ${wrong.status}: ${wrong.body}`);
  const used = (usageOf(pid)?.cpuMilliseconds ?? Number.NaN) - cpu;
  return {
    perSecond: answers.length / seconds,
    cpuMicroseconds: (used * 1000) / answers.length,
    milliseconds: answers.map(({ milliseconds }) => milliseconds),
  };
}

interface Server {
  client: Client;
  port: number;
  pid: number;
}

interface Parts {
  house: Server;
  floor: Server;
  secrets: string[];
}

/** Several, so that no customer meets its limit of deliveries a second. */
const CUSTOMERS = 10;

/** Delivery ids as senders make them, in no order. */
const randomId = (text: string): string => `msg_${createHash("sha1").update(text).digest("base64url")}`;

function sender(port: number, secrets: readonly string[], { shape }: Pick<Mix, "shape">): () => Buffer {
  let sent = 0;
  return () => {
    sent += 1;
    const { delivery, ...facts } = shape(sent);
    const body = detection(facts);
    const customer = Number(facts.computer) % CUSTOMERS || 0;
    const headers = signed(secrets[customer] ?? "", randomId(delivery ?? facts.id), body);
    return requestBytes(port, `/v1/webhooks/acme-${customer}/generic`, headers, body);
  };
}

async function measure({ house, floor, secrets }: Parts, mix: Mix): Promise<number> {
  console.log(`intake, ${mix.name} (${mix.about})`);
  let round = 0;
  const stop = progress(() => `round ${round} of ${ROUNDS}`);
  const atHouse = sender(house.port, secrets, mix);
  const atFloor = sender(floor.port, secrets, mix);
  const all: [Slice, Slice, Slice][] = [];
  let backlog = 0;
  try {
    for (; round < ROUNDS; round += 1) {
      const before = await slice(floor, atFloor);
      const ours = await slice(house, atHouse);
      backlog = Math.max(backlog, await idle(house.pid, 3000));
      const after = await slice(floor, atFloor);
      all.push([before, ours, after]);
    }
  } finally {
    stop();
  }
  const value = ratio(all.map(([a, b, c]) => [b.perSecond, (a.perSecond + c.perSecond) / 2]));
  const same = ratio(
    all.map(([a, , c], index) => (index % 2 === 0 ? [a.perSecond, c.perSecond] : [c.perSecond, a.perSecond])),
  );
  const latency = all.flatMap(([, ours]) => ours.milliseconds);
  const floorLatency = all.flatMap(([a, , c]) => [...a.milliseconds, ...c.milliseconds]);
  const cpu = (of: 0 | 1): string => median(all.map((round) => round[of].cpuMicroseconds)).toFixed(0);
  console.log(
    `  house ${median(all.map(([, b]) => b.perSecond)).toFixed(0)}/s, p50 ${ms(median(latency))}, p99 ${ms(percentile(latency, 0.99))}` +
      `; floor ${median(all.map(([a]) => a.perSecond)).toFixed(0)}/s, p50 ${ms(median(floorLatency))}, p99 ${ms(percentile(floorLatency, 0.99))}` +
      `; CPU ${cpu(1)} µs and ${cpu(0)} µs a delivery; workflows went on for ${ms(backlog)} at most`,
  );
  const name = mix.name === "attached" ? "intake (headline)" : `intake (${mix.name})`;
  console.log(`  ${verdictLine({ name, value, same, target: ">= 0.33", met: value >= 0.33 })}`);
  return value;
}

export const intake = (only?: string): Promise<void> =>
  onSite(async (site) => {
    const nodeOptions = (process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter((option) => option !== "");
    const running = await site.house({ data: site.folder("house"), nodeOptions });
    const secrets: string[] = [];
    for (let n = 0; n < CUSTOMERS; n += 1) secrets.push(await addCustomer(running, { customerId: `acme-${n}` }));
    const floorRunning = await site.floor(site.folder("floor"));
    const house = { client: createClient(running.port, SENDERS), port: running.port, pid: running.pid };
    const floor = { client: createClient(floorRunning.port, SENDERS), ...floorRunning };
    // The incidents that the rest attaches to, and both programs warm.
    const first = {
      shape: (n: number): Shape => ({ id: `w-${n}`, computer: n % OPEN_COMPUTERS, rule: n % 3, kind: "unclear" }),
    };
    await slice(house, sender(house.port, secrets, first));
    await slice(floor, sender(floor.port, secrets, first));
    await idle(house.pid);
    for (const mix of MIXES.filter(({ name }) => only === undefined || name === only))
      await measure({ house, floor, secrets }, mix);
    house.client.close();
    floor.client.close();
  });
