// The customers, sources and people of the harness's house; the second customer lies there with an ended incident of its own.
import { Customer, type Person } from "../../core/customer.ts";
import type { Table } from "../../core/ports.ts";
import { createComputer } from "../../records/computers.ts";
import { createCustomer, personId, putPerson, putSource } from "../../records/customers.ts";
import { createIncident } from "../../records/incidents.ts";
import { claimPointer, pointerTo } from "../../records/pointers.ts";
import type { GenericJson } from "../stories.ts";
import type { World } from "./world.ts";

export const CUSTOMER = "acme";
export const OTHER = "other";
export const OTHERS_INCIDENT = "inc-otherotherotherothe1";
export const ISSUER = "https://issuer.test";
export const SECRET = "sender-secret-for-tests";
const LONG_AGO = "2026-01-04T00:00:00.000Z";

export interface Registered {
  recipients?: { address: string; language: "en" | "ja" }[];
  policy?: Record<string, unknown>;
}

async function customer(world: World, customerId: string, { recipients, policy }: Registered): Promise<void> {
  const { table, secrets } = world;
  const to = recipients ?? [{ address: `it@${customerId}.test`, language: "en" as const }];
  const settings = { name: customerId, recipients: to, ...(policy === undefined ? {} : { policy }) };
  await createCustomer(table, Customer.parse({ customerId, createdAt: LONG_AGO, settings }));
  const source = {
    name: "generic",
    vendor: "generic",
    credential: "secret" as const,
    secretIds: ["one"],
    connector: { vendor: "eset", settings: {} },
  };
  await putSource(table, customerId, source, () => source);
  secrets.set(`customers/${customerId}/sources/generic/one`, SECRET);
  secrets.set(`customers/${customerId}/connectors/generic`, "secret");
}

const person = (subject: string, role: Person["role"]): Person => ({
  personId: personId(ISSUER, subject),
  issuer: ISSUER,
  subject,
  name: subject,
  role,
  language: "en",
});

/** All that the detections speak of is known to the other customer, too: its computers, files and rules, in an ended incident. */
async function bystander(table: Table, detections: readonly GenericJson[]): Promise<void> {
  const incidentId = OTHERS_INCIDENT;
  const [first] = detections;
  if (first === undefined) return;
  await createIncident(table, {
    ...{ incidentId, customerId: OTHER, round: 1, episode: 1, status: "resolved", severity: "high" },
    ...{
      title: { ja: "他社", en: "Other" },
      createdAt: LONG_AGO,
      episodeStartedAt: LONG_AGO,
      roundStartedAt: LONG_AGO,
    },
    ...{ checkedAt: LONG_AGO, openedBy: "detection", finishedAt: LONG_AGO, pathsKept: 1, computers: [] },
  });
  for (const { computer, executable, rule } of detections) {
    const detection = { computer };
    await createComputer(table, OTHER, "generic", detection);
    const hash = executable?.sha1 === undefined ? [] : [pointerTo.hash(executable.sha1)];
    for (const to of [pointerTo.computer(computer.id), ...hash, pointerTo.seen(computer.id, rule.id)]) {
      const pointer = { customerId: OTHER, to, incidentId, firstDetectionId: "other", at: LONG_AGO };
      await claimPointer(table, pointer, undefined);
    }
  }
}

export async function register(world: World, detections: readonly GenericJson[], own: Registered = {}): Promise<void> {
  await customer(world, CUSTOMER, own);
  await customer(world, OTHER, {});
  for (const role of ["admin", "analyst", "support"] as const)
    await putPerson(world.table, "house", person(role, role));
  await putPerson(world.table, { customerId: CUSTOMER }, person("customer", "customer"));
  await bystander(world.table, detections);
}
