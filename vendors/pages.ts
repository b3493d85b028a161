// The page of a product's console for one computer, as a customer's settings name it: `{computerId}` becomes the computer's id.
import * as z from "zod";
import { isPlain } from "./addresses.ts";

/** An https address, or on loopback. */
export function isPageAddress(text: string): boolean {
  const url = URL.parse(text.replaceAll("{computerId}", "id"));
  return url !== null && isPlain(url);
}

/** For settings. */
export const computerPage = z.string().max(512).refine(isPageAddress, "an https address");

export const pageOf = (template: string, computerId: string): string =>
  template.replaceAll("{computerId}", encodeURIComponent(computerId));
