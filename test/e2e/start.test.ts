import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, newFolder, PATIENCE_MILLISECONDS, type RunningHouse, start } from "./running-house.ts";

const COMMENT = "Certutil dropped a suspicious executable, which was subsequently blocked. No actions needed";
const GUIDE = [
  ...["process-started", "rule-matched", "incident-created", "module-added", "detection-added"],
  ...["computer-added", "process-added", "comment", "status-changed"],
];

let house: RunningHouse;
let sqlServer: any;
let certutil: any;

beforeAll(async () => {
  house = await start(newFolder());
  await house.line(/Played\./);
  const [newer, older] = await house.incidents();
  [sqlServer, certutil] = [await house.incident(newer.incidentId), await house.incident(older.incidentId)];
}, 2 * PATIENCE_MILLISECONDS);
afterAll(cleanUp, PATIENCE_MILLISECONDS);

const kinds = (entries: any[]): string[] => entries.map(({ fact }) => fact.kind);
const isOf = (incident: any) => (mail: any) => mail.name.includes(incident.incidentId);
const kindOf = (mail: any): string => /\.1\.([a-z-]+)\./.exec(mail.name)?.[1] ?? "";
/** The instant of sending, to the millisecond, as the file's name keeps it. */
const sentAt = ({ name }: any): string => name.replace(/^(.{13})(..)(..)(\d{3}Z).*$/s, "$1:$2:$3.$4");

describe("the Certutil incident", () => {
  it("tells the guide's timeline in the guide's order", async () => {
    const entries = await house.timeline(certutil.incidentId);
    const told = kinds(entries).filter((kind) => GUIDE.includes(kind));
    expect(told.filter((kind, index) => kind !== told[index - 1])).toEqual([...GUIDE, "comment"]);
    const facts = entries.map(({ fact }) => fact);
    expect(facts.find(({ kind }) => kind === "rule-matched")).toMatchObject({
      rule: "Certutilが不審な実行モジュールをドロップしました",
      ruleId: "A0313",
      techniques: ["T1105", "T1140"],
    });
    const comments = facts.filter(({ kind }) => kind === "comment");
    expect(comments[0].text.en).toBe(COMMENT);
    expect(comments[1].text.en).toMatch(/^Closed by /);
    expect(facts.find(({ kind }) => kind === "status-changed").to).toBe("closed");
    expect(certutil.status).toBe("closed");
  });

  it("prints it live, and the technique's name with its id", () => {
    for (const text of ["Process started: certutil.exe (7488)", "T1105 - Ingress Tool Transfer", COMMENT])
      expect(house.said.stdout).toContain(text);
    expect(house.said.stdout).not.toContain("\u001b");
    expect(house.said.stderr).toBe("");
  });

  it("does nothing to the computer, neither to certutil.exe nor to the blocked file", async () => {
    const { computers, journal } = await house.endpoints();
    const computer = computers.find(({ name }: any) => name === "test1-VM");
    expect(journal.filter(({ computerId }: any) => computerId === computer.id)).toEqual([]);
    expect(JSON.stringify(journal)).not.toMatch(/certutil|7b4d0e3f1a5c6b72930415c6d7e8f90123456789/i);
    expect(computer.network).toBe("connected");
    expect(computer.files.every(({ state }: any) => state === "present")).toBe(true);
    expect(certutil.actions).toEqual([]);
  });

  it("mails created and finished, each in Japanese and in English", async () => {
    const mails = (await house.mails()).filter(isOf(certutil));
    expect(mails.map((mail) => [kindOf(mail), mail.to])).toEqual([
      ["created", "joho-system@demo.example"],
      ["created", "it-security@demo.example"],
      ["finished", "joho-system@demo.example"],
      ["finished", "it-security@demo.example"],
    ]);
    const subjects = mails.map(({ subject }) => subject);
    expect(subjects[0]).toContain("インシデントの疑い");
    expect(subjects[1]).toContain("Possible incident");
    expect(subjects[2]).toContain("閉じる");
    expect(subjects[3]).toContain("closed");
    expect(mails[0]?.html).toContain("インシデントの概要を開く");
  });
});

