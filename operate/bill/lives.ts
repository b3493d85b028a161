// The lives that are billed: incidents of the operations guide, lived through by a whole house on a clock of its own.
import { readRecommended } from "../../records/recommended.ts";
import { CUSTOMER, type TestHouse, testHouse } from "../../test/house.ts";
import { d3, type GenericJson, g2, n1 } from "../../test/stories.ts";
import { computersOf } from "../../test/story-computers.ts";
import { createMeter, type Meter, type PortUnits } from "./meter.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long the customer of the guide's story takes until it releases its computer. */
const RECOVERY_HOURS = 4;

/** Billed units of one life. */
export interface Units extends PortUnits {
  /** States entered, and retries: "each time a step of your workflow is executed", https://aws.amazon.com/step-functions/pricing/ */
  transitions: number;
  executions: number;
  /** Of functions: HTTP requests, and tasks of the workflow with their retries. */
  invocations: number;
  /** Of the execution's own log (level ALL, without data). */
  workflowLogBytes: number;
}

interface Lived {
  house: TestHouse;
  id: string;
}
type Life = (one: Lived) => Promise<void>;

const closed: Life = async ({ house, id }) => {
  await house.until(id, "closed");
};

const resolved: Life = async ({ house, id }) => {
  await house.until(id, "resolved");
};

const recovered: Life = async ({ house, id }) => {
  await house.until(id, "on-hold");
  await house.pass(RECOVERY_HOURS * HOUR);
  const asked = await readRecommended(house.deps.table, { customerId: CUSTOMER, incidentId: id });
  for (const { recommendedId } of asked)
    await house.call("customer", "POST", `/incidents/${id}/recommended-actions/${recommendedId}/attestation`, {});
  const computerIds = [...house.endpoints.computers.values()].map((computer) => computer.id);
  await house.call("customer", "POST", `/incidents/${id}/release`, { computerIds });
  await house.until(id, "resolved");
};

export const LIVES: Readonly<Record<string, { tells: string; detections: GenericJson[]; life: Life }>> = {
  closed: { tells: "blocked, closed", detections: n1(), life: closed },
  resolved: { tells: "killed and removed, resolved", detections: d3("2026-01-04"), life: resolved },
  recovered: {
    tells: `isolated, recovered by the customer after ${RECOVERY_HOURS} hours`,
    detections: g2("2026-01-04"),
    life: recovered,
  },
};

/** One incident from its delivery to an hour after its end, on a warm house. */
export async function live(name: keyof typeof LIVES): Promise<Units> {
  const { detections = [], life = closed } = LIVES[name] ?? {};
  return inHouse(detections, async (house, meter) => {
    const before = meter.read();
    const answer = await house.send(detections);
    const id: string = answer.body.results[0].incidentId;
    await life({ house, id });
    await house.pass(HOUR);
    return unitsOf(house, id, minus(meter.read(), before));
  });
}

/** What a house counts for a delivery, or for several of them; `headers` decide whether they are authentic. */
export async function deliver(
  detections: GenericJson[],
  headers: Record<string, string>,
  times = 1,
): Promise<PortUnits> {
  return inHouse(detections, async (house, meter) => {
    const before = meter.read();
    for (let sent = 0; sent < times; sent += 1) {
      await house.send(detections, headers);
      await house.pass(MINUTE);
    }
    return minus(meter.read(), before);
  });
}

async function inHouse<T>(detections: GenericJson[], work: (house: TestHouse, meter: Meter) => Promise<T>): Promise<T> {
  const meter = createMeter();
  const house = await testHouse({ computers: computersOf(detections), around: meter.around });
  house.deps.workflow = meter.workflow(house.deps.workflow);
  try {
    return await work(house, meter);
  } finally {
    await house.close();
  }
}

const minus = (after: PortUnits, before: PortUnits): PortUnits => ({
  readUnits: after.readUnits - before.readUnits,
  writeUnits: after.writeUnits - before.writeUnits,
  indexWriteUnits: after.indexWriteUnits - before.indexWriteUnits,
  sweeperQueries: after.sweeperQueries - before.sweeperQueries,
  storedBytes: after.storedBytes - before.storedBytes,
  tableCalls: after.tableCalls - before.tableCalls,
  tableWaits: after.tableWaits - before.tableWaits,
  mails: after.mails - before.mails,
  mailBytes: after.mailBytes - before.mailBytes,
  secretCalls: after.secretCalls - before.secretCalls,
  workflowCalls: after.workflowCalls - before.workflowCalls,
  productCalls: after.productCalls - before.productCalls,
  productWaits: after.productWaits - before.productWaits,
  sleptMilliseconds: after.sleptMilliseconds - before.sleptMilliseconds,
  logBytes: after.logBytes - before.logBytes,
  httpRequests: after.httpRequests - before.httpRequests,
});

async function unitsOf(house: TestHouse, id: string, ports: PortUnits): Promise<Units> {
  const { round } = await house.incident(id);
  const names = Array.from({ length: round }, (_, index) => `${id}-${index + 1}`);
  const events = names.flatMap((name) => house.machine.history(name, undefined, 100_000).events);
  const count = (pattern: RegExp) => events.filter(({ type }) => pattern.test(type)).length;
  const attempts = count(/^TaskScheduled$/);
  const retries = attempts - count(/^TaskStateEntered$/);
  return {
    ...ports,
    transitions: count(/StateEntered$/) + retries,
    executions: round,
    invocations: attempts + ports.httpRequests,
    workflowLogBytes: events.reduce((bytes, event) => bytes + Buffer.byteLength(logLine(event)) + LINE_OVERHEAD, 0),
  };
}

const LINE_OVERHEAD = 26;
/** Without execution data, and with the ARN that each line names. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
function logLine({ id, previousEventId, timestamp, type, ...details }: Record<string, unknown>): string {
  const arn =
    "arn:aws:states:ap-northeast-1:123456789012:execution:hikeshi-prod-incident-response:inc-00000000000000-1";
  const bare = JSON.stringify(details, (key, value) => (/^(input|output|parameters)$/.test(key) ? undefined : value));
  return (
    JSON.stringify({ id, type, previous_event_id: previousEventId, event_timestamp: timestamp, execution_arn: arn }) +
    bare
  );
}
