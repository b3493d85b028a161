import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { incidentPk, under } from "../../records/keys.ts";
import { createNotice, readNotice, readNotices } from "../../records/notices.ts";
import type { Deps } from "../deps.ts";
import { ownNotice } from "../own-notice.ts";
import { deliver } from "../telling.ts";
import { type ApiRequest, api, NONE, notFound } from "./api.ts";
import { customerOf } from "./incident-of.ts";

const Body = z.strictObject({ address: z.email().max(254) });
type Request = ApiRequest<unknown, z.output<typeof Body>>;

/** Where tests stand, in the place of an incident's id. */
const TESTS = "test";
const MINUTE = 60_000;
const MOST_AN_HOUR = 10;

export const sendTestMail = api({
  name: "send-test-mail",
  method: "POST",
  path: "/v1/customers/{customerId}/test-mail",
  summary:
    "Sends a test to one of the customer's recipients: one a minute to each, ten an hour. `sent`: the mail server took it; " +
    "`pending`: it is tried again.",
  roles: ["admin", "customer"],
  query: NONE,
  body: Body,
  answer: z.strictObject({ state: z.enum(["pending", "sent", "failed"]) }),
  async run(deps, request) {
    const { customerId, settings } = customerOf(request);
    const { address } = request.body;
    const recipient = settings.recipients.find((one) => one.address.toLowerCase() === address.toLowerCase());
    if (recipient === undefined) throw notFound("recipient");
    const { requestId, person, at } = request;
    const notice = ownNotice(
      {
        customerId,
        notice: { kind: "test", by: person.name },
        under: TESTS,
        about: customerId,
        part: requestId,
        subjectId: JSON.stringify([1, "test", requestId]),
        at,
      },
      recipient,
    );
    await checkRate(deps, request, notice.noticeId);
    await createNotice(deps.table, { ...notice, expiresAtSeconds: Math.floor(Date.parse(at) / 1000) + 86_400 });
    await deliver(deps, notice);
    const key = { pk: incidentPk(customerId, TESTS), sk: `${under.notice}${notice.noticeId}` };
    return { state: (await readNotice(deps.table, key))?.value.state ?? "pending" };
  },
});

/** A repeat of the same request counts as none. */
async function checkRate(deps: Deps, request: Request, noticeId: string): Promise<void> {
  const { customerId } = customerOf(request);
  const since = (milliseconds: number) => new Date(Date.parse(request.at) - milliseconds).toISOString();
  const earlier = (await readNotices(deps.table, { customerId, incidentId: TESTS })).filter(
    (notice) => notice.noticeId !== noticeId && notice.createdAt > since(60 * MINUTE),
  );
  const { address } = request.body;
  const toSame = earlier.some(
    ({ recipient, createdAt }) =>
      recipient.address.toLowerCase() === address.toLowerCase() && createdAt > since(MINUTE),
  );
  if (toSame) throw tooMany(60);
  if (earlier.length >= MOST_AN_HOUR) throw tooMany(3600);
}

const tooMany = (retryAfterSeconds: number): Refusal =>
  new Refusal("too-many", "too-many-test-mails", "A test was sent a moment ago: look for it first.", {
    retryAfterSeconds,
  });
