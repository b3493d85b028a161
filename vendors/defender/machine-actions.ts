// Isolate, release, and stop and quarantine a file: one machine action each, found again by its comment, confirmed by its
// own status. Source: learn.microsoft.com/defender-endpoint/api: isolate-machine, unisolate-machine,
// stop-and-quarantine-file, cancel-machine-action.
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import { pathSegment, successful } from "../answers.ts";
import { type HttpAnswer, type HttpCall, unreadable } from "../http-call.ts";
import type { ActionOutcome, ActionRequest } from "../vendor.ts";
import type { Client } from "./client.ts";
import { createReading, isActive, isOf, type Kind, MachineAction, TYPES } from "./machine-action.ts";
import { product } from "./settings.ts";

/** What will not happen any more. `Pending`, `InProgress` and words that we do not know are still to come. */
const ENDED: ReadonlyMap<string, string> = new Map([
  ["Failed", "failed"],
  ["TimeOut", "timed-out"],
  ["Cancelled", "cancelled"],
]);
const retrySeconds = 60;

export interface MachineActions {
  /** Resolves to the machine action's id. `kind` is the request's own; `more` goes into the body. */
  ask(request: ActionRequest, kind: Kind, more?: object): Promise<string>;
  find(request: ActionRequest, kind: Kind): Promise<string | undefined>;
  outcome(request: ActionRequest, kind: Kind, id: string): Promise<ActionOutcome>;
}

const marked = ({ kind, actionId }: ActionRequest): string => `Hikeshi ${kind} ${actionId} `;
const isMarked = ({ requestorComment }: MachineAction, request: ActionRequest): boolean =>
  requestorComment?.startsWith(marked(request)) === true;
export const comment = (request: ActionRequest): string => `${marked(request)}(incident ${request.incidentId})`;

const post = (what: string, url: string, body: unknown): HttpCall => ({
  product,
  what,
  method: "POST",
  url,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  effect: "maybe",
});

/** "error": {"code": …} of the product's 4xx answers. */
function errorCode({ json }: HttpAnswer): string {
  const read = z.object({ error: z.object({ code: z.string() }) }).safeParse(json);
  return read.success ? read.data.error.code : "";
}

function bodyOf(request: ActionRequest, kind: Kind, more: object): unknown {
  const file = kind === "remove" ? { Sha1: request.target.executable?.sha1 } : {};
  return { Comment: comment(request), ...TYPES[kind].body, ...file, ...more };
}

export function createMachineActions({ endpoint: send }: Client, base: string): MachineActions {
  const api = `${base}/api`;
  const { one, list } = createReading(send, api);

  async function ask(request: ActionRequest, kind: Kind, more: object = {}, again = false): Promise<string> {
    const machine = pathSegment(product, request.target.computerId);
    const call = post(`ask to ${kind}`, `${api}/machines/${machine}/${TYPES[kind].path}`, bodyOf(request, kind, more));
    const answer = await send(call);
    if (answer.status === 400 && errorCode(answer) === "ActiveRequestAlreadyExists")
      return follow(request, kind, again);
    const created = MachineAction.safeParse(successful(call, answer).json);
    if (!created.success) throw unreadable(call, "the answer holds no machine action", answer.requestId);
    return created.data.id;
  }

  /** The product takes no second one while one is under way: the one under way is what was asked for, or in the way. */
  async function follow(request: ActionRequest, kind: Kind, again: boolean): Promise<string> {
    // Of live response sessions another one is somebody else's.
    const isSame = (action: MachineAction) => isActive(action) && (kind !== "kill" || isMarked(action, request));
    const same = (await list(request, kind)).find(isSame);
    if (same !== undefined) return same.id;
    // An isolation that no computer has picked up would come after the release.
    if (kind === "release" && !again && (await cancelIsolations(request))) return ask(request, kind, {}, true);
    throw new Unavailable(`${product.name}: ask to ${kind}: another action is under way`, "none", retrySeconds);
  }

  async function cancelIsolations(request: ActionRequest): Promise<boolean> {
    const waiting = (await list(request, "isolate")).filter(isActive);
    for (const { id } of waiting) {
      const url = `${api}/machineactions/${pathSegment(product, id)}/cancel`;
      const call = post("cancel an isolation", url, { Comment: comment(request) });
      // Cancelled or not, the release itself was not asked for yet.
      successful(call, await send({ ...call, effect: "none" }));
    }
    return waiting.length > 0;
  }

  return {
    ask,
    async find(request, kind) {
      const all = await list(request, kind);
      return all.find((action) => isMarked(action, request))?.id;
    },
    async outcome(request, kind, id) {
      const action = await one(id);
      if (action.id !== id || !isOf(action, request, kind))
        throw new Unavailable(`${product.name}: read the machine action: it is another one`, "none");
      if (action.status === "Succeeded") return { state: "confirmed" };
      const reason = ENDED.get(action.status);
      return reason === undefined ? { state: "running" } : { state: "failed", reason };
    },
  };
}
