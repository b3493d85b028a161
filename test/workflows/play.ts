// A story played through the whole house, and what tests read of it: mails, statuses, actions, timeline, states entered.
import { expect } from "vitest";
import type { TimelineFact } from "../../core/timeline.ts";
import { type Action, readActions } from "../../records/actions.ts";
import { listIncidents } from "../../records/incidents.ts";
import { readRecommended } from "../../records/recommended.ts";
import { readRecorded } from "../../records/timeline.ts";
import { CUSTOMER, computersOf, type TestHouse, type TestHouseOptions, testHouse } from "../house.ts";
import { d3, type GenericJson } from "../stories.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const BOTH = [
  { address: "it@acme.test", language: "en" },
  { address: "joushisu@acme.test", language: "ja" },
] as const;

/** Group ids of the simulated product. */
export const CLIENTS = "2c7d1f80-5a94-4e1b-8f60-77a1b2c3d402";
export const EXEMPT = "2c7d1f80-5a94-4e1b-8f60-77a1b2c3d404";

export interface PlayOptions extends TestHouseOptions {
  /** Detections of later; their computers stand there from the beginning. */
  later?: GenericJson[];
  /** Computers (by name) in the product's group "exempt". */
  exempt?: string[];
  offline?: string[];
  /** Before the first detection is sent. */
  before?(house: TestHouse): Promise<void> | void;
}

const open: TestHouse[] = [];
const entered = new Set<string>();

/** After each test: the states that its executions entered are remembered for `statesEntered`. */
export async function closeAll(): Promise<void> {
  for (const house of open.splice(0)) {
    for (const name of await visited(house)) entered.add(name);
    await house.close();
  }
}
export const statesEntered = (): ReadonlySet<string> => entered;

/** Opens a house in which the computers of these detections stand. */
export async function houseFor(detections: GenericJson[], options: PlayOptions = {}): Promise<TestHouse> {
  const { later = [], exempt = [], offline = [], before, ...rest } = options;
  const computers = computersOf([...detections, ...later]).map((computer) =>
    exempt.includes(computer.name) ? { ...computer, group: EXEMPT } : computer,
  );
  const house = await testHouse({ computers, ...rest });
  open.push(house);
  for (const name of offline) house.endpoints.tell(name, { kind: "offline" });
  await before?.(house);
  return house;
}

export interface Play {
  house: TestHouse;
  id: string;
}

/** Sends the detections as one delivery; all of them belong to one incident. */
export async function play(detections: GenericJson[], options: PlayOptions = {}): Promise<Play> {
  const house = await houseFor(detections, options);
  return { house, id: await send(house, detections) };
}

export async function send(house: TestHouse, detections: GenericJson[]): Promise<string> {
  const answer = await house.send(detections);
  expect(answer.status).toBe(202);
  const ids = new Set<string>(answer.body.results.map(({ incidentId }: { incidentId: string }) => incidentId));
  expect(ids.size).toBe(1);
  return [...ids][0] ?? "";
}

/** Plays until the incident waits for somebody. */
export async function playUntilOnHold(...asked: Parameters<typeof play>): Promise<Play> {
  const one = await play(...asked);
  await one.house.until(one.id, "on-hold");
  return one;
}

/** The infostealer on a computer whose product answers too late: it is to be isolated. */
export async function slowD3(): Promise<Play> {
  const before = ({ endpoints }: TestHouse) =>
    endpoints.tell("PC-SOUMU03", { kind: "slow", milliseconds: 20 * MINUTE });
  const one = await play(d3("2026-01-04"), { before });
  await one.house.pass(MINUTE);
  one.house.endpoints.tell("PC-SOUMU03", { kind: "normal" });
  return one;
}

