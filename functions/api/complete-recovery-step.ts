import * as z from "zod";
import { RecoveryStep } from "../../core/recovery.ts";
import { completeStep } from "../../records/recovery.ts";
import { append } from "../../records/timeline.ts";
import { api, NONE, notFound } from "./api.ts";
import { incidentOf, RESPONDERS } from "./incident-of.ts";
import { RecoveryStepView, recoveryStepView } from "./incident-views.ts";

export const completeRecoveryStep = api({
  name: "complete-recovery-step",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/recovery-steps/{step}/attestation",
  summary:
    "Ticks off a step of the recovery, such as `user-told`: who, when, and a note. The first one stands; a release does not " +
    "wait for it.",
  roles: RESPONDERS,
  query: NONE,
  body: z.strictObject({ note: z.string().min(1).max(2000).optional() }),
  answer: RecoveryStepView,
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const step = RecoveryStep.safeParse(request.params.step);
    if (!step.success) throw notFound("recovery-step");
    const { customerId, incidentId, episode } = incident;
    const { person, body, at } = request;
    const done = await completeStep(deps.table, {
      ...{ customerId, incidentId, episode, step: step.data, at, by: person.name, personId: person.personId },
      ...(body.note === undefined ? {} : { note: body.note }),
    });
    const note = done.note === undefined ? {} : { note: done.note };
    const fact = { kind: "recovery-step-done", step: done.step, ...note } as const;
    const actor = { kind: "person", personId: done.personId, name: done.by } as const;
    await append(deps.table, incident, {
      fact,
      actor,
      recordedAt: done.at,
      cause: ["recovery", String(episode), done.step],
    });
    return recoveryStepView(done.step, done);
  },
});
