// `npm run bill`: what a thousand incidents of each kind cost on AWS, and what an idle month costs. Units are counted in a house of our own; prices are listed.
import { metrics } from "../functions/metrics.ts";
import { scheduleAmounts, standingAmounts } from "./bill/idle.ts";
import { deliver, LIVES, live, type Units } from "./bill/lives.ts";
import {
  type Amounts,
  amountsOf,
  billedMilliseconds,
  dollarsOf,
  type Prices,
  readPrices,
  total,
} from "./bill/price.ts";

const PER = 1000;
const TARGET = 0.5;
const GIB = 1024 ** 3;

const dollars = (value: number): string => `$${value.toFixed(value < 10 ? 3 : 2)}`;

/** One line for each region: the sum, then its parts, the greatest first. */
function report(amounts: Amounts, prices: Prices, times: number): void {
  for (const region of Object.keys(prices.regions)) {
    const parts = dollarsOf(amounts, prices, region).map(([unit, one]) => [unit, one * times] as const);
    const named = parts
      .filter(([, one]) => one >= 0.0005)
      .sort(([, a], [, b]) => b - a)
      .map(([unit, one]) => `${unit} ${one.toFixed(3)}`);
    console.log(`  ${region.padEnd(15)} ${dollars(parts.reduce((sum, [, one]) => sum + one, 0))}: ${named.join(", ")}`);
  }
}

function countsOf(units: Units, prices: Prices): string {
  const { transitions, writeUnits, indexWriteUnits, readUnits, mails, invocations, httpRequests } = units;
  const kib = ((units.logBytes + units.workflowLogBytes) / 1024).toFixed(0);
  return [
    `${transitions} transitions, ${writeUnits} + ${indexWriteUnits} (indexes) write units, ${readUnits} read units`,
    `${invocations} invocations, ${httpRequests} requests, ${mails} mails, ${kib} KiB of log`,
    `${billedMilliseconds(units, prices).toFixed(0)} ms billed (assumed)`,
  ].join("; ");
}

async function incidents(prices: Prices): Promise<void> {
  for (const [name, { tells }] of Object.entries(LIVES)) {
    const units = await live(name);
    const amounts = amountsOf(units, prices);
    console.log(`\n${PER} incidents, ${tells}`);
    console.log(`  each: ${countsOf(units, prices)}`);
    report(amounts, prices, PER);
    const [region = ""] = Object.keys(prices.regions);
    const cost = total(dollarsOf(amounts, prices, region)) * PER;
    console.log(`  ${cost <= TARGET ? "met" : "MISSED"} (target <= ${dollars(TARGET)} with two mails)`);
    const kept = (units.storedBytes / GIB) * PER;
    console.log(`  kept: ${kept.toFixed(2)} GB for each month of retention, before that of backups`);
    report({ storage: kept, backup: kept }, prices, 1);
  }
}

async function rejected(prices: Prices): Promise<void> {
  const { detections = [] } = LIVES.closed ?? {};
  const ports = await deliver(detections, { authorization: "Bearer wrong" });
  const units = { ...ports, transitions: 0, executions: 0, invocations: ports.httpRequests, workflowLogBytes: 0 };
  console.log(
    `\n${PER} webhooks that are rejected: 0 transitions, ${units.writeUnits + units.indexWriteUnits} write units`,
  );
  report(amountsOf(units, prices), prices, PER);
}

function idle(prices: Prices): void {
  const standing = standingAmounts();
  console.log(
    "\nAn idle month, what stands there (storage is above, with what was kept; API Gateway's metrics of routes are off)",
  );
  console.log(`  each: ${standing.alarm} metrics of alarms, ${standing.dashboard} dashboard`);
  report(standing, prices, 1);
  console.log(
    "An idle month, the sweeper's schedule (Lambda's and CloudWatch's parts are within their lasting free tiers)",
  );
  report(scheduleAmounts(prices), prices, 1);
  const names = Object.keys(metrics).length;
  console.log(
    `A busy month adds up to ${names} metrics of our own; each is billed for the hours in which it is published`,
  );
  report({ metric: names }, prices, 1);
}

const prices = readPrices();
console.log(`Prices of ${prices.written}. ${prices.note}`);
const checked = Object.entries(prices.units).flatMap(([unit, { checked: found }]) =>
  found === undefined ? [] : [`${unit} (${found.regions.join(", ")})`],
);
console.log(`Read on a stored page: ${checked.join("; ")}.`);
console.log(
  "Counted: transitions, table units, requests, mails, log lines of ours. Assumed (operate/bill/prices-*.json):",
);
console.log("  milliseconds, starts of functions, and the lines that Lambda and API Gateway write themselves.");
await incidents(prices);
await rejected(prices);
idle(prices);
