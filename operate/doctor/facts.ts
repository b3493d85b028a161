// What a house knows of its customers, as far as the doctor asks: from its records on AWS, or over the API of a running house.
import * as z from "zod";
import { Settings, Source } from "../../core/customer.ts";
import type { Ports, Secrets } from "../../core/ports.ts";
import { secretName } from "../../functions/secret-cache.ts";
import { listCustomers, listPeople, listSources } from "../../records/customers.ts";
import { type Heard, listHeard } from "../../records/heard.ts";
import type { HouseClient } from "../house-client.ts";

export interface SourceFacts {
  name: string;
  /** Of its sender: on record, and in the secret store. */
  hasSecret: boolean;
  /** Of the product that acts; absent where none does. */
  hasConnectorCredential?: boolean;
  lastHeardAt?: string;
  silentSince?: string;
}

export interface CustomerFacts {
  customerId: string;
  settings: Settings;
  sources: SourceFacts[];
}

export interface HouseFacts {
  admins: number;
  customers: CustomerFacts[];
}

export async function factsOfStage({ table, secrets }: Pick<Ports, "table" | "secrets">): Promise<HouseFacts> {
  const customers: CustomerFacts[] = [];
  for (const { customerId, settings } of await listCustomers(table)) {
    const heard = new Map((await listHeard(table, customerId)).map((one) => [one.source, one]));
    const sources: SourceFacts[] = [];
    for (const source of await listSources(table, customerId))
      sources.push(await sourceFacts(secrets, customerId, source, heard.get(source.name)));
    customers.push({ customerId, settings, sources });
  }
  const admins = (await listPeople(table, "house")).filter(({ role }) => role === "admin");
  return { admins: admins.length, customers };
}

const People = z.looseObject({ people: z.array(z.looseObject({ role: z.string() })) });
const Customers = z.looseObject({ customers: z.array(z.looseObject({ customerId: z.string() })) });
const Listed = Source.extend({ lastHeardAt: z.string().optional(), silentSince: z.string().optional() });
const Sources = z.looseObject({ sources: z.array(Listed) });

export async function factsOfHouse(house: HouseClient, secrets: Secrets): Promise<HouseFacts> {
  const { people } = People.parse((await house.get("/v1/people")).body);
  const customers: CustomerFacts[] = [];
  for (const { customerId } of Customers.parse((await house.get("/v1/customers")).body).customers) {
    const settings = Settings.parse((await house.get(`/v1/customers/${customerId}/settings`)).body);
    const listed = Sources.parse((await house.get(`/v1/customers/${customerId}/sources`)).body).sources;
    const sources: SourceFacts[] = [];
    for (const source of listed) sources.push(await sourceFacts(secrets, customerId, source, source));
    customers.push({ customerId, settings, sources });
  }
  return { admins: people.filter(({ role }) => role === "admin").length, customers };
}

async function sourceFacts(
  secrets: Secrets,
  customerId: string,
  { name, secretIds, connector }: Source,
  heard: { [K in keyof Pick<Heard, "lastHeardAt" | "silentSince">]?: string | undefined } | undefined,
): Promise<SourceFacts> {
  const values = await Promise.all(secretIds.map((id) => secrets.get(secretName.source(customerId, name, id))));
  const acts = connector === undefined ? undefined : await secrets.get(secretName.connector(customerId, name));
  return {
    name,
    hasSecret: values.some((value) => value !== undefined),
    ...(connector === undefined ? {} : { hasConnectorCredential: acts !== undefined }),
    ...(heard?.lastHeardAt === undefined ? {} : { lastHeardAt: heard.lastHeardAt }),
    ...(heard?.silentSince === undefined ? {} : { silentSince: heard.silentSince }),
  };
}
