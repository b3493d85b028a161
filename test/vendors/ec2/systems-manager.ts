// Systems Manager on loopback, from its API reference: commands that are sent, listed and read, each run at once.
import { randomUUID } from "node:crypto";
import type { Account } from "./account.ts";

export interface Answer {
  status?: number;
  type?: string;
  body: string;
}
export const json = (value: unknown, status = 200): Answer => ({
  status,
  type: "application/x-amz-json-1.1",
  body: JSON.stringify(value),
});

export interface Command {
  id: string;
  document: string;
  instance: string;
  comment: string;
  asked: number;
  result: { status: string; code: number; output: string };
}

export interface Lies {
  /** Modifications are answered with a yes, and change nothing. */
  groups: boolean;
  /** Commands end with Success, and nothing ran. */
  commands: boolean;
}

export function ssm(account: Account, commands: Command[], lies: Lies, action: string, body: any): Answer {
  switch (action) {
    case "SendCommand": {
      const one = account.machine(body.InstanceIds[0]);
      if (one === undefined) return json({ __type: "InvalidInstanceId" }, 400);
      const document = one.platform === "windows" ? "AWS-RunPowerShellScript" : "AWS-RunShellScript";
      if (body.DocumentName !== document || body.Comment.length > 100 || body.TimeoutSeconds < 30)
        return json({ __type: "ValidationException" }, 400);
      const result = lies.commands
        ? { status: "Success", code: 0, output: "" }
        : account.run(one, body.Parameters.commands);
      const command = { id: randomUUID(), document, instance: one.id, comment: body.Comment, asked: 0, result };
      commands.push(command);
      return json({ Command: { CommandId: command.id, Status: "Pending" } });
    }
    case "ListCommands": {
      const [{ value = "" } = {}] = body.Filters;
      const own = commands.filter((one) => one.instance === body.InstanceId && one.document === value);
      const from = Number(body.NextToken ?? 0);
      const page = own.slice(from, from + 2).map(({ id, comment }) => ({ CommandId: id, Comment: comment }));
      return json({ Commands: page, ...(from + 2 < own.length ? { NextToken: String(from + 2) } : {}) });
    }
    case "GetCommandInvocation": {
      const found = commands.find(({ id, instance }) => id === body.CommandId && instance === body.InstanceId);
      // "You might get this for a moment after you sent it."
      if (found === undefined || found.asked++ === 0) return json({ __type: "InvocationDoesNotExist" }, 400);
      const { status, code, output } = found.result;
      const about = { CommandId: found.id, InstanceId: found.instance };
      if (found.asked === 2)
        return json({ ...about, Status: "InProgress", ResponseCode: -1, StandardOutputContent: "" });
      return json({ ...about, Status: status, ResponseCode: code, StandardOutputContent: output });
    }
    default:
      return json({ __type: "UnknownOperationException" }, 400);
  }
}
