// What nobody waits for: told by a schedule or by an event, apart from what answers, which starts without AWS's events.
import type { Deps } from "../functions/deps.ts";
import type { Create } from "./assemble.ts";
import { executionDiedOf } from "./execution-event.ts";
import { mailEventOf } from "./mail-event.ts";

/** SES's and Step Functions' events are put into our words; an own one, and a schedule's, go as they are; what fails is thrown, so that Lambda counts it. */
export function answerNobody(name: string, run: (deps: Deps, event?: unknown) => Promise<object>): Create {
  return (deps) => async (event) => {
    const begun = deps.now();
    const line = (outcome: string) => ({ function: name, outcome, milliseconds: deps.now() - begun });
    try {
      const swept = await run(deps, mailEventOf(event) ?? executionDiedOf(event) ?? event);
      deps.log.info({ ...line("ok"), swept: JSON.stringify(swept) });
      return swept;
    } catch (error) {
      deps.log.error(line(error instanceof Error ? error.name : "unknown"));
      throw error;
    }
  };
}
