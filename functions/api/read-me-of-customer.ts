import { api, NONE } from "./api.ts";
import { PersonView } from "./people.ts";

export const readMeOfCustomer = api({
  name: "read-me-of-customer",
  method: "GET",
  path: "/v1/customers/{customerId}/me",
  summary: "Who you are to this customer: one of its people, or of the house.",
  roles: ["admin", "analyst", "support", "customer"],
  query: NONE,
  body: NONE,
  answer: PersonView,
  run: async (_deps, { person }) => person,
});
