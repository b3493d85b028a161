// What outlives the process: records, journal, product, mailboxes, and the time itself. Can be copied as a whole.
import type { Mail } from "../../core/ports.ts";
import { createVirtualClock, type VirtualClock } from "../virtual-clock.ts";
import { type FaultJournal, faultJournal } from "./journal.ts";
import { createProduct, type PhysicalComputer, type Product } from "./product.ts";
import { type FaultTable, faultTable } from "./table.ts";

export interface SentMail {
  at: number;
  mail: Mail;
}

export interface World {
  clock: VirtualClock;
  table: FaultTable;
  journal: FaultJournal;
  product: Product;
  mails: SentMail[];
  /** Ids of mails that a crash left sent, but not on record as sent: the house cannot know of them. */
  unknown: string[];
  secrets: Map<string, string>;
  /** Ids that a 202 named, by customer. */
  accepted: { customerId: string; detectionId: string; incidentId: string }[];
  random(): number;
}

export interface WorldOptions {
  /** The control arm: whatever is written overwrites. */
  unconditional?: boolean;
}

function chance(): () => number {
  let state = 1;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

export function createWorld(
  computers: [customerId: string, PhysicalComputer][],
  options: WorldOptions = {},
  start = "2026-01-05T00:00:00.000Z",
): World {
  const clock = createVirtualClock(start);
  const named = computers.map(([customerId, computer]): [string, PhysicalComputer] => [
    `${customerId}/${computer.id}`,
    structuredClone(computer),
  ]);
  return {
    clock,
    table: faultTable(clock.now, options),
    journal: faultJournal(),
    product: createProduct({ computers: named, tasks: [], effects: [] }, clock),
    mails: [],
    unknown: [],
    secrets: new Map(),
    accepted: [],
    random: chance(),
  };
}

/** The same world once more, at the same instant, with nobody in it yet. */
export function copyWorld(world: World): World {
  const clock = createVirtualClock(new Date(world.clock.now()).toISOString());
  return {
    clock,
    table: world.table.copy(clock.now),
    journal: world.journal.copy(),
    product: world.product.copy(clock),
    mails: [...world.mails],
    unknown: [...world.unknown],
    secrets: new Map(world.secrets),
    accepted: [...world.accepted],
    random: chance(),
  };
}
