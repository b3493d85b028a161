// `npm run bench -- [intake|relay|lives|start|storm|worst]`: what the house costs, as ratios measured in one run on this machine.
import { intake } from "./intake.ts";
import { worst } from "./intake-worst.ts";
import { lives } from "./lives.ts";
import { relay } from "./relay.ts";
import { start10k } from "./start.ts";
import { storm } from "./storm.ts";

const PARTS: Readonly<Record<string, (only?: string) => Promise<void>>> = {
  intake,
  relay,
  lives,
  start: start10k,
  storm,
  worst,
};
const [wanted, only] = process.argv.slice(2);
const names = wanted === undefined ? Object.keys(PARTS) : [wanted];
for (const name of names) {
  const part = PARTS[name];
  if (part === undefined) {
    console.error(`There is no ${name}: choose one of ${Object.keys(PARTS).join(", ")}.`);
    process.exit(2);
  }
  await part(only);
}
