import { listPeople, putPerson, readPerson } from "../../records/customers.ts";
import { api, NONE } from "./api.ts";
import { audited } from "./audited.ts";
import { checkOtherAdmin, lastAdmin, PersonBody, PersonView, personOf, sameAs } from "./people.ts";

export const putHousePerson = api({
  name: "put-house-person",
  method: "PUT",
  path: "/v1/people",
  summary: "Add or change one of the house's people: admin, analyst or support of all customers.",
  roles: ["admin"],
  query: NONE,
  body: PersonBody.extend({ role: PersonBody.shape.role.exclude(["customer"]) }),
  answer: PersonView,
  async run(deps, request) {
    const person = personOf(request.body);
    const current = await readPerson(deps.table, "house", person.personId);
    if (sameAs(current, person)) return person;
    const stepsDown = current?.role === "admin" && person.role !== "admin";
    if (stepsDown) await checkOtherAdmin(deps, person.personId);
    const { personId, name, role } = person;
    return audited(deps, request, "house", "person-put", { personId, name, role }, async () => {
      await putPerson(deps.table, "house", person);
      // Two admins may have stepped down at once: whoever sees that none is left takes it back.
      if (stepsDown && !(await listPeople(deps.table, "house")).some((one) => one.role === "admin")) {
        await putPerson(deps.table, "house", { ...person, role: "admin" });
        throw lastAdmin();
      }
      return person;
    });
  },
});
