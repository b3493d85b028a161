// Something broke on the way: the incident goes on hold, and the analysts are told. The execution then fails with a name that says what is needed.
import * as z from "zod";
import { readIncident } from "../../records/incidents.ts";
import { momentOf } from "../../records/moments.ts";
import { nowAt } from "../deps.ts";
import { setStatus } from "../status.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { tellAnalysts } from "./tell-customer.ts";

const Input = StepInput.extend({ error: z.string().default("unknown") });

export const escalateIncident: CreateStep = step(
  "escalate-incident",
  Input,
  async (deps, { customerId, incidentId, round, error }) => {
    const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
    if (incident === undefined) return {};
    const at = await momentOf(deps.table, incident, `escalated-${round}`, nowAt(deps));
    await setStatus(deps, incident, "on-hold", { at, cause: `escalated-${round}`, waitingFor: "analyst" });
    const what = {
      ja: `自動の対応が途中で止まりました（${error}）。`,
      en: `The automatic response stopped on its way (${error}).`,
    };
    await tellAnalysts(deps, incident, what, { at, assessmentId: `round-${round}` });
    return {};
  },
);
