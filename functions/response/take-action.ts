// Asks a product to do what was decided.
import * as z from "zod";
import { type CreateStep, StepInput, step } from "../step.ts";
import { take } from "./take.ts";

export const ActionInput = StepInput.extend({ actionId: z.string() });

export const takeAction: CreateStep = step(
  "take-action",
  ActionInput,
  async (deps, { customerId, incidentId, actionId }) => {
    const { state } = await take(deps, { customerId, incidentId }, actionId);
    return { actionId, state };
  },
);
