import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { api, NONE } from "./api.ts";
import { changeExemption } from "./change-exemption.ts";
import { RESPONDERS } from "./incident-of.ts";
import { ComputerView } from "./views.ts";

export const exemptComputer = api({
  name: "exempt-computer",
  method: "POST",
  path: "/v1/customers/{customerId}/computers/{computerId}/exemption",
  summary: "Exempts a computer from automatic kill, remove and isolation, with a reason and, where told, until a date.",
  roles: RESPONDERS,
  query: NONE,
  body: z.strictObject({ reason: z.string().min(1).max(500), until: z.iso.datetime({ offset: true }).optional() }),
  answer: ComputerView,
  async run(deps, request) {
    const { reason, until } = request.body;
    if (until === undefined) return changeExemption(deps, request, { reason, by: request.person.name });
    if (Date.parse(until) <= Date.parse(request.at)) {
      throw new Refusal("bad-request", "invalid-body", "Some fields of the body are wrong.", {
        fields: [{ path: "until", message: "in the future" }],
      });
    }
    // As the house writes instants: they are compared as text.
    const exemption = { reason, until: new Date(until).toISOString(), by: request.person.name };
    return changeExemption(deps, request, exemption);
  },
});
