// Leaves the token of the wait on record, then looks whether there is already a reason to end it.
import * as z from "zod";
import { isFinished } from "../../core/status.ts";
import { isOpen, readActions } from "../../records/actions.ts";
import { openReasons, readIncident, writeWait } from "../../records/incidents.ts";
import { nowAt } from "../deps.ts";
import { type CreateStep, StepInput, step } from "../step.ts";

const Input = StepInput.extend({
  taskToken: z.string(),
  /** What is open was tried since the last reason came: the sweeper has it now. */
  tried: z.boolean().default(false),
});

export const waitForRecovery: CreateStep = step(
  "wait-for-recovery",
  Input,
  async (deps, { customerId, incidentId, taskToken, tried }) => {
    await writeWait(deps.table, { customerId, incidentId, token: taskToken, at: nowAt(deps) });
    const reasons = await openReasons(deps.table, customerId, incidentId);
    const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
    const open = (await readActions(deps.table, { customerId, incidentId })).some(
      (action) => (action.kind === "isolate" || action.kind === "release") && (isOpen(action) || !action.settled),
    );
    if (reasons.length > 0 || (open && !tried) || incident === undefined || isFinished(incident.status))
      await deps.workflow.wake(taskToken);
    return {};
  },
);
