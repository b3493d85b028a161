// What a customer's record says about its Defender tenant, and the addresses that follow from it.
import * as z from "zod";
import { cloudAddress, loopbackAddress, onPremAddress } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import type { Product } from "../http-call.ts";

export const product: Product = { code: "defender", name: "Defender for Endpoint" };

/**
 * `tenantId`: of Microsoft Entra ID. `apiUrl`: a server nearer to the tenant (`https://eu.api.security.microsoft.com`).
 * `notificationUrl`: the source's own webhook, as Graph reaches it; then the house makes and keeps the subscription.
 * `killScript`: the name of our kill script in live response's library; without it no process is stopped.
 * `baseUrl`: all three services behind one loopback origin, at `/login`, `/graph` and `/endpoint` (tests).
 */
export const Settings = z.strictObject({
  tenantId: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "the tenant's id, a UUID"),
  apiUrl: cloudAddress(["*.securitycenter.microsoft.com", "*.security.microsoft.com"]).optional(),
  notificationUrl: onPremAddress.optional(),
  killScript: z
    .string()
    .regex(/^[\w.-]{1,100}\.ps1$/, "the name of a script, as in hikeshi-kill.ps1")
    .optional(),
  baseUrl: loopbackAddress.optional(),
  timeoutSeconds: z.number().min(1).max(60).optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `defender-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

export interface Addresses {
  login: string;
  graph: string;
  endpoint: string;
}

/** learn.microsoft.com/defender-endpoint/api ("HTTP request"), learn.microsoft.com/graph. */
export const addresses = ({ baseUrl, apiUrl }: Settings): Addresses =>
  baseUrl === undefined
    ? {
        login: "https://login.microsoftonline.com",
        graph: "https://graph.microsoft.com",
        endpoint: apiUrl ?? "https://api.securitycenter.microsoft.com",
      }
    : { login: `${baseUrl}/login`, graph: `${baseUrl}/graph`, endpoint: `${baseUrl}/endpoint` };

/** The portal's page of a device, from where live response begins. With `baseUrl` there is no portal. */
export const deviceLink = ({ baseUrl, tenantId }: Settings, computerId: string): string | undefined =>
  baseUrl === undefined
    ? `https://security.microsoft.com/machines/${encodeURIComponent(computerId)}?tid=${tenantId}`
    : undefined;
