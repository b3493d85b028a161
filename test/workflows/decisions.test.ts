// Where people decide over what the house began: the ceiling of isolations, and a release that comes before its isolation.
import { afterEach, describe, expect, test } from "vitest";
import { ResponsePolicy } from "../../core/policy.ts";
import { changeCustomer } from "../../records/customers.ts";
import { CUSTOMER, type TestHouse } from "../house.ts";
import { COMPUTER, d3, g2, n2Twin } from "../stories.ts";
import { actions, attestAll, BOTH, closeAll, expectMails, MINUTE, mailsTo, network, play, release } from "./play.ts";

afterEach(closeAll);

const isolated = ({ endpoints }: TestHouse) =>
  [...endpoints.computers.values()].filter((computer) => computer.network === "isolated");

describe("a release that an analyst asks for while the isolation is not shown yet", () => {
  test("supersedes it: what is carried out late is neither mailed nor kept", async () => {
    const one = await play(g2("2026-01-04"), { offline: ["SV-SQL01"] });
    const { house, id } = one;
    await house.until(id, "on-hold");
    const computerIds = [COMPUTER["SV-SQL01"]];
    const override = { reason: "it is in the workshop" };
    const answer = await house.call("analyst", "POST", `/incidents/${id}/release`, { computerIds, override });
    expect(answer.status).toBe(202);
    await house.pass(MINUTE);
    house.endpoints.tell("SV-SQL01", { kind: "online" });
    await house.until(id, "resolved");
    await house.pass(30 * MINUTE);
    expect(network(house, "SV-SQL01")).toBe("connected");
    expect(mailsTo(one)).toEqual(["created", "isolation-unconfirmed SV-SQL01", "recovered SV-SQL01"]);
  });
});

describe("the ceiling of automatic isolations", () => {
  test("keeps a fourth computer connected, tells the analysts, and goes on when they raise it and resume", async () => {
    const one = await play(n2Twin(4));
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect(isolated(house)).toHaveLength(3);
    expect(mailsTo(one, "analysts@hikeshi.test")).toEqual(["escalated"]);
    expect((await house.incident(id)).waitingFor).toBe("analyst");
    await house.pass(15 * MINUTE);
    expect(isolated(house)).toHaveLength(3);
    const policy = ResponsePolicy.parse({ isolationCeiling: { computers: 4 } });
    await changeCustomer(house.deps.table, CUSTOMER, (customer) => ({
      ...customer,
      settings: { ...customer.settings, policy },
    }));
    await house.call("analyst", "POST", `/incidents/${id}/resume`, { reason: "all four" });
    await house.pass(2 * MINUTE);
    expect(isolated(house)).toHaveLength(4);
  });

  test("leaves the incident open while the analysts have not decided, though the customer recovers its computers", async () => {
    const one = await play(n2Twin(4));
    const { house, id } = one;
    await house.until(id, "on-hold");
    await attestAll(one);
    const names = isolated(house).map(({ name }) => name);
    expect((await release(one, ...names)).status).toBe(202);
    await house.pass(10 * MINUTE);
    expect(isolated(house)).toEqual([]);
    expect(await house.incident(id)).toMatchObject({ status: "on-hold", waitingFor: "analyst" });
  });
});

describe("one computer exempt, and the kill on another not confirmed", () => {
  test("isolates the one, and still tells the customer that they must act on the other", async () => {
    const twin = d3("2026-01-04")
      .slice(2)
      .map((detection) => ({
        ...detection,
        id: `twin-${detection.id}`,
        computer: { id: COMPUTER["SV-FILE01"], name: "SV-FILE01" },
      }));
    const one = await play([...d3("2026-01-04"), ...twin], {
      settings: { recipients: BOTH },
      exempt: ["SV-FILE01"],
      before: ({ endpoints }) => endpoints.tell("PC-SOUMU03", { kind: "slow", milliseconds: 20 * MINUTE }),
    });
    const { house, id } = one;
    await house.pass(MINUTE);
    house.endpoints.tell("PC-SOUMU03", { kind: "normal" });
    await house.until(id, "on-hold");
    await house.pass(MINUTE);
    expect(network(house, "SV-FILE01")).toBe("connected");
    expect(await actions(one)).toContain("isolate PC-SOUMU03 confirmed");
    expectMails(one, ["created", "isolated PC-SOUMU03", "must-act SV-FILE01"]);
  });
});
