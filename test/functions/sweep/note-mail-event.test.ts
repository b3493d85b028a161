// What becomes of a mail after the mail server took it: the timeline says so, and somebody else is told.
import { beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import type { MailEvent, MailFate } from "../../../core/mail-event.ts";
import { mailTag } from "../../../core/mail-headers.ts";
import type { OwnNotice } from "../../../core/notice.ts";
import type { LogLine } from "../../../core/ports.ts";
import { timelineText } from "../../../core/timeline-text.ts";
import { ownNotice } from "../../../functions/own-notice.ts";
import { noteMailEvent } from "../../../functions/sweep/note-mail-event.ts";
import { tell } from "../../../functions/telling.ts";
import { createIncident } from "../../../records/incidents.ts";
import { createNotice, readNotices } from "../../../records/notices.ts";
import { readRecorded } from "../../../records/timeline.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { AT, OPEN_INCIDENT, place } from "../../open-incident.ts";

const [FIRST, SECOND, THIRD] = ["first@acme.test", "second@acme.test", "third@acme.test"];
const [ANALYST, OTHER] = ["one@hikeshi.test", "two@hikeshi.test"];

let house: ApiHouse;
let errors: LogLine[];
beforeEach(async () => {
  house = await apiHouse();
  errors = [];
  house.deps.log = { info: () => {}, warn: () => {}, error: (line) => void errors.push(line) };
  house.deps.house.analysts = [{ address: ANALYST, language: "en", kinds: ["escalated", "undelivered"] }];
  await createIncident(house.deps.table, OPEN_INCIDENT);
});

/** The first contact wants notices of creation, the others only what is isolated. */
async function contacts(...addresses: string[]): Promise<void> {
  const path = "/v1/customers/acme/settings";
  const { body, headers } = await house.call("GET", path, { as: "admin" });
  const recipients = addresses.map((address, index) => ({
    address,
    language: "en",
    kinds: index === 0 ? ["created", "finished"] : ["isolated"],
  }));
  const { etag = "" } = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const answer = await house.call("PUT", path, {
    as: "admin",
    body: { ...body, recipients },
    headers: { "if-match": etag },
  });
  expect(answer.status).toBe(200);
}

const created = () => tell(house.deps, place, { notice: { kind: "created" }, to: "customer" });
const readers = () => house.mails.map(({ to }) => to);
/** The mail server's word of the last mail to an address. */
function eventOf(address: string, fate: MailFate, at = AT): MailEvent {
  const mail = house.mails.findLast(({ to }) => to === address);
  if (mail === undefined) throw new Error(`No mail went to ${address}.`);
  return { ...place, notice: mailTag(mail.id), fate, at };
}
function hear(address: string, fate: MailFate, at?: string) {
  house.clock.now += 1000;
  return noteMailEvent(house.deps, eventOf(address, fate, at));
}
const timeline = async () => {
  const { values } = await readRecorded(house.deps.table, place, undefined, 100);
  return values.map(({ fact }) => timelineText(fact).en);
};

describe("a mail that does not arrive for good", () => {
  test.each([
    ["bounced", "did not arrive (the address does not work)"],
    ["refused", "was not sent: the mail server refused it"],
    ["complained", "was reported as spam by its reader"],
  ] as const)("%s: goes to the next contact, and the timeline says so without the address", async (fate, words) => {
    await contacts(FIRST, SECOND, THIRD);
    await created();
    expect(readers()).toEqual([FIRST]);
    expect(await hear(FIRST, fate)).toEqual({ outcome: "noted" });
    expect(readers()).toEqual([FIRST, SECOND]);
    expect(house.mails[1]?.subject).toBe(house.mails[0]?.subject);
    expect(await timeline()).toEqual([
      "Notice sent (incident created, 1 recipient)",
      "Notice sent (incident created, 1 recipient)",
      `The notice to f***@acme.test (incident created) ${words}; the next contact is told`,
    ]);
  });

  test("told twice by the mail server, also in parts, does nothing twice", async () => {
    await contacts(FIRST, SECOND, THIRD);
    await created();
    const { put } = house.deps.table;
    house.deps.table.put = async (item, expected) => {
      if (JSON.stringify(item.body).includes("notice-undelivered")) throw new Unavailable("down", "none");
      return put(item, expected);
    };
    await expect(hear(FIRST, "bounced")).rejects.toThrow("down");
    house.deps.table.put = put;
    house.clock.now += 60_000;
    await hear(FIRST, "bounced");
    await hear(FIRST, "bounced", "2026-01-05T00:00:30.000Z");
    await Promise.all([hear(FIRST, "bounced"), hear(FIRST, "bounced")]);
    expect(readers()).toEqual([FIRST, SECOND]);
    expect((await timeline()).filter((text) => text.startsWith("The notice"))).toHaveLength(1);
  });

  test("goes on from contact to contact, then to the analysts with the address", async () => {
    await contacts(FIRST, SECOND, THIRD);
    await created();
    for (const address of [FIRST, SECOND, THIRD]) await hear(address, "bounced");
    expect(readers()).toEqual([FIRST, SECOND, THIRD, ANALYST]);
    const toAnalyst = house.mails[3];
    expect(toAnalyst?.subject).toContain("A notice did not reach the customer");
    expect(toAnalyst?.text).toContain("The notice to third@acme.test did not arrive (the address does not work).");
    expect((await timeline()).at(-1)).toMatch(/^The notice to t\*\*\*@acme\.test .*; the analysts are told$/);
  });

  test("tells the analysts of an address once for an incident, whatever else is sent there", async () => {
    await contacts(FIRST);
    await created();
    await hear(FIRST, "bounced");
    await tell(house.deps, place, {
      notice: { kind: "finished", verdict: { ja: "-", en: "-" }, actions: [], recommendedCount: 0 },
      to: "customer",
    });
    await hear(FIRST, "bounced");
    expect(readers()).toEqual([FIRST, ANALYST, FIRST]);
    expect((await timeline()).filter((text) => text.endsWith("the analysts are told"))).toHaveLength(2);
  });

  test("is not sent to an address that is known to be dead", async () => {
    await contacts(FIRST, SECOND, THIRD);
    await tell(house.deps, place, {
      notice: { kind: "isolated", computer: "PC", confirmedAt: AT, reason: { ja: "-", en: "-" } },
      to: "customer",
    });
    await hear(SECOND, "bounced");
    house.mails.length = 0;
    await created();
    await hear(FIRST, "bounced");
    expect(readers()).toEqual([FIRST, THIRD]);
  });
});

test("what may still arrive is noted, and nobody else is told", async () => {
  await contacts(FIRST, SECOND);
  await created();
  await hear(FIRST, "delayed");
  await hear(FIRST, "returned");
  await hear(FIRST, "delayed");
  expect(readers()).toEqual([FIRST]);
  expect((await timeline()).slice(1)).toEqual([
    "The notice to f***@acme.test (incident created) is delayed",
    "The notice to f***@acme.test (incident created) did not arrive (a passing error)",
  ]);
  await hear(FIRST, "bounced");
  expect(readers()).toEqual([FIRST, SECOND]);
});

test("the entry has the mail server's instant, but none that is still to come", async () => {
  await contacts(FIRST);
  await created();
  house.clock.now += 3_600_000;
  await hear(FIRST, "delayed", "2026-01-05T00:10:00.000Z");
  await hear(FIRST, "returned", "2030-01-01T00:00:00.000Z");
  const { values } = await readRecorded(house.deps.table, place, undefined, 100);
  expect(values.slice(1).map(({ occurredAt, recordedAt }) => [occurredAt, recordedAt])).toEqual([
    ["2026-01-05T00:10:00.000Z", "2026-01-05T01:00:01.000Z"],
    ["2026-01-05T01:00:02.000Z", "2026-01-05T01:00:02.000Z"],
  ]);
});

describe("a mail to an analyst", () => {
  const escalate = () =>
    tell(house.deps, place, { notice: { kind: "escalated", what: { ja: "-", en: "-" } }, to: "analysts" });

  test("goes to the next analyst, and customers do not read whose it was", async () => {
    house.deps.house.analysts = [
      { address: ANALYST, language: "en", kinds: ["escalated"] },
      { address: OTHER, language: "en", kinds: [] },
    ];
    await escalate();
    await hear(ANALYST, "bounced");
    expect(readers()).toEqual([ANALYST, OTHER]);
    expect((await timeline()).at(-1)).toBe(
      "The notice (escalated to the analysts) did not arrive (the address does not work); the next contact is told",
    );
    expect(errors).toEqual([]);
  });

  test("is an error in the log where no analyst is left", async () => {
    await escalate();
    await hear(ANALYST, "bounced");
    expect(readers()).toEqual([ANALYST]);
    expect(errors).toMatchObject([{ function: "note-mail-event", outcome: "no-analyst-is-left", incident: "inc-1" }]);
    expect(JSON.stringify(errors)).not.toContain("@");
  });
});

test("a notice that belongs to no incident is noted on its own record", async () => {
  const notice = { kind: "digest" as const, day: "2026-01-04", incidents: [] } satisfies OwnNotice;
  const about = { under: "digest", about: "acme 2026-01-04", subjectId: "digest 2026-01-04", at: AT };
  const own = ownNotice(
    { customerId: "acme", notice, ...about },
    { address: FIRST ?? "", language: "en", kinds: ["digest"] },
  );
  await createNotice(house.deps.table, own);
  const event = { customerId: "acme", notice: mailTag(own.noticeId), fate: "bounced", at: AT } as const;
  expect(await noteMailEvent(house.deps, event)).toEqual({ outcome: "noted" });
  const [noted] = await readNotices(house.deps.table, { customerId: "acme", incidentId: "digest" });
  expect(noted?.undelivered).toEqual({ fate: "bounced", at: AT, notedAt: AT });
  expect(readers()).toEqual([]);
});

test("what is not ours, or of nobody we know, changes nothing", async () => {
  await contacts(FIRST, SECOND);
  await created();
  expect(await noteMailEvent(house.deps, undefined)).toEqual({ outcome: "not-ours" });
  for (const wrong of [
    { notice: "another" },
    { incidentId: "inc-2" },
    { customerId: "other" },
    { customerId: "nobody" },
  ])
    expect(await noteMailEvent(house.deps, { ...eventOf(FIRST ?? "", "bounced"), ...wrong })).toEqual({
      outcome: "unknown",
    });
  expect(readers()).toEqual([FIRST]);
  expect(await timeline()).toHaveLength(1);
});
