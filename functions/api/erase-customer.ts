// All that is kept of a customer goes, for good. Each call does a part and says when to ask again; whatever breaks one off, the
// next goes on: the mark on the customer's record says how far it is, and that record goes last.
import * as z from "zod";
import type { AuditKind } from "../../core/audit.ts";
import { Refusal } from "../../core/errors.ts";
import { isFinished } from "../../core/status.ts";
import { listComputers } from "../../records/computers.ts";
import {
  auditOf,
  type CustomerRecord,
  changeCustomer,
  changeSource,
  forgetCustomer,
  listSources,
  readCustomer,
} from "../../records/customers.ts";
import { eraseHoldings } from "../../records/erasing.ts";
import { listIncidents } from "../../records/incidents.ts";
import { endPolling } from "../../records/polls.ts";
import { type Deps, nowAt } from "../deps.ts";
import { secretName } from "../secret-cache.ts";
import { api, NONE, notFound } from "./api.ts";

/** What was let in a moment before is placed by then: a webhook's function ends after half of it. */
const SETTLE_MILLISECONDS = 60_000;
/** Of one call: well within a function's time. */
const WORK_MILLISECONDS = 10_000;

const Erasure = z.strictObject({ state: z.enum(["waiting", "erasing", "erased"]), againAfterSeconds: z.int() });
type Erasure = z.infer<typeof Erasure>;

type Mark = NonNullable<CustomerRecord["erasing"]>;

export const eraseCustomer = api({
  name: "erase-customer",
  method: "PUT",
  path: "/v1/customers/{customerId}/erasure",
  summary:
    "Erases a customer for good: its sources end, then all that is kept of it goes. Repeat it until `erased`. Refused (409) while an incident is open or a computer is not confirmed to be connected.",
  roles: ["admin"],
  query: NONE,
  /** The customer's name, as its settings have it: whoever types it means this one. */
  body: z.strictObject({ name: z.string() }),
  answer: Erasure,
  whileErasing: true,
  async run(deps, { customer, body, actor, at }): Promise<Erasure> {
    if (customer === undefined) throw notFound("customer");
    const { customerId, settings } = customer;
    if (body.name !== settings.name) throw nameDiffers();
    const by = actor.kind === "person" ? { by: actor.personId, byName: actor.name } : { by: actor.kind, byName: "" };
    const mark = await begin(deps, customerId, { at, ...by });
    const ended = mark.sourcesEndedAt ?? (await endSources(deps, customerId));
    const wait = Date.parse(ended) + SETTLE_MILLISECONDS - deps.now();
    if (wait > 0) return { state: "waiting", againAfterSeconds: Math.ceil(wait / 1000) };
    if (mark.clearedAt === undefined) await clear(deps, customerId, mark);
    const until = deps.now() + WORK_MILLISECONDS;
    await forgetConnectors(deps, customerId);
    const isDone = await eraseHoldings(deps.table, customerId, nowAt(deps), () => deps.now() < until);
    if (!isDone) return { state: "erasing", againAfterSeconds: 0 };
    await end(deps, customerId, mark);
    return { state: "erased", againAfterSeconds: 0 };
  },
});

const nameDiffers = (): Refusal =>
  new Refusal("bad-request", "name-differs", "This is not the customer's name.", {
    fields: [{ path: "name", message: "not the name in the customer's settings" }],
  });

/** From here on nothing of the customer can be changed: functions/api/api.ts. */
async function begin(deps: Deps, customerId: string, mark: Mark): Promise<Mark> {
  const standing = (await readCustomer(deps.table, customerId))?.value.erasing;
  if (standing !== undefined) return standing;
  await checkRest(deps, customerId);
  await note(deps, customerId, mark, "customer-erasure-begun", mark.at);
  return (await markErasing(deps, customerId, (now) => now ?? mark)) ?? mark;
}

/** The secrets first, then what names them. */
async function endSources(deps: Deps, customerId: string): Promise<string> {
  for (const { name, secretIds } of await listSources(deps.table, customerId)) {
    for (const id of secretIds) await deps.secrets.retire(secretName.source(customerId, name, id));
    await changeSource(deps.table, customerId, name, (source) => ({ ...source, secretIds: [] }));
    await endPolling(deps.table, customerId, name);
  }
  const at = nowAt(deps);
  await markErasing(deps, customerId, (mark) => mark && { ...mark, sourcesEndedAt: mark.sourcesEndedAt ?? at });
  return at;
}

/** What came in before its source ended may have opened an incident: then all goes on but the sources. */
async function clear(deps: Deps, customerId: string, mark: Mark): Promise<void> {
  try {
    await checkRest(deps, customerId);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await note(deps, customerId, mark, "customer-erasure-stopped", nowAt(deps));
    await markErasing(deps, customerId, () => undefined);
    throw error;
  }
  await markErasing(deps, customerId, (now) => now && { ...now, clearedAt: nowAt(deps) });
}

async function forgetConnectors(deps: Deps, customerId: string): Promise<void> {
  for (const { name } of await listSources(deps.table, customerId))
    await deps.secrets.retire(secretName.connector(customerId, name));
}

async function end(deps: Deps, customerId: string, mark: Mark): Promise<void> {
  const at = nowAt(deps);
  const ended = await markErasing(deps, customerId, (now) => now && { ...now, erasedAt: now.erasedAt ?? at });
  await note(deps, customerId, mark, "customer-erased", ended?.erasedAt ?? at);
  await forgetCustomer(deps.table, customerId);
}

const note = ({ table }: Deps, customerId: string, { at: begunAt, by, byName }: Mark, what: AuditKind, at: string) =>
  auditOf(table, "house", { at, by, byName, what, details: { customerId, begunAt } });

async function markErasing(
  { table }: Deps,
  customerId: string,
  apply: (mark: Mark | undefined) => Mark | undefined,
): Promise<Mark | undefined> {
  const after = await changeCustomer(table, customerId, ({ erasing, ...customer }) => {
    const next = apply(erasing);
    return next === undefined ? customer : { ...customer, erasing: next };
  });
  return after?.erasing;
}

/** Refuses while the house still works for the customer, or holds a computer of its. */
async function checkRest(deps: Deps, customerId: string): Promise<void> {
  let after: string | undefined;
  do {
    const page = await listComputers(deps.table, customerId, {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    if (page.values.some(({ isolation }) => isolation.wanted !== "connected" || isolation.state !== "connected"))
      throw new Refusal(
        "conflict",
        "computers-isolated",
        "A computer is not confirmed to be connected: release it first.",
      );
    after = page.next;
  } while (after !== undefined);
  do {
    const page = await listIncidents(deps.table, customerId, {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    if (page.values.some(({ status }) => !isFinished(status)))
      throw new Refusal("conflict", "incidents-open", "An incident is open: finish it first.");
    after = page.next;
  } while (after !== undefined);
}
