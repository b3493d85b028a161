// Items and instants that the table's contract is told with.
import type { Item, Page } from "../../core/ports.ts";

export const START = Date.parse("2026-01-05T00:00:00.000Z");
export const SECONDS = START / 1000;

export const item = (sk: string, more: Partial<Item> = {}) => ({ pk: "P", sk, body: { v: 1, sk }, ...more });
export const sks = (page: Page) => page.items.map(({ sk }) => sk);
export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
