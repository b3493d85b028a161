import * as z from "zod";
import { Language } from "../../core/customer.ts";
import { readEntry } from "../../records/timeline.ts";
import { translated } from "../translating.ts";
import { api, NONE, notFound } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import { MachineTranslation, machineTranslation } from "./machine-translation.ts";

export const readCommentTranslation = api({
  name: "read-comment-translation",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/timeline/{entryId}/translation",
  summary:
    "A person's comment in the other language, by machine: made when first asked for, then kept. No `text`: there is none; " +
    "show the original.",
  roles: READERS,
  query: z.strictObject({
    to: Language,
    /** The entry's. */
    recordedAt: z.iso.datetime(),
  }),
  body: NONE,
  answer: MachineTranslation,
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { to, recordedAt } = request.query;
    const { entryId = "" } = request.params;
    const entry = await readEntry(deps.table, incident, { recordedAt, entryId });
    const fact = entry?.fact;
    if (fact?.kind !== "person-comment") throw notFound("comment");
    // In both languages: a person's own words are there already.
    if (fact.texts !== undefined || fact.language === to) return machineTranslation(to, undefined);
    const language = to === "ja" ? "en" : "ja";
    const { customerId, incidentId } = incident;
    const wanted = { customerId, incidentId, textId: entryId, to };
    return machineTranslation(to, await translated(deps, wanted, { text: fact.text, language }));
  },
});
