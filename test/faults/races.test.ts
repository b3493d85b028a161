// The races of wake, close and pointer, in every order in which the calls that matter can fall (with few changes between the two).
import { expect, test } from "vitest";
import type { Table } from "../../core/ports.ts";
import { isFinished } from "../../core/status.ts";
import { finishIncident } from "../../functions/response/finish-incident.ts";
import { waitForRecovery } from "../../functions/response/wait-for-recovery.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { changeIsolation, readComputer } from "../../records/computers.ts";
import {
  changeIncident,
  handleReasons,
  type IncidentRecord,
  listIncidents,
  openReasons,
  readIncident,
  writeWait,
} from "../../records/incidents.ts";
import { interleave, type Worker } from "../records/interleave.ts";
import type { MemoryTable } from "../records/memory-table.ts";
import { blocked, ransomware } from "./paths.ts";
import { arrive, isStarted, isWoken, NOW, post, raceDeps } from "./race-house.ts";
import { CUSTOMER, register } from "./registry.ts";
import { createWorld } from "./world.ts";

const MATTERS = [
  "INCIDENT",
  "REASON",
  "WAIT",
  "POINTER",
  "CLAIM",
  "EXECUTION",
  "TOKEN",
  "COMPUTER",
  "FINDING",
  "ACTION",
];
const isComputerList = (pk: string) => pk.endsWith("#COMPUTERS");
const pauseAt = (call: string, { pk, sk = "" }: { pk: string; sk?: string; prefix?: string }) =>
  MATTERS.includes(sk.split("#")[0] ?? "") &&
  !pk.includes("SEEN") &&
  (call !== "get" || isComputerList(pk) || sk !== "CLAIM");

const all = async (table: Table) => (await listIncidents(table, CUSTOMER, { limit: 100 })).values;
const only = async (table: Table): Promise<IncidentRecord> => {
  const [incident] = await all(table);
  if (incident === undefined) throw new Error("no incident");
  return incident;
};

/** An incident whose first assessment is over, and whose execution runs. */
async function assessed(table: Table, change: Partial<IncidentRecord>): Promise<void> {
  const world = createWorld([]);
  await register({ ...world, table: Object.assign(world.table, table) }, []);
  await arrive(raceDeps(table), [blocked("first")], "first");
  const { incidentId } = await only(table);
  await handleReasons(table, await openReasons(table, CUSTOMER, incidentId));
  await changeIncident(table, CUSTOMER, incidentId, (now) => ({ ...now, ...change }));
}

const onHold = { status: "on-hold", waitingFor: "customer" } as const;

async function held(table: Table): Promise<void> {
  await assessed(table, onHold);
  const { incidentId } = await only(table);
  await changeIsolation(table, CUSTOMER, "pc-1", () => ({
    ...{ generation: 1, wanted: "isolated", state: "isolated", holds: [incidentId] },
  }));
  await writeWait(table, { customerId: CUSTOMER, incidentId, token: "of-an-earlier-wait", at: NOW });
}

const input = async (table: Table) => ({ customerId: CUSTOMER, incidentId: (await only(table)).incidentId, round: 1 });

const finishing: Worker<unknown> = async (table) =>
  finishIncident(raceDeps(table))({ ...(await input(table)), finishAs: "closed", loops: 1 }, lambdaContext("finish"));
const waiting: Worker<unknown> = async (table) =>
  waitForRecovery(raceDeps(table))({ ...(await input(table)), taskToken: "of-this-wait" }, lambdaContext("wait"));
const nextOf = (result: unknown) => JSON.parse(JSON.stringify(result ?? {})).next;

/** Whoever has something new that no assessment has seen is looked at: again, or in a new round. */
async function nothingIsLost(table: MemoryTable, results: unknown[]): Promise<void> {
  for (const { incidentId, status, round } of await all(table)) {
    const facts = (await openReasons(table, CUSTOMER, incidentId)).filter(({ kind }) => kind === "facts");
    if (facts.length === 0) continue;
    expect(isFinished(status)).toBe(false);
    if (round > 1) expect(await isStarted(table, `${incidentId}-${round}`)).toBe(true);
    else expect(nextOf(results[0])).toBe("assess");
  }
}

