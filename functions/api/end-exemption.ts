import { api, NONE } from "./api.ts";
import { changeExemption } from "./change-exemption.ts";
import { RESPONDERS } from "./incident-of.ts";
import { ComputerView } from "./views.ts";

export const endExemption = api({
  name: "end-exemption",
  method: "DELETE",
  path: "/v1/customers/{customerId}/computers/{computerId}/exemption",
  summary: "Ends our exemption of a computer; a product's own group still exempts it.",
  roles: RESPONDERS,
  query: NONE,
  body: NONE,
  answer: ComputerView,
  run: (deps, request) => changeExemption(deps, request, undefined),
});
