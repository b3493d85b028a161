// Which computers an incident keeps off the network, or is about to.
import { isOpen, readActions } from "../../records/actions.ts";
import type { Place } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { heldBy } from "../response/holds.ts";

/** Held, not yet shown released, or with an isolation on its way. */
export async function isolatedBy(deps: Deps, place: Place): Promise<{ computerId: string; name: string }[]> {
  const computers = new Map((await heldBy(deps, place)).map(({ computerId, name }) => [computerId, name]));
  for (const action of await readActions(deps.table, place)) {
    const { computerId, computerName } = action.target;
    if (action.kind === "isolate" && isOpen(action)) computers.set(computerId, computerName);
  }
  return [...computers].map(([computerId, name]) => ({ computerId, name }));
}