const race = (
  prepare: (table: Table) => Promise<void>,
  workers: Worker<unknown>[],
  check: (table: MemoryTable, results: unknown[]) => Promise<void>,
  switches = 3,
) => interleave({ prepare, workers, check, pauseAt, switches });

test("a detection that comes while its incident finishes is assessed", { timeout: 120_000 }, async () => {
  const arriving: Worker<unknown> = (table) => arrive(raceDeps(table), [blocked("second")], "second");
  const orders = await race(
    (table) => assessed(table, { status: "in-progress" }),
    [finishing, arriving],
    nothingIsLost,
    2,
  );
  expect(orders).toBeGreaterThan(50);
});

test("a release that is asked for while the workflow begins to wait wakes it", { timeout: 120_000 }, async () => {
  const releasing: Worker<unknown> = async (table) =>
    post(raceDeps(table), "customer", `/incidents/${(await only(table)).incidentId}/release`, {
      computerIds: ["pc-1"],
    });
  const orders = await race(held, [waiting, releasing], async (table, results) => {
    expect(results[1]).toBe(202);
    expect(await isWoken(table, "of-this-wait")).toBe(true);
  });
  expect(orders).toBeGreaterThan(50);
});

test("an end that an analyst sets while the workflow begins to wait wakes it", { timeout: 120_000 }, async () => {
  const closing: Worker<unknown> = async (table) =>
    post(raceDeps(table), "analyst", `/incidents/${(await only(table)).incidentId}/status`, {
      status: "closed",
      reason: "ours",
    });
  const orders = await race(
    (table) => assessed(table, onHold),
    [waiting, closing],
    async (table, results) => {
      expect(results[1]).toBe(200);
      expect(await isWoken(table, "of-this-wait")).toBe(true);
    },
  );
  expect(orders).toBeGreaterThan(50);
});

test("two that find one file at once on two computers open one incident with one execution", {
  timeout: 120_000,
}, async () => {
  const orders = await race(
    async (table) => {
      const world = createWorld([]);
      await register({ ...world, table: Object.assign(world.table, table) }, []);
    },
    [
      (table) => arrive(raceDeps(table), [ransomware("one", 1)], "one"),
      (table) => arrive(raceDeps(table), [ransomware("two", 2)], "two"),
    ],
    async (table) => {
      expect(await all(table)).toHaveLength(1);
      const { incidentId, round } = await only(table);
      expect(round).toBe(1);
      expect(await isStarted(table, `${incidentId}-1`)).toBe(true);
      expect((await openReasons(table, CUSTOMER, incidentId)).length).toBe(2);
    },
    2,
  );
  expect(orders).toBeGreaterThan(50);
});

test("a person who isolates a computer while its incident finishes is waited for", { timeout: 120_000 }, async () => {
  const isolating: Worker<unknown> = (table) =>
    post(raceDeps(table), "analyst", "/computers/pc-1/isolation", { reason: "now" });
  const orders = await race(
    (table) => assessed(table, { status: "in-progress" }),
    [finishing, isolating],
    async (table, results) => {
      expect(results[1]).toBe(202);
      const { isolation } = (await readComputer(table, CUSTOMER, "pc-1")) ?? {};
      expect(isolation?.wanted).toBe("isolated");
      for (const holder of isolation?.holds ?? []) {
        const { status, round } = (await readIncident(table, CUSTOMER, holder))?.value ?? {};
        expect([status, isFinished(status ?? "closed")]).toEqual([status, false]);
        expect(round !== 1 || nextOf(results[0]) === "wait" || (await isStarted(table, `${holder}-${round}`))).toBe(
          true,
        );
      }
    },
    2,
  );
  expect(orders).toBeGreaterThan(50);
});
