// Which computers an incident still holds, or has not yet seen released.
import type { Computer } from "../../core/computer.ts";
import { readActions } from "../../records/actions.ts";
import { computersOf, readComputer } from "../../records/computers.ts";
import type { Place } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";

/** Computers that the incident holds isolated, and those whose release it asked for and nobody has shown yet. */
export async function heldBy(deps: Deps, place: Place): Promise<Computer[]> {
  const releases = (await readActions(deps.table, place)).filter(
    ({ kind, state }) => kind === "release" && state !== "confirmed",
  );
  const held: Computer[] = [];
  for (const { computerId } of await computersOf(deps.table, place)) {
    const computer = await readComputer(deps.table, place.customerId, computerId);
    if (computer === undefined) continue;
    const { isolation } = computer;
    const unreleased = releases.some(
      ({ target, generation }) => target.computerId === computerId && generation === isolation.generation,
    );
    if (isolation.holds.includes(place.incidentId) || unreleased) held.push(computer);
  }
  return held;
}
