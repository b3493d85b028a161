// The way through the state machine, read from the events of an execution's history (as Step Functions writes them).
import type { HistoryEvent } from "./ports.ts";

export interface PathStep {
  state: string;
  enteredAt: string;
  leftAt?: string;
}

/** A later event of the same branch points back to its predecessor: that is how an exit finds its entry. */
export function pathOf(events: readonly HistoryEvent[]): PathStep[] {
  const previous = new Map(events.map(({ id, previousEventId }) => [id, previousEventId]));
  const entries = new Map<number, PathStep>();
  const steps: PathStep[] = [];
  for (const { id, type, timestamp, ...details } of events) {
    const entered = nameIn(details.stateEnteredEventDetails);
    const left = nameIn(details.stateExitedEventDetails);
    if (entered !== undefined) {
      const step: PathStep = { state: entered, enteredAt: timestamp };
      entries.set(id, step);
      steps.push(step);
    } else if (left !== undefined) {
      const step = entryOf(id, left, previous, entries);
      if (step !== undefined) step.leftAt = timestamp;
    }
  }
  return steps;
}

function entryOf(
  exit: number,
  name: string,
  previous: ReadonlyMap<number, number>,
  entries: ReadonlyMap<number, PathStep>,
): PathStep | undefined {
  for (let id = previous.get(exit) ?? 0; id > 0; id = previous.get(id) ?? 0) {
    const step = entries.get(id);
    if (step?.state === name) return step;
  }
  return undefined;
}

const nameIn = (details: unknown): string | undefined =>
  typeof details === "object" && details !== null && "name" in details && typeof details.name === "string"
    ? details.name
    : undefined;
