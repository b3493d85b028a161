// A POST that crashed on its way is done again: its checks must not refuse what its first copy already changed.
import { momentOf, readMoment } from "../../records/moments.ts";
import type { Place } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import type { ApiRequest } from "./api.ts";

/**
 * Checks, unless an earlier copy of this request passed already. Resolves to the instant of the first copy that passed:
 * what is written with it is written once.
 */
export async function passedOnce(
  deps: Deps,
  place: Place,
  { requestId, at }: Pick<ApiRequest<unknown, unknown>, "requestId" | "at">,
  check: () => Promise<void> | void = () => {},
): Promise<string> {
  const id = `request-${requestId}`;
  const earlier = await readMoment(deps.table, place, id);
  if (earlier !== undefined) return earlier;
  await check();
  return momentOf(deps.table, place, id, at);
}
