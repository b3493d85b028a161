import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { createReason, type IncidentRecord } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { ANSWER, askedOf } from "../open-question.ts";
import { tellAnalysts } from "../response/tell-customer.ts";
import { setStatus } from "../status.ts";
import { nudge } from "../waking.ts";
import { allowFiles } from "./allow-files.ts";
import { checkUntil } from "./allow-list.ts";
import { type ApiRequest, api, checkVersion, NONE } from "./api.ts";
import { incidentOf, RESPONDERS, refuseFinished } from "./incident-of.ts";
import { passedOnce } from "./passed-once.ts";

const Body = z
  .strictObject({
    known: z.boolean(),
    note: z.string().min(1).max(2000).optional(),
    /** When the files of this work are to be looked at again: needed where it is known. */
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ known, until }) => !known || until !== undefined, {
    path: ["until"],
    message: "needed where it is known",
  });
type AnswerRequest = ApiRequest<unknown, z.output<typeof Body>>;

export const answerQuestion = api({
  name: "answer-question",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/answer",
  summary:
    "Answers “Do you know this work?”. Known: its files go on the allow-list until a date, and the incident becomes " +
    "invalid. Not known: an analyst decides.",
  roles: RESPONDERS,
  query: NONE,
  body: Body,
  status: 202,
  answer: z.strictObject({ known: z.boolean(), allowListed: z.int() }),
  async run(deps, request) {
    const { value: incident, version } = await incidentOf(deps, request);
    const at = await passedOnce(deps, incident, request, async () => {
      checkVersion(request.ifMatch, version);
      refuseFinished(incident);
      await checkAsked(deps, incident);
      if (request.body.until !== undefined) checkUntil(request.body.until, request.at);
    });
    const { actor, body, requestId } = request;
    const note = body.note === undefined ? {} : { note: body.note };
    const until = body.known && body.until !== undefined ? { until: body.until } : {};
    const fact = { kind: "question-answered", known: body.known, ...note, ...until } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [requestId] });
    if (!body.known) {
      await handOver(deps, incident, request, at);
      return { known: false, allowListed: 0 };
    }
    const allowListed = await allowFiles(deps, incident, request, at);
    await wake(deps, incident, request, { kind: "invalidate", at });
    return { known: true, allowListed };
  },
});

/** Only what the house asked may be answered: a "yes" ends an incident and vouches for its files. */
async function checkAsked(deps: Deps, incident: IncidentRecord): Promise<void> {
  if ((await askedOf(deps, incident)) === undefined)
    throw new Refusal("conflict", "no-question", "This incident asks no question.");
}

const NOT_KNOWN = {
  ja: "お客様から、心当たりのない作業であると回答がありました。判断をお願いします。",
  en: "The customer does not know this work. Please decide.",
};

async function handOver(deps: Deps, incident: IncidentRecord, request: AnswerRequest, at: string): Promise<void> {
  const { actor, requestId } = request;
  await setStatus(deps, incident, "on-hold", { at, cause: requestId, actor, waitingFor: "analyst" });
  await tellAnalysts(deps, incident, NOT_KNOWN, { at, assessmentId: `answer-${requestId}` });
  await wake(deps, incident, request, { kind: "answer", at });
}

async function wake(
  deps: Deps,
  incident: IncidentRecord,
  { actor, requestId }: AnswerRequest,
  { kind, at }: { kind: "invalidate" | "answer"; at: string },
): Promise<void> {
  const { customerId, incidentId } = incident;
  await createReason(deps.table, { customerId, incidentId, reasonId: `${ANSWER}${requestId}`, kind, at, by: actor });
  await nudge(deps, incident);
}
