// Addresses of a mail: one mailbox each, never a list made of raw text.
import { Refusal } from "../errors.ts";

export interface Mailbox {
  name: string;
  address: string;
}

// The HTML standard's e-mail address without comments and quoted parts: https://html.spec.whatwg.org/#valid-e-mail-address
const ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)$/;
const NAMED = /^"?([^"<>\p{Cc}]{0,100}?)"?\s*<([^<>\s]+)>$/u;

export const isAddress = (text: string): boolean => text.length <= 254 && ADDRESS.test(text);

/** `a@example.com` or `Name <a@example.com>`. Throws Refusal `mail-address` (without the address) for anything else. */
export function mailbox(text: string): Mailbox {
  const named = NAMED.exec(text);
  const address = named?.[2] ?? text;
  if (!isAddress(address)) throw new Refusal("bad-request", "mail-address", "That is not one e-mail address.");
  return { name: (named?.[1] ?? "").trim(), address };
}

export const domainOf = (text: string): string => mailbox(text).address.replace(/^.*@/, "").toLowerCase();
