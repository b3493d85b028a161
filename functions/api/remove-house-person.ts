import * as z from "zod";
import { listPeople, putPerson, readPerson, removePerson } from "../../records/customers.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { checkOtherAdmin, lastAdmin, PersonView } from "./people.ts";

export const removeHousePerson = api({
  name: "remove-house-person",
  method: "DELETE",
  path: "/v1/people/{personId}",
  summary: "Take away what one of the house's people may do. The last admin stays (409).",
  roles: ["admin"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({ removed: PersonView }),
  async run(deps, request) {
    const current = await readPerson(deps.table, "house", request.params.personId ?? "");
    if (current === undefined) throw notFound("person");
    const { personId, name, role } = current;
    if (role === "admin") await checkOtherAdmin(deps, personId);
    return audited(deps, request, "house", "person-removed", { personId, name, role }, async () => {
      const removed = (await removePerson(deps.table, "house", personId)) ?? current;
      // Two admins may have removed each other at once: whoever sees that none is left takes it back.
      if (removed.role === "admin" && !(await listPeople(deps.table, "house")).some((one) => one.role === "admin")) {
        await putPerson(deps.table, "house", removed);
        throw lastAdmin();
      }
      return { removed };
    });
  },
});
