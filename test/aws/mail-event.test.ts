// SES's events, in the shape of its documentation, in our words.
import { expect, test } from "vitest";
import { mailEventOf } from "../../aws/mail-event.ts";

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html, as EventBridge wraps it. */
const event = (eventType: string, more: object, tags: object = TAGS) => ({
  version: "0",
  id: "12345678-1234-1234-1234-123456789012",
  "detail-type": "Email Bounced",
  source: "aws.ses",
  account: "123456789012",
  time: "2026-01-05T00:00:02Z",
  region: "ap-northeast-1",
  resources: ["arn:aws:ses:ap-northeast-1:123456789012:configuration-set/hikeshi-prod"],
  detail: {
    eventType,
    mail: {
      timestamp: "2026-01-05T00:00:00.500Z",
      source: "mdr@hikeshi.example",
      messageId: "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
      destination: ["soc@customer.example"],
      headersTruncated: false,
      tags,
    },
    ...more,
  },
});
const TAGS = {
  "ses:configuration-set": ["hikeshi-prod"],
  "ses:operation": ["SendRawEmail"],
  customer: ["acme"],
  incident: ["inc-0a1b"],
  notice: ["inc-0a1b_2e_1_2e_created"],
};
const bounce = (bounceType: string) => ({
  bounce: {
    bounceType,
    bounceSubType: "General",
    bouncedRecipients: [{ emailAddress: "soc@customer.example", action: "failed", status: "5.1.1" }],
    timestamp: "2026-01-05T00:00:01.000Z",
    feedbackId: "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
  },
});
const told = { customerId: "acme", incidentId: "inc-0a1b", notice: "inc-0a1b_2e_1_2e_created" };
const AT = "2026-01-05T00:00:01.000Z";

test.each([
  ["a permanent bounce", event("Bounce", bounce("Permanent")), "bounced", AT],
  ["a transient bounce", event("Bounce", bounce("Transient")), "returned", AT],
  ["an undetermined bounce", event("Bounce", bounce("Undetermined")), "returned", AT],
  ["a complaint", event("Complaint", { complaint: { timestamp: AT, complainedRecipients: [] } }), "complained", AT],
  ["a delay", event("DeliveryDelay", { deliveryDelay: { timestamp: AT, delayType: "MailboxFull" } }), "delayed", AT],
  ["a refusal", event("Reject", { reject: { reason: "Bad content" } }), "refused", "2026-01-05T00:00:00.500Z"],
])("%s", (_what, given, fate, at) => expect(mailEventOf(given)).toEqual({ ...told, fate, at }));

test("a mail that belongs to no incident", () => {
  const { incident: _i, ...tags } = TAGS;
  const { incidentId: _id, ...rest } = told;
  expect(mailEventOf(event("Bounce", bounce("Permanent"), tags))).toEqual({ ...rest, fate: "bounced", at: AT });
});

test.each([
  ["another service", { ...event("Bounce", bounce("Permanent")), source: "aws.states" }],
  ["another event", event("Delivery", { delivery: { timestamp: AT } })],
  ["no tags of ours", event("Bounce", bounce("Permanent"), { "ses:configuration-set": ["hikeshi-prod"] })],
  ["an empty tag", event("Bounce", bounce("Permanent"), { ...TAGS, customer: [] })],
  ["no instant", event("Complaint", { complaint: { timestamp: "soon" } })],
  ["a schedule", { source: "aws.events", detail: {} }],
  ["nothing", undefined],
])("nothing of %s", (_what, given) => expect(mailEventOf(given)).toBeUndefined());
