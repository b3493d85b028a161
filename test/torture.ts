// `npm run torture`: kills the running house at random moments under load, and looks whether all that got
// a 202 is there, once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../operate/failure.ts";
import { readWords, wholeNumber } from "../operate/words.ts";
import { torture } from "./torturing.ts";

const HELP = `npm run torture [-- ROUNDS [SEED]]: proves that what was answered 202 is there, once, whenever the house dies.

  Loads the real house with three senders, kills it (SIGKILL) at a random moment of each round on one data folder, starts it again,
  and at the end compares every answer that its senders got with what is on record.

  ROUNDS   how often it is killed (50)
  SEED     of the moments and the detections (1): the same seed, the same moments

Prints what does not hold; ends with 1 where something does not.
`;

const [rounds, seed] = readWords(HELP, process.argv.slice(2), [], ({ positionals: [rounds, seed, ...more] }) => {
  if (more.length > 0) throw new Failure(`ROUNDS and SEED are all that it takes, not ${more.join(" ")}.`, 2);
  return [wholeNumber("ROUNDS", rounds, 50), wholeNumber("SEED", seed, 1, 0)] as const;
});
const data = mkdtempSync(join(tmpdir(), "hikeshi-torture-"));
try {
  const report = await torture({ data, rounds, seed, say: (line) => console.log(line) });
  console.log(
    `seed ${seed}: ${report.kills} kills, ${report.accepted} deliveries accepted (${report.resent} of them sent again), ${report.incidents} incidents, ${report.violations.length} violations`,
  );
  for (const violation of report.violations) console.log(`  ${violation}`);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
} finally {
  rmSync(data, { recursive: true, force: true });
}
