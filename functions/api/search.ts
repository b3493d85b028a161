// A page of a list of which the caller wants only some: reads on until the page is full, within bounds.
import type { ValuePage } from "../../records/store.ts";

/** A page reads at most this many records to find those that the filter wants: it may be short, or empty, and still have a cursor. */
const READ_AT_MOST = 2000;
const BATCH = 200;

export interface Search<T> {
  read(query: { after?: string; limit: number }): Promise<ValuePage<T>>;
  /** Absent: all of them. */
  wants?: ((value: T) => boolean | Promise<boolean>) | undefined;
  /** The sort key at which to go on after this value. */
  positionOf(value: T): string;
  /** Whether this one and all after it are unwanted. */
  isPast?: (value: T) => boolean;
  after?: string | undefined;
  limit: number;
}

export async function search<T>(wanted: Search<T>): Promise<ValuePage<T>> {
  const { wants, positionOf, limit } = wanted;
  const batch = wants === undefined ? limit : BATCH;
  const values: T[] = [];
  let { after } = wanted;
  for (let read = 0; read < READ_AT_MOST; read += batch) {
    const page = await wanted.read({ limit: batch, ...(after === undefined ? {} : { after }) });
    const { found, isPast, rest } = await pick(page.values, wanted, limit - values.length);
    values.push(...found);
    const last = values.at(-1);
    if (rest > 0 && last !== undefined) return { values, next: positionOf(last) };
    after = page.next;
    if (isPast || after === undefined) return { values };
    if (values.length === limit) break;
  }
  return { values, ...(after === undefined ? {} : { next: after }) };
}

/** `rest`: how many were not looked at because the page was full. */
async function pick<T>(
  values: readonly T[],
  { wants, isPast }: Pick<Search<T>, "wants" | "isPast">,
  room: number,
): Promise<{ found: T[]; isPast: boolean; rest: number }> {
  const found: T[] = [];
  for (const [index, value] of values.entries()) {
    if (isPast?.(value) === true) return { found, isPast: true, rest: 0 };
    if (wants === undefined || (await wants(value))) found.push(value);
    if (found.length === room) return { found, isPast: false, rest: values.length - index - 1 };
  }
  return { found, isPast: false, rest: 0 };
}
