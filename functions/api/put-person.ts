import { putPerson as putRecord, readPerson } from "../../records/customers.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { checkMayManage, PersonBody, PersonView, personOf, sameAs } from "./people.ts";

export const putPerson = api({
  name: "put-person",
  method: "PUT",
  path: "/v1/customers/{customerId}/people",
  summary: "Add or change one of a customer's people. A customer may add and change the role customer only.",
  roles: ["admin", "customer"],
  query: NONE,
  // Admins are the house's: nobody runs it for one customer alone.
  body: PersonBody.extend({ role: PersonBody.shape.role.exclude(["admin"]) }),
  answer: PersonView,
  async run(deps, request) {
    const { customer, body, person: caller } = request;
    if (customer === undefined) throw notFound("customer");
    const of = { customerId: customer.customerId };
    const person = personOf(body);
    checkMayManage(caller.role, person);
    const current = await readPerson(deps.table, of, person.personId);
    if (current !== undefined) checkMayManage(caller.role, current);
    if (sameAs(current, person)) return person;
    const { personId, name, role } = person;
    return audited(deps, request, of, "person-put", { personId, name, role }, () =>
      putRecord(deps.table, of, person, (standing) => checkMayManage(caller.role, standing)),
    );
  },
});
