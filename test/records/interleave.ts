// Every order in which the table calls of concurrent workers can fall, each order run on a table of its own. Orders that
// meet in one state (same table, same answers so far to every worker) go on as one, since what follows is the same.
import { createHash } from "node:crypto";
import type { Table } from "../../core/ports.ts";
import { type MemoryTable, memoryTable } from "./memory-table.ts";

export type Worker<T> = (table: Table) => Promise<T>;

export interface Exploration<T> {
  /** Fills a fresh table before the workers start. */
  prepare?(table: Table): Promise<void>;
  workers: readonly Worker<T>[];
  /** Follow only orders that change between workers at most so often; all orders unless told. */
  switches?: number;
  /** Which calls a worker may be paused at; all writes unless told. */
  pauseAt?(call: "get" | "query" | "put" | "remove", key: { pk: string; sk?: string }): boolean;
  check(table: MemoryTable, results: T[], order: string): void | Promise<void>;
}

const digest = (text: string) => createHash("sha1").update(text).digest("base64");
const switchesOf = (order: readonly number[]) =>
  order.filter((one, index) => index > 0 && one !== order[index - 1]).length;
const drained = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Lane<T> {
  /** Its paused calls, in the order in which it made them. */
  paused: (() => Promise<void>)[];
  log: string;
  done: boolean;
  result?: T;
  error?: unknown;
}

function gated<T>(table: Table, lane: Lane<T>, pauseAt: NonNullable<Exploration<T>["pauseAt"]>): Table {
  async function pass<R>(
    name: "get" | "query" | "put" | "remove",
    key: { pk: string; sk?: string },
    work: () => Promise<R>,
  ): Promise<R> {
    const run = async () => {
      const answer = await work();
      lane.log = digest(`${lane.log}${name}${key.pk}${key.sk}${JSON.stringify(answer)}`);
      return answer;
    };
    if (!pauseAt(name, key)) return run();
    return new Promise((resolve, reject) => {
      lane.paused.push(async () => run().then(resolve, reject));
    });
  }
  return {
    get: (key) => pass("get", key, () => table.get(key)),
    query: (query) => pass("query", query, () => table.query(query)),
    queryIndex: (index, query) => pass("query", query, () => table.queryIndex(index, query)),
    put: (item, expected) => pass("put", item, () => table.put(item, expected)),
    remove: (key, version) => pass("remove", key, () => table.remove(key, version)),
  };
}

async function start<T>({ prepare, workers, pauseAt = (call) => call === "put" || call === "remove" }: Exploration<T>) {
  const table = memoryTable();
  await prepare?.(table);
  const lanes = workers.map((worker) => {
    const lane: Lane<T> = { paused: [], log: "", done: false };
    worker(gated(table, lane, pauseAt)).then(
      (result) => Object.assign(lane, { result, done: true }),
      (error) => Object.assign(lane, { error, done: true }),
    );
    return lane;
  });
  await drained();
  return { table, lanes };
}

/** Resolves to how many orders were followed to their end. */
export async function interleave<T>(exploration: Exploration<T>): Promise<number> {
  const { switches = Number.POSITIVE_INFINITY } = exploration;
  const seen = new Set<string>();
  const todo: number[][] = [[]];
  let ends = 0;
  for (let prefix = todo.pop(); prefix !== undefined; prefix = todo.pop()) {
    const { table, lanes } = await start(exploration);
    const order: number[] = [];
    let known = false;
    for (;;) {
      const ready = lanes.flatMap(({ paused }, index) => (paused.length === 0 ? [] : [index]));
      if (ready.length === 0) break;
      let chosen = prefix[order.length];
      if (chosen === undefined) {
        const state = digest(lanes.map(({ log }) => log).join() + table.state());
        known = switches === Number.POSITIVE_INFINITY && seen.has(state);
        if (known) break;
        seen.add(state);
        const last = order.at(-1) ?? 0;
        chosen = ready.includes(last) ? last : (ready[0] ?? 0);
        for (const other of ready)
          if (other !== chosen && switchesOf([...order, other]) <= switches) todo.push([...order, other]);
      }
      order.push(chosen);
      const lane = lanes[chosen];
      const go = lane?.paused.shift();
      if (go === undefined) throw new Error("an order could not be repeated");
      await go();
      await drained();
    }
    if (known) continue;
    const name = order.join("");
    for (const { error, done } of lanes) {
      if (error !== undefined) throw new Error(`in the order ${name}`, { cause: error });
      if (!done) throw new Error(`a worker hangs in the order ${name}`);
    }
    ends += 1;
    try {
      await exploration.check(
        table,
        lanes.map(({ result }) => result as T),
        name,
      );
    } catch (error) {
      if (error instanceof Error) error.message = `in the order ${name}: ${error.message}`;
      throw error;
    }
  }
  return ends;
}
