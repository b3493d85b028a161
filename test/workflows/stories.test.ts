// The acceptance stories, through the whole house: webhook, records, workflow, product, mails.
import { afterEach, describe, expect, test } from "vitest";
import { d1, d3, g2, n1 } from "../stories.ts";
import {
  actions,
  attestAll,
  BOTH,
  closeAll,
  course,
  DAY,
  expectMails,
  expectNothingBroken,
  facts,
  files,
  network,
  play,
  release,
  running,
  statuses,
  tasks,
} from "./play.ts";

afterEach(closeAll);

const settings = { recipients: BOTH };

describe("N1: Certutil, blocked before it did harm", () => {
  test("closes itself, touches nothing, and says so in the guide's words", async () => {
    const one = await play(n1(), { settings });
    await one.house.until(one.id, "closed");
    await one.house.pass(DAY);
    expect(await actions(one)).toEqual([]);
    expect(one.house.endpoints.journal).toEqual([]);
    expect(await statuses(one)).toEqual(["closed"]);
    expectMails(one, ["created", "finished"]);
    expect((await one.house.timeline(one.id)).filter((text) => !text.startsWith("Notice"))).toEqual([
      expect.stringMatching(/^Process started: certutil.exe \(7488\) \(test1-VM test1-vm\\eset\)/),
      expect.stringMatching(
        /^Rule - Certutilが不審な実行モジュールをドロップしました\[A0313\] Mitre.*T1105.*T1140.*a\.exe certutil\.exe/,
      ),
      expect.stringMatching(/^Incident created/),
      expect.stringMatching(/^Module added: (a|certutil).exe/),
      expect.stringMatching(/^Module added: (a|certutil).exe/),
      "Detection added (rule - Certutilが不審な実行モジュールをドロップしました[A0313])",
      "Computer added: test1-VM",
      "Process added: certutil.exe",
      expect.stringMatching(/^Assessed: /),
      "Commented: Certutil dropped a suspicious executable, which was subsequently blocked. No actions needed",
      "Status changed to closed",
      "Commented: Closed by Hikeshi MDR.",
    ]);
  });

  test("a low one goes into the digest of the day instead of mails", async () => {
    const low = n1().map((detection) => ({ ...detection, severity: "low" as const }));
    const one = await play(low, { settings });
    await one.house.until(one.id, "closed");
    await one.house.pass(2 * DAY);
    expectMailsOfDigest(one);
  });

  const expectMailsOfDigest = ({ house }: Awaited<ReturnType<typeof play>>) =>
    expect(house.mails.map(({ to, subject }) => [to, /digest|まとめ/.test(subject)])).toEqual([
      ["it@acme.test", true],
      ["joushisu@acme.test", true],
    ]);
});

describe("D3: an infostealer that ran, was stopped and removed", () => {
  test("is resolved without isolation, and says what may have left", async () => {
    const one = await play(d3("2026-01-04"), { settings });
    const { house, id } = one;
    await house.until(id, "resolved");
    expect(await actions(one)).toEqual([
      "kill PC-SOUMU03 mshta.exe 7012 confirmed",
      "kill PC-SOUMU03 powershell.exe 7044 confirmed",
      "kill PC-SOUMU03 upd.exe 7102 confirmed",
      "remove PC-SOUMU03 upd.exe confirmed",
    ]);
    expect(running(house, "PC-SOUMU03")).toEqual([]);
    expect(files(house, "PC-SOUMU03")).toMatchObject({ "upd.exe": "blocked", "powershell.exe": "present" });
    expect(files(house, "PC-SOUMU03")).toMatchObject({ "mshta.exe": "present" });
    expect(network(house, "PC-SOUMU03")).toBe("connected");
    expectNothingBroken(house);
    expectMails(one, ["created", "finished"]);
    expect(await statuses(one)).toEqual(["in-progress", "resolved"]);
    expect(await course(one)).toEqual([
      "incident-created",
      "assessed",
      "status-changed",
      "action-requested",
      "action-confirmed",
      "comment",
      "status-changed",
      "comment",
    ]);
    const comments = (await facts(one)).flatMap((fact) => (fact.kind === "comment" ? fact.text.ja : []));
    expect(comments[0]).toMatch(/情報窃取型マルウェアが.*停止と駆除は完了していますが.*流出した可能性があります/);
    expect((await facts(one)).filter(({ kind }) => kind === "recommended-added")).toHaveLength(4);
  });
});

