// What a customer's record says about its ESET Inspect server.
import * as z from "zod";
import { onPremAddress } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import type { Product } from "../http-call.ts";
import { isPageAddress } from "../pages.ts";

export const product: Product = { code: "eset-inspect", name: "ESET Inspect" };

/**
 * `baseUrl`: the server as its console is opened, as in `https://inspect.example.lan`. `protectUrl`: the REST API of ESET
 * PROTECT On-Prem (13.0 and later), as in `https://protect.example.lan:9443`. No other host is ever called.
 * Who is exempt is read at `protectUrl`; without it `exemptions` must say that the house's own list is the only one, else
 * every computer counts as exempt. `isolatedGroup`: PROTECT's dynamic group of isolated computers, by which isolation and
 * release are confirmed.
 * `domain`: the account is one of the Windows domain. `consoleUrl`: the page for investigating a computer; `{computerId}`
 * in it becomes its uuid. `timeoutSeconds`: of each HTTP call. `poll`: its detections are asked for.
 */
export const Settings = z
  .strictObject({
    baseUrl: onPremAddress,
    domain: z.boolean().optional(),
    consoleUrl: z.string().refine(isPageAddress, "an https address").optional(),
    timeoutSeconds: z.number().min(1).max(60).optional(),
    poll: z.boolean().optional(),
    protectUrl: onPremAddress.optional(),
    exemptions: z.literal("own-list-only").optional(),
    isolatedGroup: z.string().trim().min(1).max(200).optional(),
  })
  .refine(({ protectUrl, exemptions }) => protectUrl === undefined || exemptions === undefined, {
    path: ["exemptions"],
    message: "protectUrl says already who is exempt",
  })
  .refine(({ protectUrl, isolatedGroup }) => protectUrl !== undefined || isolatedGroup === undefined, {
    path: ["isolatedGroup"],
    message: "is read at protectUrl, which is missing",
  });
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `eset-inspect-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

/** ESET publishes the address of a detection's page only: without `consoleUrl` the link opens the console itself. */
export function consoleLink({ baseUrl, consoleUrl }: Settings, computerId: string): string | undefined {
  const link = consoleUrl?.replaceAll("{computerId}", encodeURIComponent(computerId)) ?? `${baseUrl}/console`;
  return link.startsWith("https://") ? link : undefined;
}
