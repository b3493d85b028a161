// Counts every call that a life makes to the world, and makes the planned ones go wrong.
import { createHash } from "node:crypto";
import { Unavailable } from "../../core/errors.ts";

/**
 * `before` fails before the effect, `after` fails after it (the answer is lost), `twice` performs the call two times and
 * answers as the second one did, `late` fails now and takes effect later, `throttle` turns this and the next calls to the
 * port away, `crash-…` stops the process there.
 */
export const KINDS = ["before", "after", "twice", "late", "throttle", "crash-before", "crash-after"] as const;
export type Kind = (typeof KINDS)[number];
export type Plan = ReadonlyMap<number, Kind>;

export interface Point {
  index: number;
  port: string;
  /** The operation and what it is about, without anything that differs from life to life. */
  what: string;
  /** Whether it changes anything out there; a call that only reads knows no other faults than `before`, `throttle` and a crash. */
  effect: boolean;
  /** The computer whose product is called. */
  computerId?: string | undefined;
  /** The mail that is sent. */
  mailId?: string | undefined;
}

export interface Injected extends Point {
  kind: Kind;
}

export const kindsOf = ({ effect }: Point): readonly Kind[] =>
  effect ? KINDS : ["before", "throttle", "crash-before"];

/** A call of a process that is no more: it is never answered. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

const THROTTLED = 3;

export interface InjectorOptions {
  plan: Plan;
  /** How much later a late effect comes, in milliseconds. */
  late: number;
  now(): number;
  after(milliseconds: number, fire: () => void): void;
  crash(): void;
}

export function createInjector({ plan, late, now, after, crash }: InjectorOptions) {
  const points: Point[] = [];
  const injected: Injected[] = [];
  const throttled = new Map<string, number>();
  const hash = createHash("sha256");
  let armed = false;
  let coming = 0;

  const lose = (port: string, effect: "none" | "maybe") => new Unavailable(`${port} does not answer`, effect);

  function lateEffect(work: () => Promise<unknown>): void {
    coming += 1;
    after(late, () => {
      coming -= 1;
      work().catch(() => undefined);
    });
  }

  async function withFault<T>(kind: Kind, { port }: Point, work: () => Promise<T>): Promise<T> {
    if (kind === "before") throw lose(port, "maybe");
    if (kind === "throttle") {
      throttled.set(port, THROTTLED - 1);
      throw lose(port, "none");
    }
    if (kind === "late") {
      lateEffect(work);
      throw lose(port, "maybe");
    }
    if (kind === "crash-before") {
      crash();
      return never();
    }
    await work();
    if (kind === "twice") return work();
    if (kind === "after") throw lose(port, "maybe");
    crash();
    return never();
  }

  return {
    points,
    injected,
    /** From now on calls are points. */
    arm: () => {
      armed = true;
    },
    /** No more of them: what is left of the way is gone in calm. */
    disarm: () => {
      armed = false;
    },
    /** Late effects that are still to come. */
    coming: () => coming,
    trace: () => hash.copy().digest("hex"),
    note: (line: string) => hash.update(`${line}\n`),
    async call<T>(point: Omit<Point, "index">, isAlive: () => boolean, work: () => Promise<T>): Promise<T> {
      if (!isAlive()) return never();
      if (!armed) return work();
      const known = { ...point, index: points.length };
      points.push(known);
      const planned = plan.get(known.index);
      const kind = planned === undefined || kindsOf(known).includes(planned) ? planned : "before";
      hash.update(`${now()} ${known.port} ${known.what} ${kind ?? ""}\n`);
      const left = throttled.get(point.port) ?? 0;
      if (left > 0) {
        throttled.set(point.port, left - 1);
        throw lose(point.port, "none");
      }
      if (kind !== undefined) injected.push({ ...known, kind });
      const answer = kind === undefined ? await work() : await withFault(kind, known, work);
      return isAlive() ? answer : never();
    },
  };
}
export type Injector = ReturnType<typeof createInjector>;
