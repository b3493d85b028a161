// Which addresses a connector may call: its product's domains, or the one host that was configured; https, but for loopback.
import * as z from "zod";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** http on this machine: tests and simulators. */
export const isLoopback = (url: URL): boolean => url.protocol === "http:" && loopback.test(url.hostname);

/** https, or http on loopback; without credentials in it. */
export const isPlain = (url: URL): boolean =>
  url.username === "" && url.password === "" && (url.protocol === "https:" || isLoopback(url));

/** `hosts`: origins (`https://edr.example.lan:8443`) and domains (`*.eset.systems`: any name below it, https, no port). */
export function isAllowed(address: string, hosts: readonly string[]): boolean {
  const url = URL.parse(address);
  if (url === null || !isPlain(url)) return false;
  return hosts.some((host) =>
    host.startsWith("*.")
      ? url.protocol === "https:" && url.port === "" && url.hostname.endsWith(host.slice(1).toLowerCase())
      : url.origin === URL.parse(host)?.origin,
  );
}

const baseAddress = (accept: (url: URL) => boolean, message: string) =>
  z
    .string()
    .max(512)
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && isPlain(url) && url.search === "" && url.hash === "" && accept(url);
    }, message)
    .transform((text) => text.replace(/\/+$/, ""));

/** For settings of a cloud product: an address below one of `domains` (`*.sentinelone.net`), or on loopback. Without its last slash. */
export const cloudAddress = (domains: readonly string[]) =>
  baseAddress(
    (url) => isLoopback(url) || isAllowed(url.href, domains),
    `an https address below ${domains.join(" or ")}, without query`,
  );

/** For settings of a product on the customer's premises: any https address, or on loopback. Without its last slash. */
export const onPremAddress = baseAddress(() => true, "an https address, without query");

/** For settings: loopback only, where a simulator stands in for a product's cloud. Without its last slash. */
export const loopbackAddress = baseAddress(isLoopback, "an http address on loopback, without query");
