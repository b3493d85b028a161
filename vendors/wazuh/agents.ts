// Which agents may be acted on, and how one is named to the API: never the manager, never "all".
import { Refusal } from "../../core/errors.ts";

/** Agent 000 is the manager itself, however many zeros. */
export const isManager = (agentId: string): boolean => /^0+$/.test(agentId);

/**
 * Exactly one agent, as `agents_list` and paths take it: the API runs a command on the WHOLE fleet where the list is missing, empty
 * or `all`. Throws Refusal for what is not the id of one agent.
 */
export function oneAgent(agentId: string): string {
  if (isManager(agentId)) {
    throw new Refusal("forbidden", "wazuh-manager", "This is the Wazuh manager itself: nothing is done to it");
  }
  if (!/^\d{3,10}$/.test(agentId)) {
    throw new Refusal(
      "bad-request",
      "wazuh-bad-id",
      "An id of the Wazuh connector has characters that no id of it has",
    );
  }
  return agentId;
}
