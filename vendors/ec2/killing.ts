// Kill on EC2: Systems Manager runs a few lines of the instance's own shell, which stop the process only where its file has the hash.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import type { Ec2Instance } from "../aws-places.ts";
import type { ActionOutcome, ActionRequest, Reference } from "../vendor.ts";
import type { Client } from "./client.ts";
import { readInstance } from "./instances.ts";
import { DOCUMENTS, script } from "./kill-scripts.ts";

/** A command that no agent has picked up by then never runs (SendCommand, `TimeoutSeconds`: 30 at least). */
const deliverySeconds = 600;

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

/** By our comment, of whichever document. Commands stay in the list for 30 days (ListCommands). */
async function find(client: Client, request: ActionRequest, instance: Ec2Instance) {
  const found = [];
  for (const document of Object.values(DOCUMENTS)) found.push(await findOf(client, request, instance, document));
  const reference = found.find((one) => one !== "none" && one !== "unknown");
  return reference ?? (found.includes("unknown") ? "unknown" : "none");
}

async function findOf(
  client: Client,
  request: ActionRequest,
  { instanceId }: Ec2Instance,
  document: string,
): Promise<Reference | "none" | "unknown"> {
  let next: string | undefined;
  for (let page = 0; page < 40; page += 1) {
    const parameters = {
      InstanceId: instanceId,
      Filters: [{ key: "DocumentName", value: document }],
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
      const [pid, hash] = [process?.pid ?? 0, process?.sha256 ?? process?.sha1 ?? ""];
      // Before anything is asked: what is no pid or no hash goes nowhere.
      script("linux", pid, hash);
      const platform = (await readInstance(client, instance)).platform === "windows" ? "windows" : "linux";
      const parameters = {
        DocumentName: DOCUMENTS[platform],
        InstanceIds: [instance.instanceId],
        TimeoutSeconds: deliverySeconds,
        Comment: commentOf(request),
        Parameters: { commands: script(platform, pid, hash), executionTimeout: ["60"] },
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
