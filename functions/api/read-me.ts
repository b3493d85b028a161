import * as z from "zod";
import type { Person } from "../../core/customer.ts";
import { customersOfPerson, listCustomers, readCustomer, readPerson } from "../../records/customers.ts";
import type { Deps } from "../deps.ts";
import { api, NONE } from "./api.ts";
import { PersonView } from "./people.ts";

const Mine = z.strictObject({ customerId: z.string(), name: z.string() });

export const readMe = api({
  name: "read-me",
  method: "GET",
  path: "/v1/me",
  summary: "Who you are, and your customers: all of them for people of the house, else those that you belong to.",
  roles: ["admin", "analyst", "support", "customer"],
  elsewhere: async (deps, personId) => (await belonging(deps, personId))[0]?.person,
  query: NONE,
  body: NONE,
  answer: z.strictObject({ person: PersonView, customers: z.array(Mine) }),
  async run(deps, { person }) {
    const isOfTheHouse = (await readPerson(deps.table, "house", person.personId)) !== undefined;
    const customers = isOfTheHouse
      ? (await listCustomers(deps.table)).map(({ customerId, settings: { name } }) => ({ customerId, name }))
      : (await belonging(deps, person.personId)).map(({ customerId, name }) => ({ customerId, name }));
    return { person, customers };
  },
});

interface Belonging {
  customerId: string;
  name: string;
  person: Person;
}

/** The list says where to look; the person's own record there decides. */
async function belonging(deps: Deps, personId: string): Promise<Belonging[]> {
  const found: Belonging[] = [];
  for (const customerId of await customersOfPerson(deps.table, personId)) {
    const person = await readPerson(deps.table, { customerId }, personId);
    const customer = (await readCustomer(deps.table, customerId))?.value;
    if (person !== undefined && customer !== undefined)
      found.push({ customerId, name: customer.settings.name, person });
  }
  return found;
}
