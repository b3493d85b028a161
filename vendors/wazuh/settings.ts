// What a customer's record says about its Wazuh manager: where it is, which scripts its agents have, where they leave receipts.
import * as z from "zod";
import { onPremAddress } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import type { Product } from "../http-call.ts";
import { computerPage, pageOf } from "../pages.ts";

export const product: Product = { code: "wazuh", name: "Wazuh" };

/** A script of the agents' `active-response/bin`, or a command of the manager's list; with `!` the list is passed over. */
const Command = z.string().regex(/^!?[\w.-]{1,64}$/, "the name of a command, as in !hikeshi.sh");

const Commands = z
  .strictObject({
    kill: Command.optional(),
    remove: Command.optional(),
    isolate: Command.optional(),
    release: Command.optional(),
  })
  .refine(({ isolate, release }) => (isolate === undefined) === (release === undefined), {
    message: "isolate and release come together: what cannot be ended is not begun",
  });

/**
 * `baseUrl`: the manager's API, as in `https://wazuh.example.lan:55000`.
 * `commands`: the script for each action; what stands not here is not supported. isolate and release come together.
 * `windowsCommands`: the same for agents on Windows, where scripts have other names; `commands` unless told.
 * `receipts`: folders in which the scripts leave a receipt (docs/vendors.md) and which Wazuh watches; without them nothing is ever confirmed.
 * `consoleUrl`: the page for investigating a computer. `timeoutSeconds`: of each HTTP call.
 */
export const Settings = z.strictObject({
  baseUrl: onPremAddress,
  commands: Commands,
  windowsCommands: Commands.optional(),
  receipts: z.array(z.string().min(2).max(260)).min(1).max(8).optional(),
  consoleUrl: computerPage.optional(),
  timeoutSeconds: z.number().min(1).max(60).optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `wazuh-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

/** The dashboard has an address of its own, which the API does not know. */
export const consoleLink = ({ consoleUrl }: Settings, computerId: string): string | undefined =>
  consoleUrl === undefined ? undefined : pageOf(consoleUrl, computerId);
