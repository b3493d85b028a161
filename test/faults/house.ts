// A house that can fail at every point, its senders and its people, in virtual time: they do again what got no answer.

import { isFinished } from "../../core/status.ts";
import { match } from "../../functions/routes.ts";
import { sweep } from "../../functions/sweep/sweep.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { type IncidentRecord, listIncidents } from "../../records/incidents.ts";
import type { GenericJson } from "../stories.ts";
import { createInjector, type Injector, type Plan } from "./injector.ts";
import { type Process, startProcess } from "./process.ts";
import { CUSTOMER, ISSUER, SECRET } from "./registry.ts";
import type { World } from "./world.ts";

export const MINUTE = 60_000;
const RESTART_AFTER = 2_000;
/** Longer than any budget, retry and look of the house. */
const REST_WITHIN_MINUTES = 6 * 60;
const TRIES = 40;
/** The longest pause before a notice is tried again is an hour. Reminders come after a day, and are no unrest. */
const SOON = 4 * 60 * MINUTE;
const PEOPLE_TAKE = 10_000;
export const WAITING = "Wait for the customer's recovery";

export interface Answer {
  status: number;
  body: any;
}

export interface FaultHouse {
  world: World;
  injector: Injector;
  process(): Process;
  /** Delivers until a 202 comes (a sender that retries), or once. */
  deliver(detections: GenericJson[], retries?: boolean): Promise<Answer | undefined>;
  /** A person does something, again until it is answered. */
  person(as: string, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Stops the process, and starts it again. */
  crash(): void;
  /** Sweeps each minute until nothing more happens by itself. False: it never comes to rest. */
  rest(): Promise<boolean>;
  pass(milliseconds: number): Promise<void>;
  incidents(customerId?: string): Promise<IncidentRecord[]>;
}

export interface HouseOptions {
  plan?: Plan;
  late?: number;
}

interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
  subject?: string;
}

async function http(process: Process, { method, path, headers, body, subject }: Call): Promise<Answer> {
  const found = match(method, path);
  if (found === undefined || "allowed" in found) throw new Error(`no route ${method} ${path}`);
  const claims = { authorizer: { jwt: { claims: { iss: ISSUER, sub: subject } } } };
  const event = {
    rawPath: path,
    headers,
    pathParameters: found.params,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    requestContext: { http: { method }, ...(subject === undefined ? {} : claims) },
  };
  const answer = await found.route.create(process.deps)(event, lambdaContext(found.route.function));
  return { status: answer.statusCode, body: answer.body === "" ? undefined : JSON.parse(answer.body) };
}

/** Nothing moves any more but waits for people: no task, no retry, no work that is due, no late effect. */
async function isAtRest(house: Pick<FaultHouse, "world" | "injector" | "incidents">): Promise<boolean> {
  const { world, injector } = house;
  if (injector.coming() > 0 || world.product.busy()) return false;
  const soon = new Date(world.clock.now() + SOON).toISOString();
  if (world.table.due(soon).some((sk) => !/^(INCIDENT|DIGEST)/.test(sk))) return false;
  const { journal } = world;
  for (const name of journal.running()) {
    const standing = journal.standing(name);
    if (standing.length !== 1 || standing[0] !== WAITING) return false;
  }
  return (await house.incidents()).every(
    ({ incidentId, round, status, waitingFor }) =>
      isFinished(status) || waitingFor === "analyst" || journal.state(`${incidentId}-${round}`) === "running",
  );
}

/** Mails that went, whose records do not say so. */
function sentAndPending({ table, mails }: World): string[] {
  const sent = new Set(mails.map(({ mail }) => mail.id));
  const isPending = (body: any) => body.value.state === "pending" && sent.has(body.value.noticeId);
  return table
    .items()
    .filter(({ sk, body }) => sk.startsWith("NOTICE#") && isPending(body))
    .map(({ body }: { body: any }) => body.value.noticeId);
}

export function openHouse(world: World, { plan = new Map(), late = 20_000 }: HouseOptions = {}): FaultHouse {
  const { clock, table } = world;
  let process: Process;
  const crash = () => {
    process.stop();
    world.unknown.push(...sentAndPending(world));
    clock.after(RESTART_AFTER, start);
  };
  const injector = createInjector({ plan, late, now: clock.now, after: clock.after, crash });
  const start = () => {
    process = startProcess(world, injector, () => process);
    process.machine.recover();
  };
  start();
  clock.busyWhile(() => process.alive() && process.machine.busy());
  /** The clock moves until the work is done, or the process that does it is no more. */
  async function drive<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (!process.alive()) await clock.advance(RESTART_AFTER);
    let over = false;
    const end = Promise.race([work(), process.died.then(() => undefined)]).finally(() => {
      over = true;
    });
    end.catch(() => undefined);
    await clock.settle();
    for (let second = 0; !over && second < 300; second += 1) await clock.advance(1000);
    if (!over) throw new Error("a call is never answered");
    return end;
  }
  const sweepNow = () => drive(() => sweep(process.deps)).catch(() => undefined);
  async function minute(): Promise<void> {
    await clock.advance(MINUTE);
    world.product.work();
    await sweepNow();
    await clock.settle();
  }
  const incidents = async (customerId = CUSTOMER) => (await listIncidents(table, customerId, { limit: 1000 })).values;
  let calls = 0;
  const house: FaultHouse = {
    world,
    injector,
    process: () => process,
    crash,
    incidents,
    async deliver(detections, retries = true) {
      const headers = { authorization: `Bearer ${SECRET}` };
      const path = `/v1/webhooks/${CUSTOMER}/generic`;
      for (let attempt = 0; attempt < (retries ? TRIES : 1); attempt += 1) {
        if (attempt > 0) await minute();
        const answer = await drive(() => http(process, { method: "POST", path, headers, body: detections }));
        injector.note(`delivered ${answer?.status}`);
        if (answer?.status !== 202) continue;
        for (const { detectionId, incidentId } of answer.body.results)
          world.accepted.push({ customerId: CUSTOMER, detectionId, incidentId });
        return answer;
      }
      return undefined;
    },
    async person(as, method, path, body) {
      calls += 1;
      await clock.advance(PEOPLE_TAKE);
      const headers = { "idempotency-key": `call-${calls}` };
      const call = { method, path: `/v1/customers/${CUSTOMER}${path}`, headers, body, subject: as };
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        if (attempt > 0) await minute();
        const answer = await drive(() => http(process, call));
        injector.note(`${as} ${method} ${answer?.status}`);
        if (answer === undefined || answer.status >= 500 || answer.body?.code === "in-progress") continue;
        return answer;
      }
      throw new Error(`${as} never got an answer to ${method} ${path}`);
    },
    async rest() {
      await clock.settle();
      for (let count = 0; count < REST_WITHIN_MINUTES; count += 1) {
        if (process.alive() && (await isAtRest(house))) return true;
        await minute();
      }
      return false;
    },
    async pass(milliseconds) {
      for (let left = milliseconds; left > 0; left -= MINUTE) await minute();
    },
  };
  return house;
}
