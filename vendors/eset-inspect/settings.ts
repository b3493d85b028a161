// What a customer's record says about its ESET Inspect server.
import * as z from "zod";
import { onPremAddress } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import type { Product } from "../http-call.ts";
import { isPageAddress } from "../pages.ts";

export const product: Product = { code: "eset-inspect", name: "ESET Inspect" };

/**
 * `baseUrl`: the server as its console is opened, as in `https://inspect.example.lan`; no other host is ever called.
 * `domain`: the account is one of the Windows domain. `consoleUrl`: the page for investigating a computer; `{computerId}`
 * in it becomes its uuid. `timeoutSeconds`: of each HTTP call. `poll`: its detections are asked for.
 */
const Settings = z.strictObject({
  baseUrl: onPremAddress,
  domain: z.boolean().optional(),
  consoleUrl: z.string().refine(isPageAddress, "an https address").optional(),
  timeoutSeconds: z.number().min(1).max(60).optional(),
  poll: z.boolean().optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `eset-inspect-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

/** ESET publishes the address of a detection's page only: without `consoleUrl` the link opens the console itself. */
export function consoleLink({ baseUrl, consoleUrl }: Settings, computerId: string): string | undefined {
  const link = consoleUrl?.replaceAll("{computerId}", encodeURIComponent(computerId)) ?? `${baseUrl}/console`;
  return link.startsWith("https://") ? link : undefined;
}
