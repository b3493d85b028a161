// N2 and its twin: 180 computers at once, a roll-out or a worm.
import { afterEach, describe, expect, test } from "vitest";
import { readCustomer } from "../../records/customers.ts";
import { CUSTOMER } from "../house.ts";
import { n2, n2Twin, SHA1 } from "../stories.ts";
import { actions, actionsOf, BOTH, closeAll, expectMails, facts, MINUTE, mailsTo, play, statuses } from "./play.ts";

afterEach(closeAll);
const settings = { recipients: BOTH };

describe("N2: the IT department's roll-out on 180 computers", () => {
  test("touches nothing, asks the customer once, and is invalid upon their yes, until a date", async () => {
    const one = await play(n2(180), { settings });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect(await actions(one)).toEqual([]);
    expect(house.endpoints.journal).toEqual([]);
    expectMails(one, ["created", "question"]);
    expect(mailsTo(one, "analysts@hikeshi.test")).toEqual(["escalated"]);
    expect((await house.incident(id)).waitingFor).toBe("customer");

    await house.pass(MINUTE);
    const answer = await house.call("customer", "POST", `/incidents/${id}/answer`, {
      known: true,
      until: "2026-01-20T00:00:00Z",
      note: "Asset management roll-out",
    });
    expect(answer).toMatchObject({ status: 202, body: { known: true, allowListed: 1 } });
    await house.until(id, "invalid");
    expect(await statuses(one)).toEqual(["on-hold", "invalid"]);
    const { allowList } = (await readCustomer(house.deps.table, CUSTOMER))?.value.settings.policy ?? {};
    expect(allowList).toEqual([
      expect.objectContaining({ sha1: SHA1.agent, until: expect.stringMatching(/^2026-01-20/) }),
    ]);
    await house.pass(MINUTE);
    expect(house.machine.state(`${id}-1`)).toBe("succeeded");
    expect(house.endpoints.journal).toEqual([]);
  });
});

describe("the twin of N2: an encryptor on 180 computers", () => {
  test("isolates as many as the ceiling allows at once, and calls the analysts", async () => {
    const one = await play(n2Twin(180), { settings });
    const { house, id } = one;
    await house.until(id, "on-hold");
    const isolated = [...house.endpoints.computers.values()].filter(({ network }) => network === "isolated");
    expect(isolated).toHaveLength(3);
    const asked = (await actionsOf(one)).filter(({ kind }) => kind === "isolate");
    expect(asked.map(({ state }) => state)).toEqual(["confirmed", "confirmed", "confirmed"]);
    expect(mailsTo(one, "analysts@hikeshi.test")).toEqual(["escalated"]);
    expect((await house.incident(id)).waitingFor).toBe("analyst");
    const withheld = (await facts(one)).filter((fact) => fact.kind === "action-withheld" && fact.why === "ceiling");
    expect(withheld).toHaveLength(177);
    expect(mailsTo(one).filter((mail) => mail.startsWith("isolated"))).toHaveLength(3);
    expect((await actions(one)).filter((action) => action.startsWith("kill"))).toHaveLength(180);
  });
});
