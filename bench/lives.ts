// Whole incident lives a second, from the webhook to the closed incident: reported, assessed, commented, closed.
import { addCustomer, signed } from "../test/running-house.ts";
import { createClient, requestBytes } from "./client.ts";
import { detection } from "./detections.ts";
import { median, progress, ratio, sorted } from "./figures.ts";
import { idle, onSite, sleep } from "./processes.ts";
import { incidentsIn } from "./records.ts";

const LIVES = 200;
const ROUNDS = 6;
const SENDERS = 16;

export const lives = (): Promise<void> =>
  onSite(async (site) => {
    const data = site.folder("house");
    const nodeOptions = (process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter((option) => option !== "");
    const house = await site.house({ data, nodeOptions });
    const secret = await addCustomer(house, { customerId: "acme" });
    const client = createClient(house.port, SENDERS);
    console.log(`lives: ${LIVES} incidents at a time, blocked -> closed`);
    let sent = 0;
    const rates: number[] = [];
    const stop = progress(() => `${incidentsIn(data, "closed")} closed`);
    try {
      for (let round = 0; round <= ROUNDS; round += 1) {
        const begun = performance.now();
        const answers = Array.from({ length: LIVES }, () => {
          sent += 1;
          const body = detection({ id: `l-${sent}`, computer: `l${sent}` });
          return client.ask(
            requestBytes(house.port, "/v1/webhooks/acme/generic", signed(secret, `l-${sent}`, body), body),
          );
        });
        await Promise.all(answers);
        while (incidentsIn(data, "closed") < sent && performance.now() - begun < 20_000) await sleep(20);
        // The first round is for warming up.
        if (round > 0) rates.push(LIVES / ((performance.now() - begun) / 1000));
        await idle(house.pid, 2000);
      }
    } finally {
      stop();
      client.close();
    }
    const pairs = rates.slice(0, ROUNDS / 2).map((rate, index) => [rate, rates[index + ROUNDS / 2] ?? rate] as const);
    const all = sorted(rates);
    console.log(
      `  ${median(rates).toFixed(0)} lives/s (from ${all[0]?.toFixed(0)} to ${all.at(-1)?.toFixed(0)}; first half over second half ${ratio(pairs).toFixed(2)}); ` +
        `${incidentsIn(data, "closed")} of ${sent} closed`,
    );
  });
