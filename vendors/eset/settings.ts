// What a customer's record says about its ESET Connect account, and the addresses that follow from it.
import * as z from "zod";
import { loopbackAddress } from "../addresses.ts";
import { readSettings } from "../answers.ts";
import type { Product } from "../http-call.ts";
import { isPageAddress } from "../pages.ts";

export const product: Product = { code: "eset", name: "ESET Connect" };

/** The services of ESET Connect that we call; each is a host `https://{region}.{service}.eset.systems`. */
export type Service =
  | "business-account.iam"
  | "automation"
  | "application-management"
  | "device-management"
  | "incident-management";

/**
 * `baseUrl`: all services behind one loopback origin, path prefix = service name (one machine and tests).
 * `consoleUrl`: the page for investigating a computer; `{computerId}` in it becomes the device uuid.
 * `timeoutSeconds`: of each HTTP call.
 * `poll`: detections and incidents are read from ESET Connect, and its incidents are told how ours end.
 */
export const Settings = z.strictObject({
  region: z.enum(["eu", "de", "us", "ca", "jpn"]),
  baseUrl: loopbackAddress.optional(),
  consoleUrl: z.string().refine(isPageAddress, "an https address").optional(),
  timeoutSeconds: z.number().min(1).max(60).optional(),
  poll: z.boolean().optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `eset-settings` with the wrong fields. */
export const parseSettings = (settings: Record<string, unknown>): Settings => readSettings(product, Settings, settings);

/** The addresses that the connector may call. */
export const hosts = ({ baseUrl }: Settings): string[] => [baseUrl ?? "*.eset.systems"];

export function serviceUrl(settings: Settings, service: Service): string {
  if (settings.baseUrl !== undefined) return `${settings.baseUrl}/${service}`;
  return `https://${settings.region}.${service}.eset.systems`;
}

/**
 * ESET answers what takes long with a 202 after about 30 seconds (help.eset.com/eset_connect, "How API works"): a
 * client that hangs up before never learns the response-id. On loopback nothing has to wait that long.
 */
export function timeoutMilliseconds(settings: Settings): number {
  return 1000 * (settings.timeoutSeconds ?? (settings.baseUrl === undefined ? 40 : 10));
}

/** Web consoles of ESET PROTECT, as public firewall lists name them per region; `consoleUrl` corrects them. */
const consoleHosts: Record<Settings["region"], string> = {
  eu: "eu02",
  de: "de01",
  us: "us02",
  ca: "ca01",
  jpn: "jp02",
};

/**
 * ESET publishes no address of one computer's page by device uuid: without `consoleUrl` the link opens the console's
 * list of computers. With `baseUrl` there is no console, unless `consoleUrl` names one.
 */
export function consoleLink(settings: Settings, computerId: string): string | undefined {
  if (settings.consoleUrl !== undefined) {
    return settings.consoleUrl.replaceAll("{computerId}", encodeURIComponent(computerId));
  }
  if (settings.baseUrl !== undefined) return undefined;
  return `https://${consoleHosts[settings.region]}.protect.eset.com/era/webconsole/#id=CLIENTS`;
}