const SUBJECTS: readonly [RegExp, string][] = [
  [/Possible incident detected again|疑いを再度検出/, "created again"],
  [/Possible incident detected|疑いを検出/, "created"],
  [/has been isolated from|をネットワーク隔離しました/, "isolated"],
  [/is not confirmed|隔離を確認できていません/, "isolation-unconfirmed"],
  [/reminder \d|再通知/, "reminder"],
  [/is back on the network|ネットワーク隔離を終了しました/, "recovered"],
  [/Incident finished|インシデント対応が完了/, "finished"],
  [/Do you know this work|心当たりはありますか/, "question"],
  [/analyst's decision|エンジニアの判断が必要です/, "escalated"],
  [/New comment|コメントしました|推奨対応のご案内|Recommended actions for you/, "comment"],
  [/Daily digest|検出のまとめ/, "digest"],
];

/** Kind and host of each mail to this recipient, as sent. Every other subject is a you-must-act. */
export const mailsTo = ({ house }: Pick<Play, "house">, to = "it@acme.test"): string[] =>
  house.mails
    .filter((mail) => mail.to === to)
    .map(({ subject }) => {
      const kind = SUBJECTS.find(([words]) => words.test(subject))?.[1] ?? "must-act";
      const host = /\b(?:PC|SV|test1)-[A-Za-z0-9]+/.exec(subject)?.[0];
      return host === undefined ? kind : `${kind} ${host}`;
    });

/** Both recipients get the same mails, each in their language. */
export function expectMails(one: Pick<Play, "house">, wanted: string[]): void {
  expect(mailsTo(one).toSorted()).toEqual(wanted.toSorted());
  const japanese = mailsTo(one, "joushisu@acme.test");
  expect(japanese.toSorted()).toEqual(wanted.toSorted());
  for (const { to, language, text } of one.house.mails.filter(({ to }) => to.endsWith("@acme.test"))) {
    expect(language).toBe(to.startsWith("it") ? "en" : "ja");
    expect(text).toMatch(language === "ja" ? /^.*お客様の作業/m : /Your action/);
  }
}

export const facts = async ({ house, id }: Play): Promise<TimelineFact[]> =>
  (await readRecorded(house.deps.table, { customerId: CUSTOMER, incidentId: id }, undefined, 1000)).values.map(
    ({ fact }) => fact,
  );

export const statuses = async (one: Play): Promise<string[]> =>
  (await facts(one)).flatMap((fact) => (fact.kind === "status-changed" ? fact.to : []));

/** Our kinds of the timeline in order, without the detections' own and runs of one kind as one. */
export async function course(one: Play): Promise<string[]> {
  const kinds = (await facts(one)).map(({ kind }) => kind).filter((kind) => !/-added$|-started$|-matched$/.test(kind));
  return kinds.filter((kind, index) => kind !== "notice-sent" && kind !== kinds[index - 1]);
}

export const actionsOf = ({ house, id }: Play): Promise<Action[]> =>
  readActions(house.deps.table, { customerId: CUSTOMER, incidentId: id });

/** `kill PC-1 x.exe (7) confirmed`, sorted. */
export const actions = async (one: Play): Promise<string[]> =>
  (await actionsOf(one))
    .map(({ kind, target: { computerName, process, executable }, state, reason }) => {
      const what = executable?.name ?? (process === undefined ? undefined : `${process.name} ${process.pid}`);
      return [kind, computerName, what, state, state === "failed" ? reason : undefined]
        .filter((word) => word !== undefined)
        .join(" ");
    })
    .toSorted();

export const running = (house: TestHouse, computer: string): string[] =>
  house.endpoints
    .computer(computer)
    .processes.filter((process) => process.running)
    .map(({ name }) => name);

export const files = (house: TestHouse, computer: string): Record<string, string> =>
  Object.fromEntries(house.endpoints.computer(computer).files.map(({ name, state }) => [name, state]));

export const network = (house: TestHouse, computer: string): string => house.endpoints.computer(computer).network;

/** Nothing that a computer needs was blocked. */
export function expectNothingBroken(house: TestHouse): void {
  for (const { name, broken } of house.endpoints.computers.values())
    expect({ name, broken }).toEqual({ name, broken: [] });
}

/** How often the product was given each task: never twice for one action. */
export function tasks(house: TestHouse): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { event, detail = "" } of house.endpoints.journal)
    if (event === "task-created") counts[detail] = (counts[detail] ?? 0) + 1;
  return counts;
}

export async function attestAll({ house, id }: Play, as = "customer"): Promise<void> {
  const items = await readRecommended(house.deps.table, { customerId: CUSTOMER, incidentId: id });
  for (const { recommendedId, done } of items) {
    if (done !== undefined) continue;
    const path = `/incidents/${id}/recommended-actions/${recommendedId}/attestation`;
    expect((await house.call(as, "POST", path, {})).status).toBe(200);
  }
}

export const release = ({ house, id }: Play, ...names: string[]) =>
  house.call("customer", "POST", `/incidents/${id}/release`, {
    computerIds: names.map((name) => house.endpoints.computer(name).id),
  });

export const isolateByHand = (house: TestHouse, name: string, as = "customer") =>
  house.call(as, "POST", `/computers/${house.endpoints.computer(name).id}/isolation`, { reason: "a person decides" });

/** The states that one execution entered, in order; those of a Map's items among them. */
export const entersOf = ({ house, id }: Play, round = 1): string[] =>
  house.machine
    .history(`${id}-${round}`, undefined, 100_000)
    .events.flatMap(({ stateEnteredEventDetails: details }) =>
      typeof details === "object" && details !== null && "name" in details ? [String(details.name)] : [],
    );

/** Names of the states that any execution of the house entered. */
async function visited(house: TestHouse): Promise<string[]> {
  const { values } = await listIncidents(house.deps.table, CUSTOMER, { limit: 1000 });
  return values.flatMap(({ incidentId: id, round }) =>
    Array.from({ length: round }, (_, index) => entersOf({ house, id }, index + 1)).flat(),
  );
}

/** Fails writes of these records, as a bug would; returns the way to end that. */
export function breakWrites(house: TestHouse, fails: (sk: string) => boolean, error = new Error("broken")): () => void {
  const { table } = house.deps;
  house.deps.table = {
    ...table,
    put: async (item, expected) => {
      if (fails(item.sk)) throw error;
      return table.put(item, expected);
    },
  };
  return () => {
    house.deps.table = table;
  };
}
