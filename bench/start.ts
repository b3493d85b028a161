// How long the house takes to listen and how much memory it holds then: with nothing, and with 10,000 incidents on record.
import { join } from "node:path";
import { ResponsePolicy } from "../core/policy.ts";
import { createTable } from "../local/table.ts";
import { changeIncident } from "../records/incidents.ts";
import { place } from "../records/placing.ts";
import { usageOf } from "../test/running-house.ts";
import { parseGeneric } from "../vendors/generic/detections.ts";
import { detection } from "./detections.ts";
import { median, ms, progress, ratio } from "./figures.ts";
import { onSite, type Site } from "./processes.ts";
import { incidentsIn } from "./records.ts";

const INCIDENTS = 10_000;
const AT_ONCE = 500;
const ROUNDS = 5;
const SEED_MILLISECONDS = 40_000;

/** Incidents that were closed, as the intake itself would have written them. Resolves to how many there are. */
async function seed(data: string): Promise<number> {
  const table = createTable(join(data, "records.db"), Date.now);
  const begun = performance.now();
  let made = 0;
  const stop = progress(() => `${made} incidents seeded`);
  const policy = ResponsePolicy.parse({});
  const one = async (n: number): Promise<void> => {
    const receivedAt = new Date(Date.now() - 3_600_000 + n).toISOString();
    const [item] = parseGeneric(detection({ id: `s-${n}`, computer: `s${n}` }), receivedAt);
    if (item?.kind !== "detection") throw new Error("The bench's own detection is not understood.");
    const arrival = { customerId: "acme", source: "generic", deliveryId: `s-${n}`, receivedAt, policy };
    const { incidentId } = await place(table, arrival, item.detection);
    await changeIncident(table, "acme", incidentId, (now) => ({ ...now, status: "closed", finishedAt: receivedAt }));
    made += 1;
  };
  while (made < INCIDENTS && performance.now() - begun < SEED_MILLISECONDS)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => one(made + index)));
  stop();
  table.close();
  return incidentsIn(data, "closed");
}

interface Start {
  milliseconds: number;
  residentMiB: number;
}

async function start(site: Site, data: string): Promise<Start> {
  const house = await site.house({ data });
  const residentMiB = usageOf(house.pid)?.residentMiB ?? Number.NaN;
  await house.end();
  return { milliseconds: house.startMilliseconds, residentMiB };
}

export const start10k = (): Promise<void> =>
  onSite(async (site) => {
    console.log("start: from the start of the process until it listens, and resident memory then");
    const full = site.folder("full");
    const incidents = await seed(full);
    const rounds: (readonly [Start, Start, Start])[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await start(site, site.folder("empty"));
      const ours = await start(site, full);
      rounds.push([before, ours, await start(site, site.folder("empty"))]);
      console.log(`  … round ${round + 1} of ${ROUNDS}`);
    }
    const time = ratio(rounds.map(([a, b, c]) => [b.milliseconds, (a.milliseconds + c.milliseconds) / 2]));
    const same = ratio(
      rounds.map(([a, , c], i) => (i % 2 === 0 ? [a.milliseconds, c.milliseconds] : [c.milliseconds, a.milliseconds])),
    );
    const memory = ratio(rounds.map(([a, b, c]) => [b.residentMiB, (a.residentMiB + c.residentMiB) / 2]));
    const say = (name: string, all: Start[]) =>
      `${name}: ${ms(median(all.map(({ milliseconds }) => milliseconds)))}, ${median(all.map(({ residentMiB }) => residentMiB)).toFixed(0)} MiB`;
    console.log(
      `  ${say(
        "0 incidents",
        rounds.map(([a]) => a),
      )}; ${say(
        `${incidents} incidents`,
        rounds.map(([, b]) => b),
      )}`,
    );
    const fair = same >= 0.95 && same <= 1.05 ? "" : " inconclusive: A/A is outside 0.95-1.05";
    console.log(`  start-up time x${time.toFixed(2)}, memory x${memory.toFixed(2)} (A/A ${same.toFixed(2)})${fair}`);
  });
