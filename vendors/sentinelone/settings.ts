// What a customer's record says about its SentinelOne console.
import * as z from "zod";
import { cloudAddress, isLoopback } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import type { Product } from "../http-call.ts";
import { computerPage, pageOf } from "../pages.ts";

export const product: Product = { code: "sentinelone", name: "SentinelOne" };

/**
 * `baseUrl`: the console's own address, as in `https://usea1-example.sentinelone.net` (the API is below it).
 * `consoleUrl`: the page for investigating a computer. `timeoutSeconds`: of each HTTP call.
 */
export const Settings = z.strictObject({
  baseUrl: cloudAddress(["*.sentinelone.net"]),
  consoleUrl: computerPage.optional(),
  timeoutSeconds: z.number().min(1).max(60).optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `sentinelone-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

/** No address of one computer's page is published: without `consoleUrl` the link opens the console's list of computers. */
export function consoleLink({ baseUrl, consoleUrl }: Settings, computerId: string): string | undefined {
  if (consoleUrl !== undefined) return pageOf(consoleUrl, computerId);
  return isLoopback(new URL(baseUrl)) ? undefined : `${baseUrl}/sentinels/devices`;
}
