// Machine translations of what people wrote, kept with it: made once, when somebody first asks.
import * as z from "zod";
import { Language } from "../core/customer.ts";
import type { Table } from "../core/ports.ts";
import { incidentPk } from "./keys.ts";
import { create, type RecordKind, read } from "./store.ts";

const Translation = z.object({
  customerId: z.string(),
  /** Or an inquiry's, which stands where incidents do. */
  incidentId: z.string(),
  /** Of the timeline's entry or the inquiry's message. */
  textId: z.string(),
  to: Language,
  text: z.string(),
  at: z.string(),
});
export type Translation = z.infer<typeof Translation>;
export type TranslationKey = Pick<Translation, "customerId" | "incidentId" | "textId" | "to">;

const TRANSLATION: RecordKind<Translation> = {
  schema: Translation,
  key: (translation) => keyOf(translation),
};

const keyOf = ({ customerId, incidentId, textId, to }: TranslationKey) => ({
  pk: incidentPk(customerId, incidentId),
  sk: `TRANSLATION#${textId}#${to}`,
});

export const readTranslation = async (table: Table, wanted: TranslationKey): Promise<Translation | undefined> =>
  (await read(table, TRANSLATION, keyOf(wanted)))?.value;

export const keepTranslation = (table: Table, translation: Translation): Promise<"done" | "refused"> =>
  create(table, TRANSLATION, translation);
