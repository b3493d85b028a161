// Plays EventBridge: the rules of the template, by time and by pattern, with what they may call.
import { arn } from "../infra/synthesised.ts";
import { type Deployed, isInvocable } from "./deployed.ts";
import type { Lambda } from "./lambda.ts";
import { envelope } from "./states.ts";

export interface Events {
  /** Every rule with a schedule fires once. Resolves to what the targets answered. */
  tick(): Promise<unknown[]>;
  /** Resolves to what the targets of the rules that match it answered. */
  put(event: object): Promise<unknown[]>;
}

export function createEvents(deployed: Deployed, invoke: Lambda["invoke"]): Events {
  const rules = deployed.ofType("Events::Rule").map(([_id, properties]) => properties);

  const fire = async ({ Name, Targets }: Record<string, any>, event: object): Promise<unknown[]> =>
    Promise.all(
      Targets.map(({ Arn }: { Arn: string }) => {
        if (!isInvocable(deployed, Arn, "events.amazonaws.com", arn("events", `rule/${Name}`)))
          throw new Error(`The rule ${Name} may not call its target.`);
        return invoke(Arn, envelope(event));
      }),
    );

  return {
    async tick() {
      const due = rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined);
      const event = { source: "aws.events", "detail-type": "Scheduled Event", detail: {} };
      return (await Promise.all(due.map((rule) => fire(rule, event)))).flat();
    },
    async put(event) {
      const hit = rules.filter(({ EventPattern }) => EventPattern !== undefined && matches(EventPattern, event));
      return (await Promise.all(hit.map((rule) => fire(rule, event)))).flat();
    },
  };
}

/** Exact values only; a pattern that asks for more is not played here. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
function matches(pattern: Record<string, any>, event: any): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = event?.[name];
    if (!Array.isArray(wanted)) return matches(wanted, value);
    if (wanted.some((one) => typeof one === "object")) throw new Error("a pattern that is not played here");
    // Of a list any one will do.
    return [value].flat().some((one) => wanted.includes(one));
  });
}
