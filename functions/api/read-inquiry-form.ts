import * as z from "zod";
import { BilingualText } from "../../core/incident.ts";
import { INQUIRY_NOTE, MAX_MESSAGES } from "../../core/inquiry.ts";
import { readIncident } from "../../records/incidents.ts";
import { api, NONE, notFound } from "./api.ts";
import { customerOf, READERS } from "./incident-of.ts";
import { attachmentFor } from "./inquiry-views.ts";

export const readInquiryForm = api({
  name: "read-inquiry-form",
  method: "GET",
  path: "/v1/customers/{customerId}/inquiry-form",
  summary:
    "What the form for a new inquiry shows: the desk's note, and with `incidentId` a subject and what will be attached.",
  roles: READERS,
  query: z.strictObject({ incidentId: z.string().min(1).max(64).optional() }),
  body: NONE,
  answer: z.strictObject({
    note: BilingualText,
    /** Of the incident. */
    subject: BilingualText.optional(),
    attachment: BilingualText.optional(),
    maxMessages: z.int(),
  }),
  async run(deps, request) {
    const { customerId, settings } = customerOf(request);
    const form = { note: settings.inquiryNote ?? INQUIRY_NOTE, maxMessages: MAX_MESSAGES };
    const { incidentId } = request.query;
    if (incidentId === undefined) return form;
    const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
    if (incident === undefined) throw notFound("incident");
    const { timeZone } = settings;
    const attachment = await attachmentFor(deps, incident, { timeZone, at: request.at });
    return { ...form, subject: incident.title, attachment };
  },
});
