// What is to be forgotten: an incident whose retention is over, or all of a customer. What leads to something goes after it,
// so that a crash is healed by erasing again.
import { detectionId } from "../core/ids.ts";
import type { Item, Table } from "../core/ports.ts";
import { forgetCase, LINK } from "./cases.ts";
import { computersOf, forgetIncident } from "./computers.ts";
import { detectionIn, findingIn, forgetClaims } from "./detections.ts";
import { dueKeys } from "./due.ts";
import { LISTED, OTHERS, visitHoldings } from "./holdings.ts";
import { customerPk, incidentPk, placeOf, under } from "./keys.ts";
import { forgetPointers, pointersOf, pointerTo } from "./pointers.ts";
import { removeStanding } from "./store.ts";
import type { Place } from "./timeline.ts";

const AT_ONCE = 100;
const SIDE_BY_SIDE = 10;
/** A delivery that is not placed is due a minute after it came. */
const DUE_WITHIN_MILLISECONDS = 120_000;

/** Whether there is still time: an erasure that is broken off goes on with the next. */
type GoesOn = () => boolean;
const always: GoesOn = () => true;

/** The records by which a partition is found. */
const OWN: ReadonlySet<string> = new Set(["INCIDENT", "INQUIRY"]);

/** Claims stay behind: who sends one of its detections again tells nothing new. */
export async function eraseIncident(table: Table, place: Place): Promise<void> {
  await erasePlace(table, place, (item) => forgetLeading(table, place, item), always);
}

/** Its messages and notices with it. */
export async function eraseInquiry(table: Table, inquiry: { customerId: string; inquiryId: string }): Promise<void> {
  const place = { customerId: inquiry.customerId, incidentId: inquiry.inquiryId };
  await erasePlace(table, place, async () => {}, always);
}

/** An incident or an inquiry, and of each of its records first what that leads to. Resolves to whether it came to the end. */
async function erasePlace(
  table: Table,
  place: Place,
  forget: (item: Item) => Promise<void>,
  goesOn: GoesOn,
): Promise<boolean> {
  const pk = incidentPk(place.customerId, place.incidentId);
  for (const member of await computersOf(table, place)) await forgetIncident(table, member);
  if (!(await empty(table, pk, forget, goesOn))) return false;
  for (const sk of OWN) await removeStanding(table, { pk, sk });
  return true;
}

async function forgetLeading(table: Table, place: Place, item: Item): Promise<void> {
  const { sk } = item;
  if (sk.startsWith(under.finding)) await forgetPointers(table, place, pointersOf(findingIn(item)));
  // One that a person opened has no finding.
  const computer = sk.startsWith(under.computer) ? [pointerTo.computer(sk.slice(under.computer.length))] : [];
  await forgetPointers(table, place, computer);
}

/** All that stands there, but for OWN. Resolves to whether it came to the end. */
async function empty(
  table: Table,
  pk: string,
  forget: (item: Item) => Promise<void>,
  goesOn: GoesOn,
): Promise<boolean> {
  let after: string | undefined;
  do {
    const page = await table.query({ pk, limit: AT_ONCE, ...(after === undefined ? {} : { after }) });
    const items = page.items.filter(({ sk }) => !OWN.has(sk));
    for (let first = 0; first < items.length; first += SIDE_BY_SIDE) {
      if (!goesOn()) return false;
      await Promise.all(
        items.slice(first, first + SIDE_BY_SIDE).map(async (item) => {
          await forget(item);
          await removeStanding(table, item);
        }),
      );
    }
    after = page.next;
  } while (after !== undefined);
  return true;
}

/**
 * All but the customer's own entry in the registry; resolves to whether nothing is left. Nothing new may come in meanwhile.
 * What no list knows stays until it expires: answers to repeated requests (a day), placed deliveries (30 days).
 */
export async function eraseHoldings(table: Table, customerId: string, now: string, goesOn: GoesOn): Promise<boolean> {
  await eraseUnplaced(table, customerId, now);
  const isDone = await visitHoldings(table, customerId, LISTED, (pk) => eraseListed(table, pk, goesOn));
  return isDone && visitHoldings(table, customerId, OTHERS, (pk) => empty(table, pk, async () => {}, goesOn));
}

/** Accepted, and never placed: with the body as it came. */
async function eraseUnplaced(table: Table, customerId: string, now: string): Promise<void> {
  const prefix = `${customerPk(customerId)}#DELIVERY#`;
  const until = new Date(Date.parse(now) + DUE_WITHIN_MILLISECONDS).toISOString();
  for (const key of await dueKeys(table, until, Number.POSITIVE_INFINITY))
    if (key.pk.startsWith(prefix)) await removeStanding(table, key);
}

async function eraseListed(table: Table, pk: string, goesOn: GoesOn): Promise<boolean> {
  const place = placeOf(pk);
  if (place === undefined) return true;
  const forget = async (item: Item) => {
    await forgetLeading(table, place, item);
    if (item.sk.startsWith(LINK)) await forgetCase(table, item);
    if (item.sk.startsWith(under.detection)) await forgetDetection(table, item);
  };
  return erasePlace(table, place, forget, goesOn);
}

async function forgetDetection(table: Table, item: Item): Promise<void> {
  const { customerId, detectionId: own, detection } = detectionIn(item);
  const others = detection.aliases.map((alias) => detectionId(customerId, detection.product, alias));
  await forgetClaims(table, customerId, [own, ...others]);
}
