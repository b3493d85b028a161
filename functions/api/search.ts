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
  const { wants, positionOf, isPast = () => false, limit } = wanted;
  const batch = wants === undefined ? limit : BATCH;
  const values: T[] = [];
  let { after } = wanted;
  for (let read = 0; read < READ_AT_MOST; read += batch) {
    const page = await wanted.read({ limit: batch, ...(after === undefined ? {} : { after }) });
    for (const [index, value] of page.values.entries()) {
      if (isPast(value)) return { values };
      if (wants !== undefined && !(await wants(value))) continue;
      values.push(value);
      const isLast = page.next === undefined && index === page.values.length - 1;
      if (values.length === limit) return isLast ? { values } : { values, next: positionOf(value) };
    }
    after = page.next;
    if (after === undefined) return { values };
  }
  return { values, ...(after === undefined ? {} : { next: after }) };
}
