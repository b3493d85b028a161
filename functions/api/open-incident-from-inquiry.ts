// An analyst turns an inquiry into an incident: what the customer saw becomes a detection that a person made, which is placed
// as any other, so that it correlates, is assessed (a person must decide), and is told once.
import * as z from "zod";
import type { Computer } from "../../core/computer.ts";
import { Detection } from "../../core/detection.ts";
import { Refusal } from "../../core/errors.ts";
import { Severity } from "../../core/severity.ts";
import { changeInquiry, type InquiryRecord } from "../../records/inquiries.ts";
import { place } from "../../records/placing.ts";
import { append } from "../../records/timeline.ts";
import { nudge } from "../waking.ts";
import { type ApiRequest, api, NONE } from "./api.ts";
import { computerOf, customerOf } from "./incident-of.ts";
import { inquiryOf } from "./inquiry-views.ts";

const Body = z.strictObject({
  /** The computer that it is about. */
  computerId: z.string().min(1).max(256),
  severity: Severity.exclude(["low"]).default("medium"),
});
type Request = ApiRequest<unknown, z.output<typeof Body>>;

/** What a person tells has no product; its identity is the inquiry. */
const PRODUCT = "inquiry";

export const openIncidentFromInquiry = api({
  name: "open-incident-from-inquiry",
  method: "POST",
  path: "/v1/customers/{customerId}/inquiries/{inquiryId}/incident",
  summary:
    "Turns an inquiry without an incident into one: it joins the computer's open incident or opens one, once. Again: the " +
    "same answer.",
  roles: ["analyst"],
  query: NONE,
  body: Body,
  status: 201,
  answer: z.strictObject({ incidentId: z.string() }),
  async run(deps, request) {
    const { value: inquiry } = await inquiryOf(deps, request);
    if (inquiry.turnedInto !== undefined) return { incidentId: inquiry.incidentId ?? "" };
    if (inquiry.incidentId !== undefined)
      throw new Refusal("conflict", "has-incident", "This inquiry is about an incident already.");
    const { value: computer } = await computerOf(deps, request, request.body.computerId);
    const { customerId, inquiryId } = inquiry;
    const arrival = {
      customerId,
      source: computer.source,
      deliveryId: inquiryId,
      receivedAt: request.at,
      policy: customerOf(request).settings.policy,
    };
    const { incidentId } = await place(deps.table, arrival, detectionOf(inquiry, computer, request));
    const turned = await changeInquiry(deps.table, inquiry, (now) =>
      now.turnedInto === undefined
        ? { ...now, incidentId, turnedInto: { by: request.person.name, at: request.at } }
        : undefined,
    );
    const recordedAt = turned?.turnedInto?.at ?? request.at;
    const fact = { kind: "inquiry-opened", inquiryId, subject: inquiry.subject, turned: true } as const;
    await append(
      deps.table,
      { customerId, incidentId },
      { fact, actor: request.actor, recordedAt, cause: [inquiryId, "turned"] },
    );
    await nudge(deps, { customerId, incidentId });
    return { incidentId };
  },
});

function detectionOf(
  { inquiryId, subject, suspicion, openedAt }: InquiryRecord,
  { computerId, name, operatingSystem, group }: Computer,
  { body }: Request,
): Detection {
  return Detection.parse({
    identity: inquiryId,
    product: PRODUCT,
    rule: { id: PRODUCT, name: subject },
    severity: body.severity,
    outcome: "allowed",
    occurredAt: suspicion?.noticedAt ?? openedAt,
    computer: {
      id: computerId,
      name,
      ...(operatingSystem === undefined ? {} : { operatingSystem }),
      ...(group === undefined ? {} : { group }),
    },
    ...(suspicion?.account === undefined ? {} : { account: suspicion.account }),
  });
}
