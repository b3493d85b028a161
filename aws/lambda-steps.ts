// The workflow's steps, and what nobody waits for.

import { steps } from "../functions/steps.ts";
import { unattended } from "../functions/unattended.ts";
import { handlerOf } from "./lambda.ts";
import { answerNobody } from "./unattended.ts";

const ofNobody = Object.fromEntries(Object.entries(unattended).map(([name, run]) => [name, answerNobody(name, run)]));

export const handler = handlerOf({ ...steps, ...ofNobody }, () => import("./adapters.ts"));
