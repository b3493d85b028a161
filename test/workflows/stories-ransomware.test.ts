// The variants of D1: an exempt server, a server that is offline, and one more computer while we wait.
import { afterEach, describe, expect, test } from "vitest";
import { d1, d1Third } from "../stories.ts";
import {
  actions,
  attestAll,
  BOTH,
  closeAll,
  expectMails,
  expectNothingBroken,
  facts,
  files,
  isolateByHand,
  mailsTo,
  network,
  play,
  release,
  running,
  send,
  statuses,
  tasks,
} from "./play.ts";

afterEach(closeAll);
const settings = { recipients: BOTH };

describe("D1 with an exempt server", () => {
  test("leaves the server alone, tells the customer, and isolates it when the customer says so", async () => {
    const one = await play(d1("2026-01-04"), { settings, exempt: ["SV-FILE01"] });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect([network(house, "PC-KEIRI07"), network(house, "SV-FILE01")]).toEqual(["isolated", "connected"]);
    expect(running(house, "SV-FILE01").toSorted()).toEqual(["PSEXESVC.exe", "enc.exe", "vssadmin.exe"]);
    expect(await actions(one)).toEqual([
      "isolate PC-KEIRI07 confirmed",
      "kill PC-KEIRI07 psexec.exe 5104 confirmed",
      "kill PC-KEIRI07 rundll32.exe 4120 confirmed",
      "remove PC-KEIRI07 enc.exe confirmed",
    ]);
    expectMails(one, ["created", "isolated PC-KEIRI07", "must-act SV-FILE01"]);
    const mustAct = house.mails.find(({ subject }) => subject.startsWith("【要対応】SV-FILE01"));
    expect(mustAct?.text).toMatch(/ネットワーク隔離.*プロセス停止 2件.*駆除 1件/);
    expect(mustAct?.text).toContain("プロセスの停止・駆除・隔離を行っていません");
    expect(await facts(one)).toContainEqual({
      kind: "action-withheld",
      computer: "SV-FILE01",
      why: "exempt",
      actions: ["isolate", "kill", "remove"],
    });

    expect((await isolateByHand(house, "SV-FILE01")).status).toBe(202);
    await house.pass(60_000);
    expect(network(house, "SV-FILE01")).toBe("isolated");
    expect(running(house, "SV-FILE01")).toContain("enc.exe");
    expect(mailsTo(one).slice(3)).toEqual(["isolated SV-FILE01"]);
    expect((await release(one, "SV-FILE01")).status).toBe(409);
    await attestAll(one);
    await release(one, "SV-FILE01", "PC-KEIRI07");
    await house.until(id, "resolved");
    expect(await statuses(one)).toEqual(["in-progress", "on-hold", "resolved"]);
    expectMails(one, [
      "created",
      "must-act SV-FILE01",
      ...["PC-KEIRI07", "SV-FILE01"].flatMap((name) => [`isolated ${name}`, `recovered ${name}`]),
    ]);
    expectNothingBroken(house);
  });
});

describe("D1 with a server that is offline", () => {
  test("never says that it is isolated, and mails that it is not confirmed", async () => {
    const one = await play(d1("2026-01-04"), { settings, offline: ["SV-FILE01"] });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect([network(house, "PC-KEIRI07"), network(house, "SV-FILE01")]).toEqual(["isolated", "connected"]);
    expectMails(one, ["created", "isolated PC-KEIRI07", "isolation-unconfirmed SV-FILE01"]);
    expect(await actions(one)).toEqual(
      expect.arrayContaining(["isolate PC-KEIRI07 confirmed", "isolate SV-FILE01 unconfirmed"]),
    );
    const said = [
      ...house.mails.map(({ subject, text, html }) => subject + text + html),
      ...(await facts(one)).flatMap((fact) => ("text" in fact && typeof fact.text === "object" ? fact.text.ja : [])),
    ].filter((text) => text.includes("SV-FILE01"));
    expect(said.length).toBeGreaterThan(1);
    for (const text of said)
      expect(text).not.toMatch(/SV-FILE01[^。\n]*(を(ネットワーク)?隔離しました|隔離済み)|2台とも/);
    expect((await facts(one)).find(({ kind }) => kind === "comment")).toMatchObject({
      text: { ja: expect.stringContaining("SV-FILE01 の隔離を要求しましたが、完了を確認できていません") },
    });
  });
});

describe("D1 with the same file on a third computer while we wait", () => {
  test("is one incident: the third is isolated with a mail of its own, the others are left as they are", async () => {
    const one = await play(d1("2026-01-04"), { settings, later: d1Third() });
    const { house, id } = one;
    await house.until(id, "on-hold");
    const before = tasks(house);
    await house.pass(60_000);
    expect(await send(house, d1Third())).toBe(id);
    await house.pass(120_000);
    expect(network(house, "PC-EIGYO11")).toBe("isolated");
    expect(files(house, "PC-EIGYO11")).toMatchObject({ "enc.exe": "blocked" });
    expect(Object.keys(tasks(house)).length).toBe(Object.keys(before).length + 2);
    expect(Object.values(tasks(house)).every((count) => count === 1)).toBe(true);
    expectMails(one, ["created", ...["PC-KEIRI07", "SV-FILE01", "PC-EIGYO11"].map((name) => `isolated ${name}`)]);
    expect(await statuses(one)).toEqual(["in-progress", "on-hold", "in-progress", "on-hold"]);
    expectNothingBroken(house);
    await attestAll(one);
    await release(one, "PC-KEIRI07", "SV-FILE01", "PC-EIGYO11");
    await house.until(id, "resolved");
    expect(mailsTo(one).filter((mail) => mail.startsWith("recovered"))).toHaveLength(3);
  });
});