describe("G2: the guide's SQL Server exploitation", () => {
  test("isolates first, kills and removes, waits, and is resolved by the customer's recovery", async () => {
    const one = await play(g2("2026-01-04"), { settings });
    const { house, id } = one;
    await house.until(id, "on-hold");
    expect(house.endpoints.journal[0]?.detail).toMatch(/^Hikeshi isolate/);
    expect(network(house, "SV-SQL01")).toBe("isolated");
    expect(await actions(one)).toEqual([
      "isolate SV-SQL01 confirmed",
      "kill SV-SQL01 srv.exe 6012 confirmed",
      "remove SV-SQL01 AnyDesk.exe confirmed",
      "remove SV-SQL01 srv.exe confirmed",
    ]);
    expect(running(house, "SV-SQL01")).toEqual(expect.arrayContaining(["sqlservr.exe"]));
    expect(files(house, "SV-SQL01")).toMatchObject({ "srv.exe": "blocked", "AnyDesk.exe": "blocked" });
    expectNothingBroken(house);
    expect((await house.incident(id)).waitingFor).toBe("customer");
    const refused = await release(one, "SV-SQL01");
    expect(refused.status).toBe(409);
    await house.pass(60_000);
    expect(network(house, "SV-SQL01")).toBe("isolated");
    await attestAll(one);
    expect(await release(one, "SV-SQL01")).toMatchObject({
      status: 202,
      body: { computers: [{ outcome: "requested" }] },
    });
    await house.until(id, "resolved");
    expect(network(house, "SV-SQL01")).toBe("connected");
    expectMails(one, ["created", "isolated SV-SQL01", "recovered SV-SQL01"]);
    expect(await statuses(one)).toEqual(["in-progress", "on-hold", "resolved"]);
    expect((await facts(one)).filter(({ kind }) => kind === "recommended-completed")).toHaveLength(7);
    expect((await house.timeline(id)).at(-1)).toBe("Commented: Resolved by Hikeshi MDR.");
    expect(Object.values(tasks(house))).toEqual([1, 1, 1]);
  });
});

describe("D1: ransomware, hands on keyboard", () => {
  test("isolates both computers at once, stops and removes, and ends with the customer's recovery", async () => {
    const one = await play(d1("2026-01-04"), { settings });
    const { house, id } = one;
    await house.until(id, "on-hold");
    const asked = house.endpoints.journal.filter(({ event }) => event === "task-created").map(({ detail }) => detail);
    expect(asked.slice(0, 2).every((task) => task?.includes("isolate"))).toBe(true);
    expect([network(house, "SV-FILE01"), network(house, "PC-KEIRI07")]).toEqual(["isolated", "isolated"]);
    expect(await actions(one)).toEqual([
      "isolate PC-KEIRI07 confirmed",
      "isolate SV-FILE01 confirmed",
      "kill PC-KEIRI07 psexec.exe 5104 confirmed",
      "kill PC-KEIRI07 rundll32.exe 4120 confirmed",
      "kill SV-FILE01 PSEXESVC.exe 812 confirmed",
      "kill SV-FILE01 enc.exe 1502 confirmed",
      "remove PC-KEIRI07 enc.exe confirmed",
      "remove SV-FILE01 enc.exe confirmed",
    ]);
    expect(files(house, "SV-FILE01")).toMatchObject({ "enc.exe": "blocked", "vssadmin.exe": "present" });
    expect(files(house, "PC-KEIRI07")).toMatchObject({ "rundll32.exe": "present", "psexec.exe": "present" });
    expectNothingBroken(house);
    const comment = (await facts(one)).find(({ kind }) => kind === "comment");
    expect(comment).toMatchObject({
      text: { ja: expect.stringContaining("2台とも隔離済みです"), en: expect.anything() },
    });
    await attestAll(one);
    await release(one, "SV-FILE01", "PC-KEIRI07");
    await house.until(id, "resolved");
    expect([network(house, "SV-FILE01"), network(house, "PC-KEIRI07")]).toEqual(["connected", "connected"]);
    expect(await statuses(one)).toEqual(["in-progress", "on-hold", "resolved"]);
    const computers = ["SV-FILE01", "PC-KEIRI07"];
    const each = computers.flatMap((name) => [`isolated ${name}`, `recovered ${name}`]);
    expectMails(one, ["created", ...each]);
    expect(Object.values(tasks(house)).every((count) => count === 1)).toBe(true);
  });
});
