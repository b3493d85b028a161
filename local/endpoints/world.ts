// Everything the simulator knows: computers, groups, the journal, and jobs that wait for a computer to be online.
import type { ComputerBehaviour } from "./behaviours.ts";
import type { Computer, Group, JournalEntry, Note } from "./computers.ts";

export interface Deps {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** In [0, 1): uuids and tokens come from it, so a seeded one gives the same ids again. */
  random(): number;
}

/** How a computer carries out what it is told. */
export interface Manner {
  honesty: "honest" | "failing" | "lying" | "silent";
  extraMilliseconds: number;
}

export interface World extends Deps {
  computers: ReadonlyMap<string, Computer>;
  groups: ReadonlyMap<string, Group>;
  journal: JournalEntry[];
  note: Note;
  uuid(): string;
  manner(computerId: string): Manner;
  tell(computer: Computer, behaviour: ComputerBehaviour): void;
  /** Runs the job now if the computer is online, else once it is. */
  deliver(computer: Computer, job: () => Promise<void>): void;
  /** Resolves when no delivered job is under way. */
  idle(): Promise<void>;
}

/** RFC 9562 version 4, but for a count in the last digits: no two are equal even where `random` always says the same. */
function createUuids(random: () => number): () => string {
  let count = 0;
  return () => {
    count += 1;
    const digits = Array.from({ length: 24 }, () => Math.floor(random() * 16).toString(16));
    digits[12] = "4";
    digits[16] = (8 + Math.floor(random() * 4)).toString(16);
    const all = digits.join("") + count.toString(16).padStart(8, "0");
    return all.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
}

function mannerOf(before: Manner, behaviour: ComputerBehaviour): Manner {
  switch (behaviour.kind) {
    case "normal":
      return { honesty: "honest", extraMilliseconds: 0 };
    case "slow":
      return { ...before, extraMilliseconds: behaviour.milliseconds };
    case "failing":
    case "lying":
    case "silent":
      return { ...before, honesty: behaviour.kind };
    default:
      return before;
  }
}

function createDelivery() {
  const waiting = new Map<string, (() => Promise<void>)[]>();
  const underWay = new Set<Promise<void>>();
  const run = (job: () => Promise<void>) => {
    const done: Promise<void> = job().finally(() => underWay.delete(done));
    underWay.add(done);
  };
  return {
    deliver(computer: Computer, job: () => Promise<void>) {
      if (computer.online) run(job);
      else waiting.set(computer.id, [...(waiting.get(computer.id) ?? []), job]);
    },
    flush(computer: Computer) {
      const jobs = waiting.get(computer.id) ?? [];
      waiting.delete(computer.id);
      for (const job of jobs) run(job);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

export function createWorld(computers: readonly Computer[], groups: readonly Group[], deps: Deps): World {
  const byId = new Map(structuredClone([...computers]).map((computer) => [computer.id, computer]));
  const manners = new Map<string, Manner>();
  const journal: JournalEntry[] = [];
  const delivery = createDelivery();
  const manner = (id: string): Manner => manners.get(id) ?? { honesty: "honest", extraMilliseconds: 0 };
  const note: Note = (event, computer, detail) => {
    const at = new Date(deps.now()).toISOString();
    journal.push({ at, event, ...(computer && { computerId: computer.id }), ...(detail !== undefined && { detail }) });
  };
  const setOnline = (computer: Computer, online: boolean) => {
    if (computer.online === online) return;
    computer.online = online;
    note(online ? "online" : "offline", computer);
    if (online) delivery.flush(computer);
  };
  return {
    ...deps,
    computers: byId,
    groups: new Map(groups.map((group) => [group.id, group])),
    journal,
    note,
    uuid: createUuids(deps.random),
    manner,
    tell(computer, behaviour) {
      manners.set(computer.id, mannerOf(manner(computer.id), behaviour));
      if (behaviour.kind === "offline") setOnline(computer, false);
      if (behaviour.kind === "online" || behaviour.kind === "normal") setOnline(computer, true);
    },
    deliver: delivery.deliver,
    idle: delivery.idle,
  };
}
