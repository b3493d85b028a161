// Product-added time: from a webhook's last byte to the isolate call at the product, at 200 detections of ransomware a
// second, beside a floor that only keeps the delivery and calls.
import { createServer } from "node:http";
import { signed } from "../test/running-house.ts";
import { type Client, createClient, requestBytes } from "./client.ts";
import { detection } from "./detections.ts";
import { median, ms, percentile, progress, ratio, verdictLine } from "./figures.ts";
import { idle, onSite, sleep } from "./processes.ts";
import { customerOf, SECRET } from "./relay-house.ts";

const PER_SECOND = 200;
const SLICE = 200;
const ROUNDS = 6;
const WARM_SLICES = 4;
const PATIENCE_MILLISECONDS = 5000;

interface Product {
  url: string;
  arrived: Map<string, number>;
  close(): void;
}

async function startProduct(): Promise<Product> {
  const arrived = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    if (!arrived.has(name)) arrived.set(name, performance.now());
    request.resume();
    response.end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, arrived, close };
}

interface Sent {
  name: string;
  at: number;
}

/** Sends a slice; resolves to the milliseconds until each call, those that did not come in time as infinite. */
async function slice(client: Client, port: number, product: Product, first: number, nameOf: "id" | "computer") {
  const sent: Sent[] = [];
  const answers = await client.openLoop(
    (index) => {
      const n = first + index;
      const body = detection({ id: `r-${n}`, computer: `r${n}`, kind: "ransomware" });
      const id = `${nameOf}-${n}`;
      const bytes = requestBytes(port, `/v1/webhooks/${customerOf(n)}/generic`, signed(SECRET, id, body), body);
      sent.push({ name: nameOf === "id" ? id : JSON.parse(body).computer.id, at: performance.now() });
      return bytes;
    },
    PER_SECOND,
    SLICE,
  );
  const wrong = answers.find(({ status }) => status !== 202);
  if (wrong !== undefined) throw new Error(`An answer was ${wrong.status}: ${wrong.body}`);
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while (sent.some(({ name }) => !product.arrived.has(name)) && performance.now() < end) await sleep(20);
  return sent.map(({ name, at }) => (product.arrived.get(name) ?? Number.POSITIVE_INFINITY) - at);
}

type Round = readonly [before: number[], ours: number[], after: number[]];

function report(rounds: readonly Round[], share: number, most: number): void {
  const at = (values: number[]) => percentile(values, share);
  const value = ratio(rounds.map(([a, b, c]) => [at(b), (at(a) + at(c)) / 2]));
  const same = ratio(rounds.map(([a, , c], index) => (index % 2 === 0 ? [at(a), at(c)] : [at(c), at(a)])));
  const name = `product-added time, p${share * 100}`;
  const ours = median(rounds.map(([, b]) => at(b)));
  const floor = median(rounds.map(([a]) => at(a)));
  console.log(`  house ${ms(ours)}, floor ${ms(floor)}`);
  console.log(`  ${verdictLine({ name, value, same, target: `<= ${most}`, met: value <= most })}`);
}

export const relay = (): Promise<void> =>
  onSite(async (site) => {
    console.log(`relay: ${PER_SECOND} detections of ransomware a second (open loop), one computer and incident each`);
    const product = await startProduct();
    process.env.BENCH_PRODUCT = product.url;
    const nodeOptions = (process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter((option) => option !== "");
    const main = new URL("./relay-house.ts", import.meta.url).pathname;
    const house = await site.house({ data: site.folder("house"), main, nodeOptions });
    const { port: floorPort } = await site.floor(site.folder("floor"), product.url);
    const clients = { house: createClient(house.port, 64), floor: createClient(floorPort, 64) };
    const rounds: Round[] = [];
    let sent = 0;
    const next = (): number => {
      sent += SLICE;
      return sent;
    };
    const stop = progress(() => `round ${rounds.length} of ${ROUNDS}`);
    const atFloor = () => slice(clients.floor, floorPort, product, next(), "id");
    const atHouse = () => slice(clients.house, house.port, product, next(), "computer");
    try {
      // So that both programs are warm: a house that runs has long been translated.
      for (let warm = 0; warm < WARM_SLICES; warm += 1) {
        await atFloor();
        await atHouse();
        await idle(house.pid);
      }
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = await atFloor();
        const ours = await atHouse();
        await idle(house.pid);
        rounds.push([before, ours, await atFloor()]);
      }
    } finally {
      stop();
      product.close();
      clients.house.close();
      clients.floor.close();
    }
    report(rounds, 0.5, 3);
    report(rounds, 0.99, 5);
  });
