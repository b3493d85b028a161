// What Step Functions tells of an execution that failed, timed out or was aborted, over EventBridge, in our words.
import * as z from "zod";
import { ExecutionDied } from "../core/execution-died.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html; `input` is JSON, and left out where it is long. */
const StatusChange = z.looseObject({
  source: z.literal("aws.states"),
  detail: z.looseObject({ status: z.enum(["FAILED", "TIMED_OUT", "ABORTED"]), input: z.string() }),
});
const Input = z.looseObject(ExecutionDied.shape);

/** Nothing for what is no such event, or not of an execution of ours. */
export function executionDiedOf(event: unknown): ExecutionDied | undefined {
  const read = StatusChange.safeParse(event);
  if (!read.success) return undefined;
  try {
    const { customerId, incidentId } = Input.parse(JSON.parse(read.data.detail.input));
    return { customerId, incidentId };
  } catch {
    return undefined;
  }
}
