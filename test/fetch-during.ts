// Real requests under a virtual clock.
import type { VirtualClock } from "./virtual-clock.ts";

/** Every answer is read before the clock may move on. */
export const fetchDuring =
  (clock: VirtualClock): typeof fetch =>
  (input, init) =>
    clock.during(
      (async () => {
        const { signal: _s, ...rest } = init ?? {};
        const answer = await fetch(input, rest);
        const body = [101, 204, 205, 304].includes(answer.status) ? null : await answer.arrayBuffer();
        return new Response(body, { status: answer.status, headers: answer.headers });
      })(),
    );

/** A call that takes something to a product may sleep on the way: the clock moves until it is answered, and no further. */
export async function meanwhile<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let answered = false;
  const answer = work.finally(() => {
    answered = true;
  });
  answer.catch(() => {});
  for (let patience = 0; !answered && patience < 10; patience += 1) await clock.settle();
  if (!answered) await clock.runUntil(() => answered);
  return answer;
}
