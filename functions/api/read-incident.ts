import * as z from "zod";
import type { Computer } from "../../core/computer.ts";
import type { Person } from "../../core/customer.ts";
import { executionName } from "../../core/ids.ts";
import { executionPage } from "../../core/pages.ts";
import { RecoveryStep } from "../../core/recovery.ts";
import { readActions } from "../../records/actions.ts";
import { computersOf } from "../../records/computers.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import { readRecommended } from "../../records/recommended.ts";
import { readSteps } from "../../records/recovery.ts";
import type { Deps } from "../deps.ts";
import { questionOf } from "../open-question.ts";
import { heldBy } from "../response/holds.ts";
import { answered, api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import {
  ActionView,
  actionView,
  EscalationView,
  InvestigatedComputer,
  investigatedComputers,
  QuestionView,
  RecommendedView,
  RecoveryStepView,
  recommendedView,
  recoveryStepView,
} from "./incident-views.ts";
import { IncidentSummary, summaryOf } from "./views.ts";

/** The rest is paged at `…/computers`. */
const MAX_COMPUTERS = 100;

const IncidentDetail = IncidentSummary.omit({ computers: true }).extend({
  /** As in ETag: send it back in If-Match. */
  version: z.int(),
  /** The name of the workflow's present execution. */
  execution: z.string(),
  /** Where an analyst sees it: AWS's console. Absent for others, and on one machine. */
  executionLink: z.string().optional(),
  computers: z.array(InvestigatedComputer),
  moreComputers: z.boolean(),
  actions: z.array(ActionView),
  recommended: z.array(RecommendedView),
  /** The computers that it holds isolated, and the recommended actions still to be attested before they may be released. */
  release: z.strictObject({
    held: z.array(z.string()),
    missing: z.array(z.string()),
    /** Of those that other incidents hold too: which. They stay isolated after a release. */
    stillHeldBy: z.record(z.string(), z.array(z.string())),
  }),
  /** The customer's own steps, in their order; of the present episode. */
  recoverySteps: z.array(RecoveryStepView),
  /** What the house asks the customer, answered or not; `…/answer` takes the answer. */
  question: QuestionView.optional(),
  /** Why it waits for an analyst, where the house handed it over; `…/resume` lets the response go on. */
  escalation: EscalationView.optional(),
});

function execution({ house }: Deps, { incidentId, round }: IncidentRecord, { role }: Person) {
  const name = executionName(incidentId, round);
  const link = role === "analyst" ? executionPage(house, name) : undefined;
  return { execution: name, ...(link === undefined ? {} : { executionLink: link }) };
}

function others(held: readonly Computer[], incidentId: string): Record<string, string[]> {
  const holds = held.map(
    ({ computerId, isolation }) => [computerId, isolation.holds.filter((id) => id !== incidentId)] as const,
  );
  return Object.fromEntries(holds.filter(([, by]) => by.length > 0));
}

export const readIncident = api({
  name: "read-incident",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}",
  summary: "One incident with its actions, recommended actions, computers, and what is missing for a release.",
  roles: READERS,
  query: NONE,
  body: NONE,
  answer: IncidentDetail,
  async run(deps, request) {
    const { value: incident, version } = await incidentOf(deps, request);
    const ids = (await computersOf(deps.table, incident)).map(({ computerId }) => computerId);
    const shown = ids.slice(0, MAX_COMPUTERS);
    const recommended = (await readRecommended(deps.table, incident)).map(recommendedView);
    const held = await heldBy(deps, incident);
    const steps = await readSteps(deps.table, incident);
    const question = await questionOf(deps, incident);
    const { escalation } = incident;
    const detail = {
      ...summaryOf(incident),
      version,
      ...execution(deps, incident, request.person),
      computers: await investigatedComputers(deps, incident.customerId, shown, request.at),
      moreComputers: ids.length > shown.length,
      actions: (await readActions(deps.table, incident)).map(actionView),
      recommended,
      release: {
        held: held.map(({ computerId }) => computerId),
        stillHeldBy: others(held, incident.incidentId),
        missing: recommended.flatMap(({ recommendedId, done }) => (done === undefined ? [recommendedId] : [])),
      },
      recoverySteps: RecoveryStep.options.map((step) =>
        recoveryStepView(
          step,
          steps.find((done) => done.step === step),
        ),
      ),
      ...(question === undefined ? {} : { question }),
      ...(escalation === undefined ? {} : { escalation }),
    };
    return answered(detail, { etag: `"${version}"` });
  },
});
