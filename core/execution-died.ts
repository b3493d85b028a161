// An execution ended otherwise than it should: the incident that it was about, as its input said.
import * as z from "zod";

export const ExecutionDied = z.strictObject({ customerId: z.string().min(1), incidentId: z.string().min(1) });
export type ExecutionDied = z.infer<typeof ExecutionDied>;
