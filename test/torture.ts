// `npm run torture [rounds] [seed]`: kills the running house at random moments under load, and looks whether all that got
// a 202 is there, once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { torture } from "./torturing.ts";

const [rounds = 50, seed = 1] = process.argv.slice(2).map(Number);
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
