// `npm run bench`: what the house costs, as ratios measured in one run on this machine.
import { Failure } from "../operate/failure.ts";
import { readWords } from "../operate/words.ts";
import { intake, MIXES } from "./intake.ts";
import { worst } from "./intake-worst.ts";
import { lives } from "./lives.ts";
import { relay } from "./relay.ts";
import { start10k } from "./start.ts";
import { storm } from "./storm.ts";

const MIX_NAMES = MIXES.map(({ name }) => name);

const HELP = `npm run bench [-- PART [MIX]]: what the house costs on this machine, beside a floor that does less. Without a part, all of them in this order.

  intake [MIX]  durable accepted detections a second, and the milliseconds of an answer; MIX: ${MIX_NAMES.join(", ")}
  relay         milliseconds from a webhook's last byte to the isolate call at the product
  lives         whole incident lives a second, from the webhook to the closed incident
  start         time to listen and memory, empty and with 10,000 incidents on record
  storm         10,000 detections on one computer: one incident, one execution, one mail
  worst         the slowest inputs of the webhook beside a plain one of their size

Ratios are taken in turns within one run; the rest of the machine should be quiet. npm run bench:cold measures the start of each function on AWS.
`;

const PARTS = new Map<string, (only?: string) => Promise<void>>([
  ["intake", intake],
  ["relay", relay],
  ["lives", lives],
  ["start", start10k],
  ["storm", storm],
  ["worst", worst],
]);

const { names, only } = readWords(HELP, process.argv.slice(2), [], ({ positionals: [wanted, only, ...more] }) => {
  if (more.length > 0) throw new Failure(`One part at a time, and not ${more.join(" ")}.`, 2);
  if (wanted !== undefined && !PARTS.has(wanted)) throw new Failure(`There is no part ${wanted}.`, 2);
  if (only !== undefined && wanted !== "intake") throw new Failure(`${wanted} has no mixes: leave out ${only}.`, 2);
  if (only !== undefined && !MIX_NAMES.includes(only)) throw new Failure(`There is no mix ${only} of intake.`, 2);
  return { names: wanted === undefined ? [...PARTS.keys()] : [wanted], only };
});
for (const name of names) await PARTS.get(name)?.(only);
