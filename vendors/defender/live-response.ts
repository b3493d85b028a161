// Our kill script in live response's library, run on one computer, and what it printed.
// Source: learn.microsoft.com/defender-endpoint/api/run-live-response, get-live-response-result.
import * as z from "zod";
import { answered, pathSegment, successful } from "../answers.ts";
import type { HttpCall } from "../http-call.ts";
import { readJson } from "../json-text.ts";
import { saidBy, scriptArguments } from "../kill-script.ts";
import type { ActionOutcome, ActionRequest } from "../vendor.ts";
import type { Client } from "./client.ts";
import { product } from "./settings.ts";

/** One command: "live response commands can only be executed one at a time". */
export const killCommands = (script: string, request: ActionRequest, now: number) => ({
  Commands: [
    {
      type: "RunScript",
      params: [
        { key: "ScriptName", value: script },
        { key: "Args", value: scriptArguments(product, request, now) },
      ],
    },
  ],
});

const Link = z.looseObject({ value: z.string().min(1) });
/** "Runscript transcript properties." */
const Transcript = z.looseObject({ exit_code: z.coerce.number().nullish(), script_output: z.string().nullish() });

/** The link holds its own right for half an hour, and no token of ours goes there. */
export async function readKill(
  { endpoint: send, storage }: Client,
  api: string,
  request: ActionRequest,
  id: string,
): Promise<ActionOutcome> {
  const action = `${api}/machineactions/${pathSegment(product, id)}`;
  const get = (what: string, url: string): HttpCall => ({ product, what, method: "GET", url, effect: "none" });
  const link = get("ask for the script's output", `${action}/GetLiveResponseResultDownloadLink(index=0)`);
  const { value } = await answered(send, link, Link);
  const types = ["application/json", "application/octet-stream", "text/plain"];
  const call = { ...get("read the script's output", value), types };
  const read = readJson(successful(call, await storage(call)).text);
  const transcript = Transcript.safeParse(read.ok ? read.value : undefined);
  if (!transcript.success) return { state: "failed", reason: "script-said-nothing" };
  return saidBy(transcript.data.script_output ?? "", request);
}
