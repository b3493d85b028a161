// Our kill script among Falcon's response scripts, run on one host in a session of its own, and what it printed.
// Source: FalconPy src/falconpy/_endpoint/_real_time_response.py (RTR_InitSession, RTR_ExecuteActiveResponderCommand,
// RTR_CheckActiveResponderCommandStatus), PSFalcon Invoke-FalconResponderCommand (`runscript` is one of its commands).
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { answered, pathSegment } from "../answers.ts";
import { type HttpCall, type Send, unreadable } from "../http-call.ts";
import { saidBy, scriptArguments } from "../kill-script.ts";
import type { ActionOutcome, ActionRequest } from "../vendor.ts";
import { product } from "./settings.ts";

const Session = z.looseObject({ resources: z.array(z.looseObject({ session_id: z.string().min(1) })).nullish() });
const Begun = z.looseObject({ resources: z.array(z.looseObject({ cloud_request_id: z.string().min(1) })).nullish() });
const Status = z.looseObject({
  resources: z
    .array(z.looseObject({ complete: z.boolean(), stdout: z.string().nullish(), stderr: z.string().nullish() }))
    .nullish(),
});

export interface Killing {
  /** Resolves to the command's id. */
  ask(request: ActionRequest): Promise<string>;
  outcome(request: ActionRequest, id: string): Promise<ActionOutcome>;
}

export function createKilling(send: Send, api: string, script: string | undefined, now: () => number): Killing {
  const commands = `${api}/real-time-response/entities/active-responder-command/v1`;
  const post = (what: string, url: string, body: unknown, effect: HttpCall["effect"]): HttpCall => ({
    product,
    what,
    method: "POST",
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    effect,
  });

  /** A host that is away is not waited for: the process would be another's when it comes back. */
  async function open(computerId: string): Promise<string> {
    pathSegment(product, computerId);
    const body = { device_id: computerId, origin: "hikeshi", queue_offline: false };
    const call = post("begin a session", `${api}/real-time-response/entities/sessions/v1`, body, "none");
    const id = (await answered(send, call, Session)).resources?.[0]?.session_id;
    if (id === undefined) throw unreadable(call, "the answer holds no session");
    return id;
  }

  return {
    async ask(request) {
      if (script === undefined)
        throw new Refusal(
          "bad-request",
          "not-supported",
          "The settings name no script by which Falcon stops a process",
        );
      const given = scriptArguments(product, request, now());
      const session_id = await open(request.target.computerId);
      const command_string = `runscript -CloudFile="${script}" -CommandLine="${given}"`;
      const call = post(
        "run the kill script",
        commands,
        { base_command: "runscript", command_string, session_id },
        "maybe",
      );
      const id = (await answered(send, call, Begun)).resources?.[0]?.cloud_request_id;
      if (id === undefined) throw unreadable(call, "the answer holds no command");
      return id;
    },
    async outcome(request, id) {
      const url = `${commands}?cloud_request_id=${pathSegment(product, id)}&sequence_id=0`;
      const call: HttpCall = { product, what: "read the script's output", method: "GET", url, effect: "none" };
      const said = (await answered(send, call, Status)).resources?.[0];
      if (said?.complete !== true) return { state: "running" };
      return saidBy(`${said.stdout ?? ""}\n${said.stderr ?? ""}`, request);
    },
  };
}
