// The mail server misbehaves: no response waits for it, and each notice goes out once it can.
import { afterEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../core/errors.ts";
import type { Mail } from "../../core/ports.ts";
import { g2, n2 } from "../stories.ts";
import { BOTH, closeAll, facts, MINUTE, mailsTo, network, play, send } from "./play.ts";

afterEach(closeAll);

/** A mailer that a test tells how to fail. `taken` is what it really sent. */
function createMailer() {
  const taken: Mail[] = [];
  const told = { down: false, losesAnswers: 0 };
  const send = async (mail: Mail) => {
    if (told.down) throw new Unavailable("the mail server does not answer", "none");
    taken.push(mail);
    if (told.losesAnswers <= 0) return;
    told.losesAnswers -= 1;
    throw new Unavailable("the answer was lost", "maybe");
  };
  return { mailer: { send }, taken, told };
}

describe("a mail server that is down", () => {
  test("delays no action; every notice goes out later, once", async () => {
    const { mailer, taken, told } = createMailer();
    told.down = true;
    const one = await play(g2("2026-01-04"), { mailer, settings: { recipients: BOTH } });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect(house.clock.now() - Date.parse("2026-01-05T00:00:00Z")).toBeLessThan(MINUTE);
    expect(network(house, "SV-SQL01")).toBe("isolated");
    await house.pass(30 * MINUTE);
    expect(taken).toEqual([]);
    expect((await facts(one)).filter(({ kind }) => kind.startsWith("notice"))).toEqual([]);
    told.down = false;
    await house.pass(120 * MINUTE);
    expect(mailsTo({ house: { ...house, mails: taken } }).toSorted()).toEqual(["created", "isolated SV-SQL01"]);
    expect(new Set(taken.map((mail) => mail.id)).size).toBe(4);
    expect(taken).toHaveLength(4);
    expect((await facts(one)).filter(({ kind }) => kind === "notice-sent")).toHaveLength(2);
  });
});

describe("a mail server whose answer is lost", () => {
  test("is given the same mail at most twice, with the same id and content", async () => {
    const { mailer, taken, told } = createMailer();
    told.losesAnswers = 1;
    const { house, id } = await play(g2("2026-01-04"), { mailer });
    await house.until(id, "on-hold");
    await house.pass(60 * MINUTE);
    expect(taken.map(({ subject }) => /Possible incident|isolated/.exec(subject)?.[0]).toSorted()).toEqual([
      "Possible incident",
      "Possible incident",
      "isolated",
    ]);
    const [first, second] = taken.filter(({ subject }) => subject.includes("Possible incident"));
    expect(second).toEqual(first);
  });
});

describe("a notice that is on its way", () => {
  test("is not sent by a second copy of the step meanwhile", async () => {
    const taken: Mail[] = [];
    let hold = true;
    const mailer = {
      send: async (mail: Mail) => {
        taken.push(mail);
        if (hold && taken.length === 1) throw new Unavailable("slow", "maybe");
      },
    };
    const all = n2(8);
    const one = await play(all.slice(0, 5), { mailer, later: all });
    await one.house.until(one.id, "on-hold");
    // The workflow comes by again within the minute: the notice is pending, and not due.
    await send(one.house, all.slice(5));
    await one.house.pass(20_000);
    hold = false;
    expect(taken.filter(({ subject }) => subject.includes("Possible incident"))).toHaveLength(1);
  });
});
