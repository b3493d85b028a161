// What a customer's record says about its ESET Connect account, and the addresses that follow from it.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";

/** The services of ESET Connect that we call; each is a host `https://{region}.{service}.eset.systems`. */
export type Service = "business-account.iam" | "automation" | "application-management" | "device-management";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isPlainUrl(text: string, accept: (url: URL) => boolean): boolean {
  const url = URL.parse(text.replaceAll("{computerId}", "id"));
  return url !== null && url.username === "" && url.password === "" && accept(url);
}

const isLoopback = (url: URL): boolean => url.protocol === "http:" && loopback.test(url.hostname);

/**
 * `baseUrl`: all services behind one loopback origin, path prefix = service name (one machine and tests).
 * `consoleUrl`: the page for investigating a computer; `{computerId}` in it becomes the device uuid.
 * `timeoutSeconds`: of each HTTP call.
 */
export const Settings = z.strictObject({
  region: z.enum(["eu", "de", "us", "ca", "jpn"]),
  baseUrl: z
    .string()
    .refine((text) => isPlainUrl(text, (url) => isLoopback(url) && url.search === "" && url.hash === ""), {
      message: "an http address on loopback, without query",
    })
    .optional(),
  consoleUrl: z
    .string()
    .refine((text) => isPlainUrl(text, (url) => url.protocol === "https:" || isLoopback(url)), {
      message: "an https address",
    })
    .optional(),
  timeoutSeconds: z.number().min(1).max(60).optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Throws Refusal `eset-settings` with the wrong fields. */
export function parseSettings(settings: Record<string, unknown>): Settings {
  const parsed = Settings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new Refusal("bad-request", "eset-settings", "The settings of the ESET connector are not valid", { fields });
}

export function serviceUrl(settings: Settings, service: Service): string {
  if (settings.baseUrl !== undefined) return `${settings.baseUrl.replace(/\/+$/, "")}/${service}`;
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
