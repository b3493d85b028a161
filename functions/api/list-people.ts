import { listPeople as listRecords } from "../../records/customers.ts";
import { api, NONE, notFound } from "./api.ts";
import { PeopleView } from "./people.ts";

export const listPeople = api({
  name: "list-people",
  method: "GET",
  path: "/v1/customers/{customerId}/people",
  summary: "The people of a customer and their roles.",
  roles: ["admin", "analyst", "support", "customer"],
  query: NONE,
  body: NONE,
  answer: PeopleView,
  async run(deps, { customer }) {
    if (customer === undefined) throw notFound("customer");
    return { people: await listRecords(deps.table, { customerId: customer.customerId }) };
  },
});
