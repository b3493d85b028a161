// How long one run takes beside another, on a machine that does other things, too.

function milliseconds(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

const [FEWEST_ROUNDS, MOST_ROUNDS] = [7, 70];

/**
 * The least that each took, as a multiple of the first: in turns, so that what disturbs one disturbs all alike, and on as
 * long as one looks dear. A run is short enough to be left alone by others now and then; the CPU's own clock counts in
 * ticks longer than that.
 */
export function multiples(runs: readonly (() => unknown)[], dear: number): { plain: number; times: number[] } {
  for (const run of runs) run();
  const least = runs.map(() => Number.POSITIVE_INFINITY);
  const of = () => least.slice(1).map((one) => one / (least[0] ?? 1));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (round >= FEWEST_ROUNDS && of().every((times) => times < dear)) break;
    for (const [index, run] of runs.entries()) least[index] = Math.min(least[index] ?? 0, milliseconds(run));
  }
  return { plain: least[0] ?? 0, times: of() };
}
