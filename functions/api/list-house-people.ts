import { listPeople } from "../../records/customers.ts";
import { api, NONE } from "./api.ts";
import { PeopleView } from "./people.ts";

export const listHousePeople = api({
  name: "list-house-people",
  method: "GET",
  path: "/v1/people",
  summary: "The people of the house: admins, analysts, support.",
  roles: ["admin"],
  query: NONE,
  body: NONE,
  answer: PeopleView,
  run: async (deps) => ({ people: await listPeople(deps.table, "house") }),
});
