// Durable accepted detections a second of the house beside the floor, in three mixes, and the 50th and 99th percentile of the answer.
import { addCustomer, type RunningHouse, signed } from "../test/running-house.ts";
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

const MIXES: readonly Mix[] = [
  {
    name: "attached",
    about: `the headline: ${OPEN_COMPUTERS} computers with an open incident go on alarming with what they alarmed about before`,
    shape: (n) => ({ id: `a-${n}`, computer: n % OPEN_COMPUTERS, rule: n % 3, kind: "unclear" }),
  },
  {
    name: "new",
    about: "a new computer each: an incident and a workflow each",
    shape: (n) => ({ id: `n-${n}`, computer: `n${n}` }),
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
  milliseconds: number[];
}

async function slice(client: Client, next: () => Buffer): Promise<Slice> {
  const { answers, seconds } = await client.closedLoop(next, SLICE_MILLISECONDS);
  const wrong = answers.find(({ status }) => status !== 202);
  if (wrong !== undefined) throw new Error(`An answer was ${wrong.status}: ${wrong.body}`);
  return { perSecond: answers.length / seconds, milliseconds: answers.map(({ milliseconds }) => milliseconds) };
}

interface Parts {
  house: RunningHouse;
  secret: string;
  clients: { house: Client; floor: Client };
  floorPort: number;
}

const PATH = "/v1/webhooks/acme/generic";

function sender(port: number, secret: string, { shape }: Mix): () => Buffer {
  let sent = 0;
  return () => {
    sent += 1;
    const { delivery, ...facts } = shape(sent);
    const body = detection(facts);
    return requestBytes(port, PATH, signed(secret, delivery ?? `${port}-${facts.id}`, body), body);
  };
}

async function measure({ house, secret, clients, floorPort }: Parts, mix: Mix): Promise<number> {
  console.log(`intake, ${mix.name} (${mix.about})`);
  let round = 0;
  const stop = progress(() => `round ${round} of ${ROUNDS}`);
  const atHouse = sender(house.port, secret, mix);
  const atFloor = sender(floorPort, secret, {
    ...mix,
    shape: (n) => ({ ...mix.shape(n), delivery: mix.shape(n).delivery ?? `f-${n}` }),
  });
  const all: [Slice, Slice, Slice][] = [];
  let backlog = 0;
  try {
    for (; round < ROUNDS; round += 1) {
      const before = await slice(clients.floor, atFloor);
      const ours = await slice(clients.house, atHouse);
      backlog = Math.max(backlog, await idle(house.pid, 3000));
      const after = await slice(clients.floor, atFloor);
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
  const floor = all.flatMap(([a, , c]) => [...a.milliseconds, ...c.milliseconds]);
  console.log(
    `  house ${median(all.map(([, b]) => b.perSecond)).toFixed(0)}/s, p50 ${ms(median(latency))}, p99 ${ms(percentile(latency, 0.99))}` +
      `; floor ${median(all.map(([a]) => a.perSecond)).toFixed(0)}/s, p50 ${ms(median(floor))}, p99 ${ms(percentile(floor, 0.99))}` +
      `; workflows went on for ${ms(backlog)} at most`,
  );
  const name = mix.name === "attached" ? "intake (headline)" : `intake (${mix.name})`;
  console.log(`  ${verdictLine({ name, value, same, target: ">= 0.33", met: value >= 0.33 })}`);
  return value;
}

export const intake = (only?: string): Promise<void> =>
  onSite(async (site) => {
    const nodeOptions = (process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter((option) => option !== "");
    const house = await site.house({ data: site.folder("house"), nodeOptions });
    const secret = await addCustomer(house, { customerId: "acme" });
    const floorPort = await site.floor(site.folder("floor"));
    const clients = { house: await createClient(house.port, SENDERS), floor: await createClient(floorPort, SENDERS) };
    const parts = { house, secret, clients, floorPort };
    // The incidents that the rest attaches to, and both programs warm.
    const first = sender(house.port, secret, {
      name: "",
      about: "",
      shape: (n) => ({ id: `w-${n}`, delivery: `w-${n}`, computer: n % OPEN_COMPUTERS, rule: n % 3, kind: "unclear" }),
    });
    await slice(clients.house, first);
    await slice(
      clients.floor,
      sender(floorPort, secret, { name: "", about: "", shape: (n) => ({ id: `w-${n}`, computer: n }) }),
    );
    await idle(house.pid);
    for (const mix of MIXES.filter(({ name }) => only === undefined || name === only)) await measure(parts, mix);
    clients.house.close();
    clients.floor.close();
  });
