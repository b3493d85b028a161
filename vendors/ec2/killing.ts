// Kill on EC2: Systems Manager runs a few lines of shell that stop the process only where its file has the hash.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import type { Ec2Instance } from "../aws-places.ts";
import type { ActionOutcome, ActionRequest, Reference } from "../vendor.ts";
import type { Client } from "./client.ts";
import { readInstance } from "./instances.ts";

/** A command that no agent has picked up by then never runs (SendCommand, `TimeoutSeconds`: 30 at least). */
const deliverySeconds = 600;
const DOCUMENT = "AWS-RunShellScript";

const Kept = z.strictObject({ kind: z.literal("command"), commandId: z.string() });
const Sent = z.looseObject({ Command: z.looseObject({ CommandId: z.string().regex(/^[\w-]{36}$/) }) });
const Listed = z.looseObject({
  Commands: z.array(z.looseObject({ CommandId: z.string(), Comment: z.string().nullish() })),
  NextToken: z.string().nullish(),
});
const Invocation = z.looseObject({
  CommandId: z.string(),
  InstanceId: z.string(),
  /** Pending, InProgress, Delayed, Success, Cancelled, TimedOut, Failed, Cancelling. */
  Status: z.string(),
  ResponseCode: z.number().nullish(),
  StandardOutputContent: z.string().nullish(),
});

const commentOf = ({ actionId }: ActionRequest): string => `Hikeshi kill ${actionId}`;

/** Ends with what it found out as its one word of output. The pid and the hash are the only input: no name enters a shell. */
export function script(pid: number, hash: string): string[] {
  if (!Number.isInteger(pid) || pid < 2 || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hash)) {
    throw new Refusal(
      "bad-request",
      "kill-needs-hash",
      "Amazon EC2: a process is stopped only by pid and the hash of its file",
    );
  }
  const sum = hash.length === 40 ? "sha1sum" : "sha256sum";
  return [
    `running() { [ -d /proc/${pid} ] && ! grep -q '^State:[[:space:]]*Z' /proc/${pid}/status 2>/dev/null; }`,
    "running || { echo gone; exit 0; }",
    `[ "$(${sum} < /proc/${pid}/exe | cut -d ' ' -f 1)" = "${hash}" ] || { echo other; exit 3; }`,
    `kill -KILL ${pid}`,
    "for i in 1 2 3 4 5 6 7 8 9 10; do running || { echo killed; exit 0; }; sleep 1; done",
    "echo alive; exit 4",
  ];
}

async function invocation(client: Client, instanceId: string, commandId: string) {
  const question = {
    what: "read the command's invocation",
    action: "GetCommandInvocation",
    parameters: { CommandId: commandId, InstanceId: instanceId },
    effect: "none",
  } as const;
  try {
    const found = await client.ssm(question, Invocation);
    return found.CommandId === commandId && found.InstanceId === instanceId ? found : undefined;
  } catch (error) {
    // Shortly after it was sent it is not shown yet.
    if (error instanceof Refusal && error.code === "ec2-invocation-does-not-exist") return undefined;
    throw error;
  }
}

/** By our comment. Commands stay in the list for 30 days (ListCommands). */
async function find(
  client: Client,
  request: ActionRequest,
  { instanceId }: Ec2Instance,
): Promise<Reference | "none" | "unknown"> {
  let next: string | undefined;
  for (let page = 0; page < 40; page += 1) {
    const parameters = {
      InstanceId: instanceId,
      Filters: [{ key: "DocumentName", value: DOCUMENT }],
      MaxResults: 50,
      ...(next === undefined ? {} : { NextToken: next }),
    };
    const question = { what: "list the commands", action: "ListCommands", parameters, effect: "none" } as const;
    const { Commands, NextToken } = await client.ssm(question, Listed);
    const found = Commands.find(({ Comment }) => Comment === commentOf(request));
    if (found !== undefined) return JSON.stringify({ kind: "command", commandId: found.CommandId });
    if (!NextToken) return "none";
    next = NextToken;
  }
  return "unknown";
}

export function createKilling(client: Client) {
  return {
    async kill(request: ActionRequest, instance: Ec2Instance): Promise<Reference> {
      const { process } = request.target;
      const commands = script(process?.pid ?? 0, process?.sha256 ?? process?.sha1 ?? "");
      if ((await readInstance(client, instance)).platform === "windows") {
        throw new Refusal("bad-request", "ec2-kill-linux-only", "Amazon EC2: processes are stopped on Linux only");
      }
      const parameters = {
        DocumentName: DOCUMENT,
        InstanceIds: [instance.instanceId],
        TimeoutSeconds: deliverySeconds,
        Comment: commentOf(request),
        Parameters: { commands, executionTimeout: ["60"] },
      };
      const question = { what: "send the command", action: "SendCommand", parameters, effect: "maybe" } as const;
      const { Command } = await client.ssm(question, Sent);
      return JSON.stringify({ kind: "command", commandId: Command.CommandId });
    },

    find: (request: ActionRequest, instance: Ec2Instance) => find(client, request, instance),

    /** Confirmed by the script's own word alone: `Success` says only that something ended with 0. */
    async outcome({ instanceId }: Ec2Instance, reference: Reference): Promise<ActionOutcome> {
      const { commandId } = Kept.parse(JSON.parse(reference));
      const found = await invocation(client, instanceId, commandId);
      if (found === undefined) return { state: "running" };
      const said = found.StandardOutputContent?.trim();
      switch (found.Status) {
        case "Success":
          return said === "killed" || said === "gone"
            ? { state: "confirmed" }
            : { state: "failed", reason: "not-shown" };
        case "Failed":
          return {
            state: "failed",
            reason: found.ResponseCode === 3 && said === "other" ? "other-program" : "command-failed",
          };
        case "TimedOut":
          return { state: "failed", reason: "expired" };
        case "Cancelled":
          return { state: "failed", reason: "cancelled" };
        default:
          return { state: "running" };
      }
    },
  };
}
