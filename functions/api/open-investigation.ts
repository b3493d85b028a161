import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { computersOf } from "../../records/computers.ts";
import { append } from "../../records/timeline.ts";
import { api, NONE, notFound } from "./api.ts";
import { computerOf, incidentOf, RESPONDERS } from "./incident-of.ts";
import { investigationLink } from "./incident-views.ts";
import { passedOnce } from "./passed-once.ts";

export const openInvestigation = api({
  name: "open-investigation",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/investigation",
  summary: "The product's page for remote investigation of a computer; that it was opened stands in the timeline.",
  roles: RESPONDERS,
  query: NONE,
  body: z.strictObject({ computerId: z.string().min(1).max(256) }),
  answer: z.strictObject({ link: z.string() }),
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { computerId } = request.body;
    const members = await computersOf(deps.table, incident);
    if (!members.some((member) => member.computerId === computerId)) throw notFound("computer");
    const { value: computer } = await computerOf(deps, request, computerId);
    const link = await investigationLink(deps, computer);
    if (link === undefined)
      throw new Refusal("conflict", "not-supported", "The product of this computer has no remote investigation.");
    const recordedAt = await passedOnce(deps, incident, request);
    const fact = { kind: "investigation-opened", computer: computer.name } as const;
    await append(deps.table, incident, { fact, actor: request.actor, recordedAt, cause: [request.requestId] });
    return { link };
  },
});
