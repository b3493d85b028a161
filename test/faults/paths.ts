// The ways an incident can go, each as short as it can be: what is delivered, and what people do.

import type { GenericJson } from "../stories.ts";
import { sha1, system } from "../story-facts.ts";
import { type FaultHouse, MINUTE } from "./house.ts";
import { attestAll, pointAt } from "./people.ts";
import type { PhysicalComputer } from "./product.ts";
import type { Registered } from "./registry.ts";

export interface Path {
  name: string;
  /** All that is ever delivered: for the computers, and for the other customer. */
  detections: GenericJson[];
  registered?: Registered;
  /** Of the physical computers, by id. */
  physical?: Partial<PhysicalComputer>;
  /** Goes without faults. */
  before?(house: FaultHouse): Promise<void>;
  /** Goes with them; after it people bring everything to its end. */
  go(house: FaultHouse): Promise<void>;
  /** How many incidents there are in the end. */
  incidents: number;
}

const evil = {
  name: "evil.exe",
  path: "C:\\Users\\Public\\evil.exe",
  sha1: sha1("evil"),
  signature: "untrusted" as const,
};
export const agent = {
  name: "agent.exe",
  path: "C:\\Windows\\Temp\\agent.exe",
  sha1: sha1("agent"),
  signature: "trusted" as const,
  signer: "Asset K.K.",
};
const pc = (number: number) => ({ id: `pc-${number}`, name: `PC-${number}` });
const detection = (id: string, computer: number, more: Partial<GenericJson>): GenericJson => ({
  id,
  rule: { id: `R-${id}`, name: `Rule ${id}` },
  severity: "high",
  outcome: "allowed",
  techniques: [],
  occurredAt: "2026-01-04T23:50:00Z",
  computer: pc(computer),
  ...more,
});
const ran = (pid: number) => ({ process: { pid, name: "evil.exe", image: evil }, executable: evil });

export const blocked = (id = "blocked", computer = 1) =>
  detection(id, computer, { outcome: "blocked", severity: "medium", executable: evil });
export const unwanted = (id = "unwanted", computer = 1) =>
  detection(id, computer, { severity: "medium", confidence: "high", ...ran(100) });
export const malware = (id = "malware", computer = 1) => detection(id, computer, ran(100));
export const ransomware = (id = "ransomware", computer = 1) =>
  detection(id, computer, { severity: "critical", confidence: "high", techniques: ["T1486"], ...ran(100) });
/** Another process of the same file. */
export const detectionOf = ran;
export const adminWork = (id = "admin", computer = 1, file = agent) =>
  detection(id, computer, {
    techniques: ["T1021.002", "T1569.002", "T1570"],
    process: { pid: 100, name: "PSEXESVC.exe", image: system("PSEXESVC.exe") },
    executable: file,
  });

const theOne = async (house: FaultHouse) => {
  const [incident] = await house.incidents();
  if (incident === undefined) throw new Error("there is no incident");
  return incident;
};

const isolated = async (house: FaultHouse) => {
  await house.deliver([ransomware()]);
  await house.rest();
};

const tool = { ...agent, name: "tool.exe", sha1: sha1("tool") };

/** Two open incidents on one computer: the second came after the first one's window. */
const twoIncidents = async (house: FaultHouse) => {
  await house.deliver([adminWork()]);
  await house.rest();
  await house.world.clock.advance(26 * 60 * MINUTE);
  await house.deliver([adminWork("second", 1, tool)]);
  await house.rest();
};

const short = { policy: { confirmWithinSeconds: 30 } };
const TWO = [
  { address: "it@acme.test", language: "en" as const },
  { address: "joushisu@acme.test", language: "ja" as const },
];

export const paths: Path[] = [
  {
    name: "closed",
    detections: [blocked()],
    registered: { recipients: TWO },
    go: async (house) => void (await house.deliver([blocked()])),
    incidents: 1,
  },
  {
    name: "closed, from a sender that never sends twice",
    detections: [blocked()],
    go: async (house) => void (await house.deliver([blocked()], false)),
    incidents: 1,
  },
  {
    name: "handled",
    detections: [unwanted()],
    go: async (house) => void (await house.deliver([unwanted()])),
    incidents: 1,
  },
  {
    name: "isolated",
    detections: [ransomware()],
    go: async (house) => void (await house.deliver([ransomware()])),
    incidents: 1,
  },
  {
    name: "recovered",
    detections: [ransomware()],
    before: isolated,
    go: async (house) => {
      const incident = await theOne(house);
      await attestAll(house, incident);
      await house.person("customer", "POST", `/incidents/${incident.incidentId}/release`, { computerIds: ["pc-1"] });
    },
    incidents: 1,
  },
  {
    name: "two computers isolated",
    detections: [ransomware(), ransomware("second", 2)],
    go: async (house) => void (await house.deliver([ransomware(), ransomware("second", 2)])),
    incidents: 1,
  },
  {
    name: "exempt",
    detections: [ransomware()],
    physical: { exempt: true },
    go: async (house) => void (await house.deliver([ransomware()])),
    incidents: 1,
  },
  {
    name: "isolated late",
    detections: [malware()],
    physical: { stuck: ["kill"] },
    registered: short,
    go: async (house) => void (await house.deliver([malware()])),
    incidents: 1,
  },
  {
    name: "asked",
    detections: [adminWork()],
    go: async (house) => {
      await house.deliver([adminWork()]);
      await house.rest();
      const { incidentId } = await theOne(house);
      const until = "2026-02-01T00:00:00.000Z";
      await house.person("customer", "POST", `/incidents/${incidentId}/answer`, { known: true, until });
    },
    incidents: 1,
  },
  {
    name: "reopened",
    detections: [blocked()],
    before: async (house) => {
      await house.deliver([blocked()]);
      await house.rest();
      await house.pass(5 * MINUTE);
    },
    go: async (house) => void (await house.deliver([{ ...blocked("again"), rule: blocked().rule, severity: "high" }])),
    incidents: 1,
  },
  {
    name: "more while it waits",
    detections: [ransomware(), malware("more")],
    before: isolated,
    go: async (house) => void (await house.deliver([{ ...malware("more"), ...ran(200) }])),
    incidents: 1,
  },
  {
    name: "isolated by a person",
    detections: [blocked()],
    before: async (house) => {
      await house.deliver([blocked()]);
      await house.rest();
    },
    go: async (house) =>
      void (await house.person("analyst", "POST", "/computers/pc-1/isolation", { reason: "a person decides" })),
    incidents: 2,
  },
  {
    name: "invalid, and released",
    detections: [ransomware()],
    before: isolated,
    go: async (house) => {
      const { incidentId } = await theOne(house);
      await house.person("analyst", "POST", `/incidents/${incidentId}/status`, { status: "invalid", reason: "a test" });
    },
    incidents: 1,
  },
  {
    name: "held by two incidents",
    detections: [adminWork(), adminWork("second", 1, tool)],
    before: twoIncidents,
    go: async (house) => {
      const incidents = await house.incidents();
      for (const { incidentId } of incidents) {
        await pointAt(house, "pc-1", incidentId);
        await house.person("analyst", "POST", "/computers/pc-1/isolation", { reason: "a person decides" });
      }
    },
    incidents: 2,
  },
];
