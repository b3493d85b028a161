// Which of the synthesised grants the rehearsal's calls needed.
import { may } from "../infra/simulate.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** Those of Lambda itself, which no call of the function's own code needs. */
const LAMBDAS_OWN = ["Log", "LeaveOver"];

/** `unused`: `statement: functions` whose calls did not need it. `never`: kinds of statement that no function's call needed. */
export async function unusedGrants({ deployed, endpoint }: Rehearsal): Promise<{ unused: string[]; never: string[] }> {
  const used = new Map<string, Map<string, boolean>>();
  for (const { name, functionName, policies } of deployed.functions.values()) {
    const calls = endpoint.calls.filter(({ caller }) => caller === functionName).map(({ ask }) => ask);
    const asks = [...new Map(calls.map((ask) => [ask.join(" "), ask])).values()];
    for (const { policy } of policies)
      for (const statement of policy.Statement) {
        const sid = statement.Sid ?? "";
        if (LAMBDAS_OWN.includes(sid)) continue;
        const alone = [{ name: "alone", policy: { ...policy, Statement: [statement] } }];
        const granted = await Promise.all(asks.map((ask) => may(alone, ask)));
        used.set(sid, (used.get(sid) ?? new Map()).set(name, granted.includes(true)));
      }
  }
  const rows = [...used].map(([sid, byName]) => ({ sid, byName: [...byName] }));
  return {
    unused: rows.flatMap(({ sid, byName }) => {
      const without = byName.flatMap(([name, was]) => (was ? [] : [name]));
      return without.length === 0 ? [] : [`${sid}: ${without.join(", ")}`];
    }),
    never: rows.filter(({ byName }) => byName.every(([, was]) => !was)).map(({ sid }) => sid),
  };
}
