// How far each computer of an incident is on its way back to the network, read off its holds and the actions taken.
import type { IncidentDetail } from "../incident-detail.ts";

export type Stage = "isolating" | "isolated" | "requested" | "unconfirmed" | "failed" | "still-held" | "released";

type Action = IncidentDetail["actions"][number];

export interface Isolated {
  computerId: string;
  name: string;
  stage: Stage;
  /** Whether asking for its release would do something. */
  canRelease: boolean;
  /** Other incidents that hold it. */
  otherHolds: readonly string[];
  release: Action | undefined;
}

const newest = (actions: readonly Action[], kind: Action["kind"], computerId: string): Action | undefined =>
  actions
    .filter((action) => action.kind === kind && action.target.computerId === computerId)
    .sort((a, b) => a.requestedAt.localeCompare(b.requestedAt))
    .at(-1);

/** All computers that the incident isolates or isolated. */
export function isolatedBy(incident: IncidentDetail): Isolated[] {
  const { actions, computers, release } = incident;
  const names = new Map([
    ...release.held.map((id) => [id, id] as const),
    ...actions
      .filter(({ kind }) => kind === "isolate" || kind === "release")
      .map(({ target }) => [target.computerId, target.computerName] as const),
    ...computers
      .filter(({ computerId }) => release.held.includes(computerId))
      .map((c) => [c.computerId, c.name] as const),
  ]);
  return [...names].map(([computerId, name]) => isolated(incident, computerId, name));
}

function isolated(
  { incidentId, actions, computers, release: { held, stillHeldBy } }: IncidentDetail,
  computerId: string,
  name: string,
) {
  const view = computers.find((one) => one.computerId === computerId);
  const isolation = newest(actions, "isolate", computerId);
  const last = newest(actions, "release", computerId);
  // A release that came before the present isolation says nothing of it.
  const release = last !== undefined && last.requestedAt >= (isolation?.requestedAt ?? "") ? last : undefined;
  const holds = view?.heldBy.includes(incidentId) ?? held.includes(computerId);
  const otherHolds = view?.heldBy.filter((other) => other !== incidentId) ?? stillHeldBy[computerId] ?? [];
  const stage = stageOf({ holds, isOthers: otherHolds.length > 0, isolation: view?.isolation, release });
  const canRelease = held.includes(computerId) && ["isolating", "isolated", "failed", "unconfirmed"].includes(stage);
  return { computerId, name, stage, canRelease, otherHolds, release };
}

interface Facts {
  /** Whether this incident holds it. */
  holds: boolean;
  isOthers: boolean;
  isolation: IncidentDetail["computers"][number]["isolation"] | undefined;
  release: Action | undefined;
}

function stageOf({ holds, isOthers, isolation, release }: Facts): Stage {
  if (release !== undefined && release.state !== "confirmed") {
    if (release.state === "failed" || release.state === "unconfirmed") return release.state;
    return "requested";
  }
  if (holds) return isolation === "isolating" ? "isolating" : "isolated";
  if (isOthers) return "still-held";
  return isolation === "releasing" ? "requested" : "released";
}

export const namesOf = (computers: readonly { name: string }[]): string => computers.map(({ name }) => name).join(", ");