describe("the SQL Server incident", () => {
  it("asks for the isolation before anything else leaves the house", async () => {
    const { journal } = await house.endpoints();
    const asked = journal.filter(({ event }: any) => event === "task-created" || event === "executable-blocked");
    expect(asked[0].detail).toMatch(/isolat/i);
    const created = (await house.mails()).filter(isOf(sqlServer)).filter((mail) => kindOf(mail) === "created");
    expect(created).toHaveLength(2);
    for (const mail of created) expect(sentAt(mail) >= asked[0].at).toBe(true);
    const requested = (await house.timeline(sqlServer.incidentId)).filter(
      ({ fact }) => fact.kind === "action-requested",
    );
    expect(requested[0].fact.action).toBe("isolate");
  });

  it("confirms each process stopped and each file removed, as they physically are", async () => {
    const { computers } = await house.endpoints();
    const computer = computers.find(({ name }: any) => name === "SV-SQL01");
    const running = computer.processes.filter(({ running }: any) => running).map(({ name }: any) => name);
    expect(running).toContain("sqlservr.exe");
    for (const name of ["cmd.exe", "srv.exe", "AnyDesk.exe"]) expect(running).not.toContain(name);
    for (const name of ["srv.exe", "AnyDesk.exe"])
      expect(computer.files.find((file: any) => file.name === name).state).not.toBe("present");
    for (const name of ["sqlservr.exe", "cmd.exe", "reg.exe"])
      expect(computer.files.find((file: any) => file.name === name).state).toBe("present");
    expect(computer.broken).toEqual([]);
    expect(sqlServer.actions.map(({ kind, state }: any) => `${kind} ${state}`).sort()).toEqual([
      ...["isolate confirmed", "kill confirmed", "kill confirmed", "kill confirmed"],
      ...["release confirmed", "remove confirmed", "remove confirmed"],
    ]);
  });

  it("goes on in order: isolation mail, comment, recommended actions, on-hold, customer, released, resolved", async () => {
    const entries = await house.timeline(sqlServer.incidentId);
    const first = (wanted: (fact: any) => boolean) => entries.findIndex(({ fact }) => wanted(fact));
    const last = (kind: string) => kinds(entries).lastIndexOf(kind);
    const order = [
      first(({ kind, action }) => kind === "action-requested" && action === "isolate"),
      first(({ kind, action }) => kind === "action-confirmed" && action === "isolate"),
      first(({ kind, notice }) => kind === "notice-sent" && notice === "isolated"),
      first(({ kind }) => kind === "comment"),
      first(({ kind }) => kind === "recommended-added"),
      first(({ kind, to }) => kind === "status-changed" && to === "on-hold"),
      first(({ kind }) => kind === "recommended-completed"),
      last("recommended-completed"),
      last("release-requested"),
      first(({ kind, action }) => kind === "action-confirmed" && action === "release"),
      first(({ kind, to }) => kind === "status-changed" && to === "resolved"),
    ];
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(sqlServer.recommended.every(({ done }: any) => done.by.startsWith("山田"))).toBe(true);
    expect(sqlServer.release).toEqual({ held: [], stillHeldBy: {}, missing: [] });
    expect(entries.find(({ fact }) => fact.kind === "release-requested").actor.kind).toBe("person");
  });

  it("connects the computer again only after the customer asked", async () => {
    const { computers, journal } = await house.endpoints();
    expect(computers.find(({ name }: any) => name === "SV-SQL01").network).toBe("connected");
    const network = journal.filter(({ event }: any) => event === "isolated" || event === "released");
    expect(network.map(({ event, detail }: any) => [event, detail])).toEqual([
      ["isolated", undefined],
      ["released", undefined],
    ]);
    const asked = (await house.timeline(sqlServer.incidentId)).find(({ fact }) => fact.kind === "release-requested");
    expect(network[1].at > asked.recordedAt).toBe(true);
  });
});

describe("what a person reads", () => {
  it("leads from each mail's button to its incident in the console", async () => {
    const mails = await house.mails();
    expect(mails.length).toBeGreaterThanOrEqual(10);
    for (const mail of mails) {
      const incident = isOf(certutil)(mail) ? certutil : sqlServer;
      const links = [...mail.html.matchAll(/href="(http[^"]+)"/g)].map(([, link]) => link ?? "");
      const link = links.find((one) => one.includes("/incidents/")) ?? "";
      expect(mail.text).toContain(link);
      expect(link).toBe(`${house.url}/customers/demo/incidents/${incident.incidentId}`);
    }
  });

  it("shows the mailbox, each mail in it, and the other language on request", async () => {
    const mails = await house.mails();
    const mailbox = await house.page("/mailbox");
    expect(mailbox.status).toBe(200);
    for (const { name, subject } of mails) {
      expect(mailbox.text).toContain(subject);
      const one = await house.page(`/mailbox/${name}`);
      expect(one.status).toBe(200);
      const inside = /<iframe sandbox="[^"]*" title="HTML" src="([^"]+)"/.exec(one.text)?.[1] ?? "";
      const html = await house.page(inside);
      expect(html.status).toBe(200);
      expect(html.text).toMatch(/^<!doctype html>/i);
    }
    expect((await house.page("/mailbox?language=en")).text).toContain("Mailbox");
  });

  it("answers 404 where there is no such mail or file", async () => {
    for (const path of ["/mailbox/none.eml", "/mailbox/%E0%A4%A", "/mailbox/..%2Faccess.json", "/nothing.js"])
      expect((await house.page(path)).status).toBe(404);
  });

  it("changes nothing by reading", async () => {
    const state = async () =>
      JSON.stringify([
        await house.incident(sqlServer.incidentId),
        await house.timeline(sqlServer.incidentId),
        (await house.mails()).map(({ name }) => name),
        (await house.endpoints()).computers,
      ]);
    const before = await state();
    const path = `/customers/demo/incidents/${sqlServer.incidentId}`;
    for (const method of ["GET", "HEAD"])
      for (const address of ["/console-config.json", "/mailbox", "/oidc/jwks", `/v1${path}`, `/v1${path}/timeline`])
        await fetch(`${house.url}${address}`, { method });
    expect(await state()).toBe(before);
  });
});
