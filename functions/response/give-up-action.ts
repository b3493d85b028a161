// Records that an action could not be confirmed, after the workflow's retries ended without an answer.
import { readAction } from "../../records/actions.ts";
import { type CreateStep, step } from "../step.ts";
import { end } from "./settle.ts";
import { ActionInput } from "./take-action.ts";

export const giveUpAction: CreateStep = step(
  "give-up-action",
  ActionInput,
  async (deps, { customerId, incidentId, actionId }) => {
    const action = (await readAction(deps.table, { customerId, incidentId }, actionId))?.value;
    if (action === undefined) return { actionId, state: "absent" };
    const { state } = await end(deps, action, "unconfirmed", "no-answer");
    return { actionId, state };
  },
);
