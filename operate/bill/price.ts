// Units times the dated price file. Money only: what is counted stands in lives.ts, what is assumed in the price file.
import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Units } from "./lives.ts";

const Unit = z.enum([
  "transition",
  "writeUnit",
  "readUnit",
  "storage",
  "backup",
  "httpRequest",
  "invocation",
  "compute",
  "logs",
  "metric",
  "alarm",
  "dashboard",
  "trace",
  "mail",
  "mailData",
  "decryption",
  "parameterRead",
  "event",
]);
export type Unit = z.infer<typeof Unit>;

/** Where the price was read, on a stored copy, and for which regions. */
const Checked = z.strictObject({ on: z.iso.date(), regions: z.array(z.string()).min(1), at: z.url() });

const milliseconds = z.number().min(0);
const Prices = z.strictObject({
  written: z.iso.date(),
  note: z.string(),
  units: z.record(Unit, z.strictObject({ per: z.string(), source: z.url(), checked: Checked.optional() })),
  /** How many units the price is for. */
  scale: z.record(Unit, z.number().positive()),
  regions: z.record(z.string(), z.record(Unit, z.number().min(0))),
  assumed: z.strictObject({
    note: z.string(),
    memoryGb: z.number().positive(),
    ownWork: milliseconds,
    tableCall: milliseconds,
    mail: milliseconds,
    workflowCall: milliseconds,
    secretCall: milliseconds,
    productCall: milliseconds,
    coldStartsPerThousand: z.number().min(0),
    coldStart: milliseconds,
    platformLogBytes: z.number().min(0),
    accessLogBytes: z.number().min(0),
  }),
});
export type Prices = z.infer<typeof Prices>;

export const readPrices = (): Prices =>
  Prices.parse(JSON.parse(readFileSync(new URL("./prices-2026-11.json", import.meta.url), "utf8")));

/** How many of each unit, as the price file names them. */
export type Amounts = Partial<Record<Unit, number>>;

const GB = 1024 ** 3;

/** Milliseconds that functions are billed for: assumed ones, times counted ones. */
export function billedMilliseconds(units: Units, { assumed }: Prices): number {
  const { invocations, tableWaits, mails, workflowCalls, secretCalls, productWaits, sleptMilliseconds } = units;
  return (
    invocations * (assumed.ownWork + (assumed.coldStartsPerThousand / 1000) * assumed.coldStart) +
    tableWaits * assumed.tableCall +
    mails * assumed.mail +
    workflowCalls * assumed.workflowCall +
    secretCalls * assumed.secretCall +
    productWaits * assumed.productCall +
    sleptMilliseconds
  );
}

export function amountsOf(units: Units, prices: Prices): Amounts {
  const { assumed } = prices;
  const platform = units.invocations * assumed.platformLogBytes + units.httpRequests * assumed.accessLogBytes;
  return {
    transition: units.transitions,
    writeUnit: units.writeUnits + units.indexWriteUnits,
    readUnit: units.readUnits,
    httpRequest: units.httpRequests,
    invocation: units.invocations,
    compute: (billedMilliseconds(units, prices) / 1000) * assumed.memoryGb,
    logs: (units.logBytes + units.workflowLogBytes + platform) / GB,
    trace: units.executions,
    mail: units.mails,
    mailData: units.mailBytes / GB,
    decryption: units.secretCalls,
    parameterRead: units.secretCalls,
  };
}

/** Dollars by unit. Throws for a region without prices. */
export function dollarsOf(amounts: Amounts, { regions, scale }: Prices, region: string): [Unit, number][] {
  const list = regions[region];
  if (list === undefined) throw new Error(`The price file does not know ${region}.`);
  const dollars: [Unit, number][] = [];
  for (const unit of Unit.options) {
    const amount = amounts[unit];
    if (amount !== undefined) dollars.push([unit, (amount / scale[unit]) * list[unit]]);
  }
  return dollars;
}

export const total = (dollars: readonly (readonly [Unit, number])[]): number =>
  dollars.reduce((sum, [, one]) => sum + one, 0);
