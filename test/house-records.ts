// What stands on record in a house for tests before anything happens: its customer, a source that acts, its people.
import type { Customer as CustomerType } from "../core/customer.ts";
import { Customer } from "../core/customer.ts";
import type { Deps } from "../functions/deps.ts";
import { createCustomer, personId, putPerson, putSource } from "../records/customers.ts";
import type { TestHouseOptions } from "./house.ts";

export const CUSTOMER = "acme";
export const ISSUER = "https://issuer.test";
export const CREDENTIALS = { username: "api@acme.test", password: "secret" };
export const SECRET = "sender-secret-for-tests";

export async function prepare(
  deps: Deps,
  options: TestHouseOptions,
  baseUrl: string,
  secrets: Map<string, string>,
): Promise<void> {
  const recipients = [{ address: "it@acme.test", language: "en" }];
  const customer: CustomerType = Customer.parse({
    customerId: CUSTOMER,
    createdAt: "2026-01-01T00:00:00.000Z",
    settings: { name: "Acme", recipients, ...options.settings },
  });
  await createCustomer(deps.table, customer);
  const connector = {
    vendor: "eset",
    settings: { region: "jpn", baseUrl, consoleUrl: "https://console.eset.test/{computerId}" },
  };
  const source = {
    name: "generic",
    vendor: "generic",
    credential: "secret" as const,
    secretIds: ["one"],
    // Days go by between the stories' detections.
    silentAfterHours: 0,
    ...(options.noConnector === true ? {} : { connector }),
  };
  await putSource(deps.table, CUSTOMER, source, () => source);
  secrets.set(`customers/${CUSTOMER}/sources/generic/one`, SECRET);
  secrets.set(`customers/${CUSTOMER}/connectors/generic`, JSON.stringify(CREDENTIALS));
  for (const role of ["admin", "analyst", "support"] as const) {
    await putPerson(deps.table, "house", {
      personId: personId(ISSUER, role),
      issuer: ISSUER,
      subject: role,
      name: role,
      role,
      language: "en",
    });
  }
  await putPerson(
    deps.table,
    { customerId: CUSTOMER },
    {
      personId: personId(ISSUER, "customer"),
      issuer: ISSUER,
      subject: "customer",
      name: "Yamada",
      role: "customer",
      language: "ja",
    },
  );
}
