// The workflow's journal in memory: what is written stands at once, and can be copied as a whole.
import type { ExecutionState } from "../../core/ports.ts";
import type { FrameRecord } from "../../local/state-machine/frame.ts";
import type { Journal } from "../../local/state-machine/journal.ts";

interface Execution {
  id: number;
  name: string;
  state: ExecutionState;
  definition: { id: string; source: string };
  input: string;
  startedAt: number;
  deadline: number;
  lastEvent: number;
  frames: Map<string, string>;
}

export interface FaultJournal extends Journal {
  copy(): FaultJournal;
  /** Names of all executions with how they ended. */
  executions(): { name: string; state: ExecutionState }[];
  /** Which states an execution stands at. */
  standing(name: string): string[];
}

export function faultJournal(from: readonly Execution[] = []): FaultJournal {
  const all = new Map(from.map((one) => [one.name, { ...one, frames: new Map(one.frames) }]));
  const byId = (id: number) => [...all.values()].find((one) => one.id === id);
  const put = (one: Execution, frames: readonly FrameRecord[]) => {
    for (const frame of frames) one.frames.set(frame.id, JSON.stringify(frame));
  };
  const framesOf = (one: Execution): FrameRecord[] =>
    [...one.frames]
      .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
      .map(([, body]): FrameRecord => JSON.parse(body));
  return {
    start: async ({ name, definition, input, startedAt, deadline, events, frame }) => {
      if (all.has(name)) return undefined;
      const one: Execution = {
        id: all.size + 1,
        name,
        state: "running",
        definition,
        input: JSON.stringify(input),
        startedAt,
        deadline,
        lastEvent: events.at(-1)?.id ?? 0,
        frames: new Map(),
      };
      all.set(name, one);
      put(one, [frame]);
      return one.id;
    },
    commit: async ({ execution, events, frames, removed, ended }) => {
      const one = byId(execution);
      if (one === undefined) return;
      one.lastEvent = events.at(-1)?.id ?? one.lastEvent;
      put(one, frames);
      for (const id of removed) one.frames.delete(id);
      if (ended === undefined) return;
      one.frames.clear();
      one.state = ended;
    },
    state: (name) => all.get(name)?.state ?? "absent",
    history: () => [],
    running: () => [...all.values()].filter(({ state }) => state === "running").map(({ name }) => name),
    load: (name) => {
      const one = all.get(name);
      if (one?.state !== "running") return undefined;
      return { ...one, input: JSON.parse(one.input), frames: framesOf(one) };
    },
    close: () => {},
    copy: () => faultJournal([...all.values()]),
    executions: () => [...all.values()].map(({ name, state }) => ({ name, state })),
    standing: (name) => {
      const one = all.get(name);
      return one === undefined ? [] : framesOf(one).map(({ state }) => state);
    },
  };
}
