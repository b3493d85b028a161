// What SES tells of a mail, over EventBridge, in our words. Nothing of the mail itself is read but its tags.
import * as z from "zod";
import type { MailEvent, MailFate } from "../core/mail-event.ts";

const Tags = z.looseObject({
  customer: z.tuple([z.string().min(1)]).rest(z.string()),
  incident: z
    .tuple([z.string().min(1)])
    .rest(z.string())
    .optional(),
  notice: z.tuple([z.string().min(1)]).rest(z.string()),
});
const instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  context.addIssue({ code: "custom", message: "no instant" });
  return z.NEVER;
});
const At = z.looseObject({ timestamp: instant });
const mail = z.looseObject({ timestamp: instant, tags: Tags });

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html; EventBridge has the same as `detail`. */
const Detail = z.discriminatedUnion("eventType", [
  z.looseObject({ eventType: z.literal("Bounce"), mail, bounce: At.extend({ bounceType: z.string() }) }),
  z.looseObject({ eventType: z.literal("Complaint"), mail, complaint: At }),
  z.looseObject({ eventType: z.literal("DeliveryDelay"), mail, deliveryDelay: At }),
  z.looseObject({ eventType: z.literal("Reject"), mail }),
]);
type Detail = z.infer<typeof Detail>;
const SesEvent = z.looseObject({ source: z.literal("aws.ses"), detail: Detail });

/** Nothing for what is no such event, or bears no tags of ours. */
export function mailEventOf(event: unknown): MailEvent | undefined {
  const read = SesEvent.safeParse(event);
  if (!read.success) return undefined;
  const { customer, incident, notice } = read.data.detail.mail.tags;
  return {
    customerId: customer[0],
    ...(incident === undefined ? {} : { incidentId: incident[0] }),
    notice: notice[0],
    ...fateOf(read.data.detail),
  };
}

/** "Undetermined" bounces are treated as AWS treats them: the address may be good. */
function fateOf(detail: Detail): { fate: MailFate; at: string } {
  switch (detail.eventType) {
    case "Bounce":
      return { fate: detail.bounce.bounceType === "Permanent" ? "bounced" : "returned", at: detail.bounce.timestamp };
    case "Complaint":
      return { fate: "complained", at: detail.complaint.timestamp };
    case "DeliveryDelay":
      return { fate: "delayed", at: detail.deliveryDelay.timestamp };
    case "Reject":
      return { fate: "refused", at: detail.mail.timestamp };
  }
}
