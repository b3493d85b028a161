// The workflow's steps, and what nobody waits for.
import { scheduled } from "../functions/scheduled.ts";
import { steps } from "../functions/steps.ts";
import { handlerOf, onSchedule } from "./lambda.ts";

const unattended = Object.entries(scheduled).map(([name, run]) => [name, onSchedule(name, run)] as const);

export const handler = handlerOf({ ...steps, ...Object.fromEntries(unattended) });
