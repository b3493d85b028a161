// What a step reads of the records to decide: findings, computers with their exemptions, and what was done already.
import type { ComputerView, KnownAction } from "../../core/assessment.ts";
import { type Computer, isExempt } from "../../core/computer.ts";
import type { Finding } from "../../core/finding.ts";
import type { Action } from "../../records/actions.ts";
import { computersOf, listComputers, type Membership, readComputer } from "../../records/computers.ts";
import { readFindings } from "../../records/detections.ts";
import type { Place } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";

export interface Findings {
  ids: string[];
  findings: Finding[];
  /** When each computer's newest finding came. */
  newestAt: ReadonlyMap<string, string>;
}

export async function findingsOf(deps: Deps, place: Place): Promise<Findings> {
  const records = await readFindings(deps.table, place);
  const newestAt = new Map<string, string>();
  for (const { finding, at } of records) {
    const { id } = finding.computer;
    if (at > (newestAt.get(id) ?? "")) newestAt.set(id, at);
  }
  return { ids: records.map(({ findingId }) => findingId), findings: records.map(({ finding }) => finding), newestAt };
}

/** A computer of the incident: its membership, and its own record where there is one. */
export type Member = Membership & { computer: Computer | undefined };

export async function membersOf({ table }: Deps, place: Place): Promise<Member[]> {
  const members = await computersOf(table, place);
  return Promise.all(
    members.map(async (member) => ({
      ...member,
      computer: await readComputer(table, place.customerId, member.computerId),
    })),
  );
}

/** Every computer of the incident as the assessment sees it. `looked`: whose exemption is asked of the product too. */
export const computerViews = (
  deps: Deps,
  members: readonly Member[],
  looked: ReadonlySet<string>,
): Promise<ComputerView[]> => Promise.all(members.map((member) => viewOf(deps, member, looked.has(member.computerId))));

async function viewOf(
  deps: Deps,
  { customerId, computerId, name, computer }: Member,
  look: boolean,
): Promise<ComputerView> {
  if (computer === undefined) return { computerId, name, exempt: "unreadable", supports: [] };
  const connector = await deps.connectors(customerId, computer.source);
  const supports = connector?.supports ?? [];
  if (isExempt(computer.exemption, nowAt(deps))) return { computerId, name, exempt: "yes", supports };
  if (!look || connector === undefined) return { computerId, name, exempt: "no", supports };
  return { computerId, name, exempt: await vendorExempt(deps, connector, computerId), supports };
}

/** A look-up that fails never leads to an action. */
async function vendorExempt(
  deps: Deps,
  connector: { exempt(id: string): Promise<boolean> },
  computerId: string,
): Promise<ComputerView["exempt"]> {
  for (let attempt = 1; attempt <= LOOK_UPS; attempt += 1) {
    try {
      return (await connector.exempt(computerId)) ? "yes" : "no";
    } catch (error) {
      deps.log.warn({ function: "exempt", outcome: error instanceof Error ? error.name : "unknown", attempt });
      if (attempt < LOOK_UPS) await deps.sleep(attempt * 1000);
    }
  }
  return "unreadable";
}

const LOOK_UPS = 3;
/** More than this many computers make no difference to any ceiling. */
const FLEET_COUNTED = 1000;

const COUNTED_FOR_MILLISECONDS = 60_000;

const counted = new WeakMap<Deps["table"], Map<string, { at: number; size: number }>>();

/** Counted once a minute: it only grows, so an old count allows fewer isolations at a time, never more. */
export async function fleetSize(deps: Deps, customerId: string): Promise<number> {
  const counts = counted.get(deps.table) ?? new Map<string, { at: number; size: number }>();
  counted.set(deps.table, counts);
  const known = counts.get(customerId);
  if (known !== undefined && deps.now() - known.at < COUNTED_FOR_MILLISECONDS) return known.size;
  const size = (await listComputers(deps.table, customerId, { limit: FLEET_COUNTED })).values.length;
  counts.set(customerId, { at: deps.now(), size });
  return size;
}

/** Oldest first, as the assessment wants them. */
export const knownActions = (actions: readonly Action[]): KnownAction[] =>
  actions.toSorted((a, b) => a.requestedAt.localeCompare(b.requestedAt)).map(knownAction);

const knownAction = (action: Action): KnownAction => {
  const hash = action.target.executable?.sha256 ?? action.target.executable?.sha1;
  const name = action.target.executable?.name ?? action.target.process?.name;
  return {
    kind: action.kind,
    computerId: action.target.computerId,
    state: action.state,
    ...(action.endedAt === undefined ? {} : { at: action.endedAt }),
    ...(action.target.process === undefined ? {} : { processPid: action.target.process.pid }),
    ...(hash === undefined ? {} : { hash }),
    ...(name === undefined ? {} : { name }),
  };
};
