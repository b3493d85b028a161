import * as z from "zod";
import { readPerson, removePerson as removeRecord } from "../../records/customers.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { checkMayManage, PersonView } from "./people.ts";

export const removePerson = api({
  name: "remove-person",
  method: "DELETE",
  path: "/v1/customers/{customerId}/people/{personId}",
  summary: "Take away what one of a customer's people may do. A customer may remove the role customer only.",
  roles: ["admin", "customer"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({ removed: PersonView }),
  async run(deps, request) {
    const { customer, params, person: caller } = request;
    if (customer === undefined) throw notFound("customer");
    const of = { customerId: customer.customerId };
    const current = await readPerson(deps.table, of, params.personId ?? "");
    if (current === undefined) throw notFound("person");
    checkMayManage(caller.role, current);
    const { personId, name, role } = current;
    return audited(deps, request, of, "person-removed", { personId, name, role }, async () => {
      const check = (standing: typeof current) => checkMayManage(caller.role, standing);
      return { removed: (await removeRecord(deps.table, of, personId, check)) ?? current };
    });
  },
});
