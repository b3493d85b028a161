import * as z from "zod";
import { Language } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { hashId } from "../../core/ids.ts";
import { MessageText, Subject, Suspicion } from "../../core/inquiry.ts";
import { retentionEnd } from "../../core/policy.ts";
import { type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { createAttachment, createInquiry, createMessage, type InquiryRecord } from "../../records/inquiries.ts";
import { append } from "../../records/timeline.ts";
import { carry } from "../carrying.ts";
import type { Deps } from "../deps.ts";
import { type ApiRequest, api, NONE, notFound } from "./api.ts";
import { customerOf } from "./incident-of.ts";
import { attachmentFor, InquiryView, inquiryView } from "./inquiry-views.ts";

const Body = z
  .strictObject({
    subject: Subject,
    text: MessageText,
    language: Language,
    /** What it is about; its comments, timeline and computers are attached as they are now. */
    incidentId: z.string().min(1).max(64).optional(),
    /** In its place: nothing was detected, but… */
    suspicion: Suspicion.optional(),
  })
  .refine(({ incidentId, suspicion }) => incidentId === undefined || suspicion === undefined, {
    path: ["suspicion"],
    message: "only without an incident",
  });
type Request = ApiRequest<unknown, z.output<typeof Body>>;

export const openInquiry = api({
  name: "open-inquiry",
  method: "POST",
  path: "/v1/customers/{customerId}/inquiries",
  summary:
    "Opens an inquiry with its first message, about an incident (whose comments, timeline and computers are attached) or " +
    "without one. The desk is told by mail.",
  roles: ["customer"],
  query: NONE,
  body: Body,
  status: 201,
  answer: InquiryView,
  async run(deps, request) {
    const incident = await wantedIncident(deps, request);
    const inquiry = await createInquiry(deps.table, newInquiry(request));
    const { customerId, inquiryId, openedAt } = inquiry;
    const { actor, body } = request;
    if (incident !== undefined) {
      const { timeZone } = customerOf(request).settings;
      const text = await attachmentFor(deps, incident, { timeZone, at: openedAt });
      await createAttachment(deps.table, { customerId, inquiryId, at: openedAt, text });
      const fact = { kind: "inquiry-opened", inquiryId, subject: inquiry.subject } as const;
      await append(deps.table, incident, { fact, actor, recordedAt: openedAt, cause: [inquiryId] });
    }
    const message = await createMessage(deps.table, {
      customerId,
      inquiryId,
      messageId: request.requestId,
      at: openedAt,
      from: "customer",
      actor,
      text: body.text,
      language: body.language,
      isDone: false,
      carried: false,
    });
    await carry(deps, message);
    return inquiryView(inquiry);
  },
});

async function wantedIncident(deps: Deps, request: Request): Promise<IncidentRecord | undefined> {
  const { incidentId } = request.body;
  if (incidentId === undefined) return undefined;
  const stored = await readIncident(deps.table, customerOf(request).customerId, incidentId);
  if (stored === undefined) throw notFound("incident");
  return stored.value;
}

function newInquiry(request: Request): InquiryRecord {
  const { body, actor, at, requestId } = request;
  const { customerId, settings } = customerOf(request);
  if (Date.parse(body.suspicion?.noticedAt ?? at) > Date.parse(at))
    throw new Refusal("bad-request", "invalid-body", "Some fields of the body are wrong.", {
      fields: [{ path: "suspicion.noticedAt", message: "lies in the future" }],
    });
  return {
    customerId,
    inquiryId: `inq-${hashId(20, "inquiry", requestId)}`,
    subject: body.subject,
    status: "waiting-for-us",
    openedBy: actor,
    openedAt: at,
    lastAt: at,
    expiresAtSeconds: retentionEnd(settings.policy, at),
    ...(body.incidentId === undefined ? {} : { incidentId: body.incidentId }),
    ...(body.suspicion === undefined ? {} : { suspicion: body.suspicion }),
  };
}
