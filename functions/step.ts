// The middy stack of every workflow step: input parsed at the border, one log line, failures named for the workflow's Retry and Catch.
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import * as z from "zod";
import type { ExecutionInput } from "../core/ports.ts";
import type { Deps } from "./deps.ts";

/** What every step is given: ids and decisions only. */
export const StepInput = z.looseObject({ customerId: z.string(), incidentId: z.string(), round: z.int() });
export type StepInput = z.infer<typeof StepInput>;

export type Step = (event: unknown, context: Context) => Promise<unknown>;
export type CreateStep = (deps: Deps) => Step;

/** Makes a step of its input's schema and what it does. */
export function step<I extends ExecutionInput>(
  name: string,
  schema: z.ZodType<I>,
  run: (deps: Deps, input: I) => Promise<unknown>,
): CreateStep {
  return (deps) => {
    const stack = middy<unknown, unknown>(async (event: unknown) => run(deps, schema.parse(event))).use(
      logged(name, deps),
    );
    return (event, context) => stack(event, context);
  };
}

const Named = z.looseObject({ incidentId: z.string() });

function logged(name: string, deps: Deps): middy.MiddlewareObj<unknown, unknown> {
  const begun = new WeakMap<object, number>();
  const line = (request: middy.Request<unknown, unknown>, outcome: string) => {
    const input = Named.safeParse(request.event);
    const milliseconds = deps.now() - (begun.get(request) ?? deps.now());
    return { function: name, incident: input.success ? input.data.incidentId : "", outcome, milliseconds };
  };
  return {
    before: (request) => {
      begun.set(request, deps.now());
    },
    // Braces: what a middleware returns would be the answer.
    after: (request) => {
      deps.log.info(line(request, "ok"));
    },
    // "Still running" is no failure: the workflow asks again.
    onError: (request) => {
      const name = request.error?.name ?? "Error";
      deps.log[name === "StillRunning" ? "info" : "warn"](line(request, name));
    },
  };
}
