// How a machine translation looks: always marked as one, to be shown beside the original.
import * as z from "zod";
import { Language } from "../../core/customer.ts";
import type { Language as LanguageCode } from "../../core/ports.ts";

export const MachineTranslation = z.strictObject({
  machine: z.literal(true),
  language: Language,
  text: z.string().optional(),
});

export const machineTranslation = (
  language: LanguageCode,
  text: string | undefined,
): z.output<typeof MachineTranslation> => ({ machine: true, language, ...(text === undefined ? {} : { text }) });
