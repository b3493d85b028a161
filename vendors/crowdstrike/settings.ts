// What a customer's record says about its Falcon tenant, and the addresses that follow from it.
import * as z from "zod";
import { loopbackAddress } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import type { Product } from "../http-call.ts";

export const product: Product = { code: "crowdstrike", name: "CrowdStrike Falcon" };

/** Falcon's clouds, as FalconPy names them (src/falconpy/_enum/_base_url.py). The wrong one answers with a redirect, which is refused. */
const CLOUDS = {
  "us-1": { api: "https://api.crowdstrike.com", console: "https://falcon.crowdstrike.com" },
  "us-2": { api: "https://api.us-2.crowdstrike.com", console: "https://falcon.us-2.crowdstrike.com" },
  "eu-1": { api: "https://api.eu-1.crowdstrike.com", console: "https://falcon.eu-1.crowdstrike.com" },
  "us-gov-1": { api: "https://api.laggar.gcw.crowdstrike.com", console: "https://falcon.laggar.gcw.crowdstrike.com" },
} as const;

/**
 * `cloud`: where the console's address is `falcon.{cloud}.crowdstrike.com` (`us-1`: without). `killScript`: the name of our kill
 * script among the response scripts; without it no process is stopped. `baseUrl`: loopback (tests).
 */
export const Settings = z.strictObject({
  cloud: z.enum(["us-1", "us-2", "eu-1", "us-gov-1"]),
  killScript: z
    .string()
    .regex(/^[\w.-]{1,100}$/, "the name of a script, as in hikeshi-kill")
    .optional(),
  baseUrl: loopbackAddress.optional(),
  timeoutSeconds: z.number().min(1).max(60).optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `crowdstrike-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

export const apiAddress = ({ cloud, baseUrl }: Settings): string => baseUrl ?? CLOUDS[cloud].api;

/** The console's page of a host, from where Real Time Response begins. With `baseUrl` there is no console. */
export const hostLink = ({ cloud, baseUrl }: Settings, computerId: string): string | undefined =>
  baseUrl === undefined
    ? `${CLOUDS[cloud].console}/host-management/hosts/${encodeURIComponent(computerId)}`
    : undefined;
