import { api, NONE } from "./api.ts";
import { PersonView } from "./people.ts";

export const readMe = api({
  name: "read-me",
  method: "GET",
  path: "/v1/me",
  summary: "Who you are, for people of the house. A customer's people ask under their customer.",
  roles: ["admin", "analyst", "support", "customer"],
  query: NONE,
  body: NONE,
  answer: PersonView,
  run: async (_deps, { person }) => person,
});
