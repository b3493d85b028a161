// Asks a product whether what it took is done. "Still running" is retried by the workflow.
import { type CreateStep, step } from "../step.ts";
import { confirm } from "./confirm.ts";
import { ActionInput } from "./take-action.ts";

export const confirmAction: CreateStep = step(
  "confirm-action",
  ActionInput,
  async (deps, { customerId, incidentId, actionId }) => {
    const { state } = await confirm(deps, { customerId, incidentId }, actionId);
    return { actionId, state };
  },
);
