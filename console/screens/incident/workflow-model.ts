// The state machine as a graph, and the path that an execution took through it.
import type { Answer } from "../../api.ts";

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: readonly { Next: string }[];
  Catch?: readonly { Next: string }[];
  ItemProcessor?: States;
}
interface States {
  StartAt: string;
  States: Readonly<Record<string, State>>;
}

export interface Step {
  name: string;
  type: string;
}
export interface Transition {
  from: string;
  to: string;
}

/** Also the states inside a map, each reached from it. */
export function machineOf({ States: states }: States): { steps: Step[]; transitions: Transition[] } {
  const own = Object.entries(states).flatMap(([name, state]) => {
    const { Next, Default, Choices = [], Catch = [], ItemProcessor } = state;
    const nexts = [
      Next,
      ...Choices.map((one) => one.Next),
      Default,
      ...Catch.map((one) => one.Next),
      ItemProcessor?.StartAt,
    ];
    return [...new Set(nexts)].flatMap((to) => (to === undefined ? [] : [{ from: name, to }]));
  });
  const inner = Object.values(states).flatMap(({ ItemProcessor }) =>
    ItemProcessor === undefined ? [] : [machineOf(ItemProcessor)],
  );
  return {
    steps: [
      ...Object.entries(states).map(([name, { Type: type }]) => ({ name, type })),
      ...inner.flatMap(({ steps }) => steps),
    ],
    transitions: [...own, ...inner.flatMap(({ transitions }) => transitions)],
  };
}

type Event = Answer<"readWorkflow">["events"][number];

/** Of a `…StateEntered` event. */
function enteredName(event: Event): string | undefined {
  const details: unknown = "stateEnteredEventDetails" in event ? event.stateEnteredEventDetails : undefined;
  if (typeof details !== "object" || details === null || !("name" in details)) return undefined;
  return typeof details.name === "string" ? details.name : undefined;
}

export interface Visit {
  id: number;
  name: string;
  at: string;
  /** The step before it, by the history's own links. */
  from?: string;
}

export function pathOf(events: readonly Event[]): Visit[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const before = (event: Event): string | undefined => {
    let earlier = byId.get(event.previousEventId);
    while (earlier !== undefined && enteredName(earlier) === undefined) earlier = byId.get(earlier.previousEventId);
    return earlier === undefined ? undefined : enteredName(earlier);
  };
  return events.flatMap((event) => {
    const name = enteredName(event);
    if (name === undefined) return [];
    const from = before(event);
    return [{ id: event.id, name, at: event.timestamp, ...(from === undefined ? {} : { from }) }];
  });
}
