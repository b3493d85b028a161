// The boundary table of the acceptance stories: where the house does less, or more, than the plain stories.
import { afterEach, describe, expect, test } from "vitest";
import { listIncidents } from "../../records/incidents.ts";
import { CUSTOMER } from "../house.ts";
import { d1, d3, g2, n1 } from "../stories.ts";
import {
  actions,
  actionsOf,
  BOTH,
  closeAll,
  expectMails,
  expectNothingBroken,
  facts,
  houseFor,
  isolateByHand,
  MINUTE,
  mailsTo,
  network,
  play,
  release,
  running,
  send,
  statuses,
} from "./play.ts";

afterEach(closeAll);
const settings = { recipients: BOTH };

describe("D3, and the kill is not confirmed within the policy's time", () => {
  test("isolates then, and waits for the customer", async () => {
    const one = await play(d3("2026-01-04"), {
      settings,
      before: ({ endpoints }) => endpoints.tell("PC-SOUMU03", { kind: "slow", milliseconds: 20 * MINUTE }),
    });
    const { house, id } = one;
    await house.pass(MINUTE);
    house.endpoints.tell("PC-SOUMU03", { kind: "normal" });
    await house.pass(8 * MINUTE);
    expect(network(house, "PC-SOUMU03")).toBe("connected");
    await house.until(id, "on-hold");
    expect(network(house, "PC-SOUMU03")).toBe("isolated");
    expect(await actions(one)).toEqual([
      "isolate PC-SOUMU03 confirmed",
      "kill PC-SOUMU03 mshta.exe 7012 unconfirmed",
      "kill PC-SOUMU03 powershell.exe 7044 unconfirmed",
      "kill PC-SOUMU03 upd.exe 7102 unconfirmed",
      "remove PC-SOUMU03 upd.exe confirmed",
    ]);
    const asked = (await actionsOf(one)).find(({ kind }) => kind === "isolate")?.requestedAt ?? "";
    expect(Date.parse(asked) - Date.parse((await house.incident(id)).createdAt)).toBeGreaterThanOrEqual(10 * MINUTE);
    expectMails(one, ["created", "isolated PC-SOUMU03"]);
    expect(await statuses(one)).toEqual(["in-progress", "on-hold"]);
    expect(JSON.stringify(await facts(one))).not.toContain("停止と駆除は完了しています");
  });
});

describe("D1, and the exemption cannot be looked up", () => {
  test("does nothing at all, says so, and calls the analysts", async () => {
    const one = await play(d1("2026-01-04"), {
      settings,
      before: ({ endpoints }) => endpoints.tellApi({ kind: "failing", status: 500, on: "group-list" }),
    });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect(await actions(one)).toEqual([]);
    expect(house.endpoints.journal).toEqual([]);
    expect(house.endpoints.requests["group-list"]).toBeGreaterThan(1);
    expect(mailsTo(one, "analysts@hikeshi.test")).toEqual(["escalated"]);
    expectMails(one, ["created", "must-act PC-KEIRI07", "must-act SV-FILE01"]);
    expect(house.mails.find(({ subject }) => subject.includes("SV-FILE01"))?.text).toMatch(
      /We have not stopped, removed or isolated anything/,
    );
    expect((await house.incident(id)).waitingFor).toBe("analyst");
    expect(await statuses(one)).toEqual(["on-hold"]);
  });
});

describe("D1 on computers whose product cannot isolate", () => {
  test("kills and removes, and says that isolation is not supported", async () => {
    const one = await play(d1("2026-01-04"), {
      settings,
      before: ({ deps }) => {
        const { connectors } = deps;
        deps.connectors = async (...args) => {
          const connector = await connectors(...args);
          return connector && { ...connector, supports: ["kill", "remove"] };
        };
      },
    });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect([network(house, "SV-FILE01"), network(house, "PC-KEIRI07")]).toEqual(["connected", "connected"]);
    expect(running(house, "SV-FILE01")).toEqual(["vssadmin.exe"]);
    expect((await actions(one)).every((action) => / confirmed$/.test(action) && !/isolate/.test(action))).toBe(true);
    expectMails(one, ["created", "must-act PC-KEIRI07", "must-act SV-FILE01"]);
    expect(house.mails.some(({ text }) => text.includes("隔離非対応") || text.includes("対応していません"))).toBe(true);
    const comment = (await facts(one)).find(({ kind }) => kind === "comment");
    expect(comment).toMatchObject({
      text: { ja: expect.stringContaining("隔離非対応"), en: expect.stringContaining("isolation not supported") },
    });
  });
});

describe("D1 where the customer's policy does not isolate", () => {
  test("kills and removes, recommends the one click, and waits", async () => {
    const one = await play(d1("2026-01-04"), { settings: { ...settings, policy: { isolation: false } } });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect([network(house, "SV-FILE01"), network(house, "PC-KEIRI07")]).toEqual(["connected", "connected"]);
    expect((await actions(one)).map((action) => action.split(" ")[0])).toEqual([
      "kill",
      "kill",
      "kill",
      "kill",
      "remove",
      "remove",
    ]);
    expectMails(one, ["created", "must-act PC-KEIRI07", "must-act SV-FILE01"]);
    expect((await facts(one)).find(({ kind }) => kind === "recommended-added")).toMatchObject({
      text: { ja: expect.stringContaining("「ネットワーク隔離」") },
    });
    expect((await house.incident(id)).waitingFor).toBe("customer");
  });
});

describe("an analyst sets an incident invalid while it holds a computer", () => {
  test("releases it first, confirmed, and tells the customer", async () => {
    const one = await play(g2("2026-01-04"), { settings });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect(
      (await house.call("analyst", "POST", `/incidents/${id}/status`, { status: "closed", reason: "no" })).status,
    ).toBe(409);
    const answer = await house.call("analyst", "POST", `/incidents/${id}/status`, {
      status: "invalid",
      reason: "It was a test of ours",
    });
    expect(answer).toMatchObject({ status: 202, body: { pending: "invalid" } });
    await house.until(id, "invalid");
    expect(network(house, "SV-SQL01")).toBe("connected");
    expect(await actions(one)).toContain("release SV-SQL01 confirmed");
    expectMails(one, ["created", "isolated SV-SQL01", "recovered SV-SQL01"]);
    expect(await statuses(one)).toEqual(["in-progress", "on-hold", "invalid"]);
    await house.pass(MINUTE);
    expect(house.machine.state(`${id}-1`)).toBe("succeeded");
  });
});

describe("the customer isolates a computer by mistake, without an incident", () => {
  test("isolates and mails it, and releases without a checklist", async () => {
    const house = await houseFor(n1(), { settings });
    await house.until(await send(house, n1()), "closed");
    const answer = await isolateByHand(house, "test1-VM");
    expect(answer.status).toBe(202);
    const one = { house, id: answer.body.incidentId as string };
    await house.until(one.id, "on-hold");
    expect(network(house, "test1-VM")).toBe("isolated");
    expect(await release(one, "test1-VM")).toMatchObject({ status: 202 });
    await house.until(one.id, "resolved");
    expect(network(house, "test1-VM")).toBe("connected");
    expectMails(one, ["created", "finished", "isolated test1-VM", "recovered test1-VM"]);
    expect((await facts(one)).some(({ kind }) => kind === "recommended-added")).toBe(false);
    expect((await listIncidents(house.deps.table, CUSTOMER, { limit: 10 })).values).toHaveLength(2);
    expectNothingBroken(house);
  });
});
