// A house whose customers have something on record of every kind, and a table that can be read as a whole, for tests of export and erasure.
import type { Item, Key, Table } from "../../../core/ports.ts";
import { joinOrOpen } from "../../../functions/api/open-incident.ts";
import { readComputer } from "../../../records/computers.ts";
import { putSource } from "../../../records/customers.ts";
import { keepDelivery, quarantine } from "../../../records/deliveries.ts";
import { recordHeard } from "../../../records/heard.ts";
import { changeIncident, listIncidents } from "../../../records/incidents.ts";
import { beginPolling } from "../../../records/polls.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { d3, type GenericJson } from "../../stories.ts";
import { seed } from "./incident-seed.ts";

/** The table, and all that was ever put there and still stands. */
export function recording(table: Table): Table & { dump(): Promise<Item[]> } {
  const keys = new Map<string, Key>();
  return {
    ...table,
    put: (item, expected) => {
      keys.set(JSON.stringify([item.pk, item.sk]), { pk: item.pk, sk: item.sk });
      return table.put(item, expected);
    },
    async dump() {
      const all = await Promise.all([...keys.values()].map((key) => table.get(key)));
      return all.filter((item) => item !== undefined);
    },
  };
}

export interface LivedHouse extends ApiHouse {
  table: ReturnType<typeof recording>;
  incidentId: string;
  inquiryId: string;
}

const of = (customerId: string, detections: GenericJson[]): GenericJson[] =>
  detections.map((one) => ({ ...one, id: `${customerId}-${one.id}` }));

/** `acme` and `other` have lived the same; their incidents are finished. */
export async function livedHouse(): Promise<LivedHouse> {
  const house = await apiHouse();
  const table = recording(house.deps.table);
  house.deps.table = table;
  let [incidentId, inquiryId] = ["", ""];
  for (const [customerId, as] of [
    ["other", "other"],
    ["acme", "customer"],
  ] as const) {
    const root = `/v1/customers/${customerId}`;
    const post = async (who: string, path: string, body: object) => {
      const { status, body: answer } = await house.call("POST", `${root}${path}`, { as: who, body });
      if (status >= 300) throw new Error(`${path} answered ${status} ${JSON.stringify(answer)}`);
      return answer;
    };
    await livedSource(house, customerId);
    incidentId = await seed(house, customerId, of(customerId, d3()));
    const { body: computers } = await house.call("GET", `${root}/computers`, { as });
    await post("analyst", `/computers/${computers.computers[0].computerId}/exemption`, { reason: `of ${customerId}` });
    await post("analyst", `/incidents/${incidentId}/comments`, { text: `Words of ${customerId}.`, language: "en" });
    const words = { subject: `Question of ${customerId}`, text: "Why?", language: "en", incidentId };
    inquiryId = (await post(as, "/inquiries", words)).inquiryId;
    await post("support", `/inquiries/${inquiryId}/messages`, { text: "So.", language: "en" });
    await closeAll(house, customerId);
    // As a person opens one who isolates a computer: without a finding.
    const { computerId } = computers.computers[0];
    const computer = await readComputer(house.deps.table, customerId, computerId);
    if (computer !== undefined)
      await joinOrOpen(house.deps.table, computer, { kind: "system" }, new Date(house.clock.now).toISOString());
    await closeAll(house, customerId);
  }
  return Object.assign(house, { table, incidentId, inquiryId });
}

/** As the workflow ends them. */
export async function closeAll({ deps, clock }: ApiHouse, customerId = "acme"): Promise<void> {
  const finishedAt = new Date(clock.now).toISOString();
  const expiresAtSeconds = clock.now / 1000 + 400 * 86_400;
  for (const { incidentId } of (await listIncidents(deps.table, customerId, { limit: 100 })).values)
    await changeIncident(deps.table, customerId, incidentId, (incident) => ({
      ...incident,
      status: "closed",
      finishedAt,
      expiresAtSeconds,
    }));
}

async function livedSource({ deps, secrets, clock }: ApiHouse, customerId: string): Promise<void> {
  const at = new Date(clock.now).toISOString();
  const source = { name: "eset", vendor: "eset", credential: "secret" as const, secretIds: ["one", "two"] };
  await putSource(deps.table, customerId, { ...source, connector: { settings: { region: "jpn" } } }, (one) => one);
  for (const id of source.secretIds)
    secrets.set(`customers/${customerId}/sources/eset/${id}`, `secret of ${customerId}`);
  secrets.set(`customers/${customerId}/connectors/eset`, `password of ${customerId}`);
  await recordHeard(deps.table, customerId, source, at);
  await beginPolling(deps.table, customerId, "eset", at);
  const unplaced = {
    source: "eset",
    deliveryId: "unplaced",
    bodyHash: "x",
    receivedAt: at,
    body: `body of ${customerId}`,
  };
  await keepDelivery(deps.table, { customerId, ...unplaced });
  const raw = `raw of ${customerId}`;
  await quarantine(deps.table, { customerId, source: "eset", quarantineId: "q", receivedAt: at, reason: "why", raw });
}

/** Those of a customer, by their keys. */
export const ofCustomer = (items: readonly Item[], customerId: string): Item[] =>
  items.filter(({ pk, sk }) => [pk, sk].some((key) => key.split("#").includes(customerId)));
