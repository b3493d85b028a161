// The page of a product's console for one computer, as a customer's settings name it: `{computerId}` becomes the computer's id.
import * as z from "zod";
import { isPlain } from "./addresses.ts";

/** For settings: an https address, or on loopback. */
export const computerPage = z
  .string()
  .max(512)
  .refine((text) => {
    const url = URL.parse(text.replaceAll("{computerId}", "id"));
    return url !== null && isPlain(url);
  }, "an https address");

export const pageOf = (template: string, computerId: string): string =>
  template.replaceAll("{computerId}", encodeURIComponent(computerId));
