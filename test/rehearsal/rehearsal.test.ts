// The guide's two incidents, lived by the bundle of the synthesised stack from the webhook to the end, and then every other function once.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoIds } from "../../local/endpoints/demo.ts";
import { unusedGrants } from "./grants.ts";
import { inquire, suspect } from "./inquire.ts";
import { openStage, type Stage } from "./stage.ts";
import { administer, endLongAgo, pollEset, readAll, respond, WORDS } from "./tour.ts";

/** Processes start one after the other, and other tests run beside it. */
const PATIENCE = 180_000;

let stage: Stage;
/** As the analyst reads them at the end. */
let certutil: any;
let sqlServer: any;

beforeAll(async () => {
  stage = await openStage();
  await stage.prepare();
  await stage.play();
  const { incidents } = (await stage.call("analyst", "GET", "/incidents")).body;
  const read = async (one: any) => (await stage.call("analyst", "GET", `/incidents/${one.incidentId}`)).body;
  [sqlServer, certutil] = await Promise.all(incidents.map(read));
}, PATIENCE);
afterAll(async () => stage?.close(), PATIENCE);

/** Kinds of the timeline without the detections' own and the mails, runs of one kind as one. */
async function course({ incidentId }: { incidentId: string }): Promise<string[]> {
  const page = await stage.call("analyst", "GET", `/incidents/${incidentId}/timeline?order=oldest&limit=200`);
  const kinds: string[] = page.body.entries.map(({ fact }: any) => fact.kind);
  return kinds
    .filter((kind) => kind !== "notice-sent" && !/^(module|process|rule|detection|computer)-/.test(kind))
    .filter((kind, index, all) => kind !== all[index - 1]);
}

/** Recipient and subject. */
const mailsOf = (incidentId: string) =>
  stage.house.mails.filter(({ tags }) => tags.incident === incidentId).map(({ to, subject }) => [to, subject]);
const both = (words: RegExp, english: RegExp) => [
  ["joho-system@demo.example", expect.stringMatching(words)],
  ["it-security@demo.example", expect.stringMatching(english)],
];

describe("Certutil, blocked before it did harm", () => {
  test("is closed, nothing is done, and the timeline tells it as the guide does", async () => {
    expect(certutil).toMatchObject({ status: "closed", actions: [] });
    expect(await course(certutil)).toEqual(["incident-created", "assessed", "comment", "status-changed", "comment"]);
    expect(stage.endpoints.journal.filter(({ computerId }) => computerId === demoIds.test1)).toEqual([]);
  });

  test("is mailed as created and finished, to each in their language", () =>
    expect(mailsOf(certutil.incidentId)).toEqual([
      ...both(/インシデントの疑いを検出しました/, /Possible incident detected/),
      ...both(/完了しました（閉じる）/, /Incident finished \(closed\)/),
    ]));
});

describe("SQL Server, isolated until the customer recovers it", () => {
  test("is resolved after isolation, removal and recovery", async () => {
    expect(sqlServer).toMatchObject({ status: "resolved", release: { held: [], missing: [] } });
    expect(sqlServer.actions.map(({ kind, state }: any) => `${kind} ${state}`).sort()).toEqual([
      ...["isolate confirmed", "kill confirmed", "kill confirmed", "kill confirmed"],
      ...["release confirmed", "remove confirmed", "remove confirmed"],
    ]);
    expect(await course(sqlServer)).toEqual([
      ...["incident-created", "assessed", "status-changed", "action-requested", "action-confirmed", "comment"],
      ...["recommended-added", "status-changed", "recommended-completed", "release-requested"],
      ...["action-requested", "action-confirmed", "status-changed", "comment"],
    ]);
    expect(
      stage.endpoints.journal.map(({ event }) => event).filter((event) => /^(isolated|released)$/.test(event)),
    ).toEqual(["isolated", "released"]);
    expect(stage.endpoints.computer(demoIds.sql01)).toMatchObject({ network: "connected", broken: [] });
  });

  test("is mailed as created, isolated and recovered, to each in their language", () => {
    const mails = mailsOf(sqlServer.incidentId);
    // It is announced while it is isolated: either may be told first.
    expect(mails.slice(0, 4)).toEqual(
      expect.arrayContaining([
        ...both(/インシデントの疑いを検出しました/, /Possible incident detected/),
        ...both(/をネットワーク隔離しました/, /has been isolated from the network/),
      ]),
    );
    expect(mails.slice(4)).toEqual(both(/のネットワーク隔離を終了しました（復旧）/, /is back on the network/));
  });
});

test("each execution is named after its incident and round, and succeeds", () =>
  expect(stage.house.ended.slice(0, 2).map(({ detail }) => [detail.name, detail.status])).toEqual([
    [`${certutil.incidentId}-1`, "SUCCEEDED"],
    [`${sqlServer.incidentId}-1`, "SUCCEEDED"],
  ]));

describe("the rest of the house", () => {
  test(
    "answers what people ask, and goes on after an execution died",
    async () => {
      await administer(stage);
      const read = await readAll(stage, await inquire(stage, await respond(stage)));
      const translated = { machine: true, language: "ja", text: `[ja] ${WORDS}` };
      expect(read).toMatchObject({
        "read-comment-translation": translated,
        "read-message-translation": translated,
        "read-workflow": { round: 2, state: "succeeded", events: expect.arrayContaining([expect.anything()]) },
      });
      expect(read["read-workflow"].path).toBeUndefined();
      await suspect(stage);
    },
    PATIENCE,
  );

  test(
    "sweeps and polls every minute",
    async () => {
      await pollEset(stage);
      await endLongAgo(stage, certutil);
      const [swept, polled] = await stage.house.events.tick();
      expect(swept).toMatchObject({ done: { INCIDENT: 1 }, failed: 0 });
      expect(polled).toEqual({ sources: 1, failed: 0 });
      const ofComputer = `/incidents?computer=${demoIds.file01}`;
      const list = async () => (await stage.call("analyst", "GET", ofComputer)).body.incidents;
      await stage.until(list, ([first]) => first?.status === "closed");
    },
    PATIENCE,
  );

  test(
    "knows the way of an execution that Step Functions has forgotten",
    async () => {
      const read = async () => (await stage.call("analyst", "GET", `/incidents/${certutil.incidentId}/workflow`)).body;
      expect(await read()).not.toHaveProperty("path");
      stage.house.states.forget(`${certutil.incidentId}-1`);
      const { state, events, path } = await read();
      expect({ state, events }).toEqual({ state: "succeeded", events: [] });
      expect(path.length).toBeGreaterThan(2);
      expect(path[0].state).toBe("Assess the incident");
      expect(path.at(-1).state).toBe("The incident is finished");
    },
    PATIENCE,
  );

  test("has no function that did not run", () => {
    const ran = new Set(stage.house.lambda.lines.map((line) => line.function));
    expect(
      [...stage.house.deployed.functions.values()].map(({ name }) => name).filter((name) => !ran.has(name)),
    ).toEqual([]);
  });
});

describe("AWS", () => {
  test("was asked for nothing that the caller's role does not grant", () => {
    const { calls, unknown } = stage.house.endpoint;
    expect(unknown).toEqual([]);
    expect(calls.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(calls.length).toBeGreaterThan(500);
  });

  test("granted every kind of use to somebody who needed it", async () => {
    const { unused, never } = await unusedGrants(stage.house);
    console.log(`Grants that this rehearsal did not need:\n${unused.join("\n")}`);
    expect(never).toEqual([]);
  });

  test("sends every mail with the configuration set that reports bounces, and tags that name its notice", () => {
    const [, { Name }] = stage.house.deployed.only("SES::ConfigurationSet");
    for (const { configurationSet, tags, text, html } of stage.house.mails) {
      expect(configurationSet).toBe(Name);
      expect(Object.keys(tags)).toEqual(["customer", ...("incident" in tags ? ["incident"] : []), "notice"]);
      expect([text, html].join()).not.toMatch(/undefined|\[object/);
    }
    // The test mail, and nothing else, is about no incident and no inquiry.
    const without = stage.house.mails.filter(({ tags }) => tags.incident === undefined);
    expect(without.map(({ tags }) => tags.notice)).toEqual([expect.stringMatching(/test/)]);
  });

  test("logs lines of JSON only, without a secret or a payload", () => {
    const secrets = [...stage.house.parameters.values()];
    expect(secrets.length).toBeGreaterThanOrEqual(3);
    for (const { text } of stage.house.lambda.lines) {
      expect(JSON.parse(text)).toMatchObject({ level: expect.stringMatching(/^(info|warn)$/) });
      for (const word of [...secrets, "certutil", "SV-SQL01", "joho-system"]) expect(text).not.toContain(word);
    }
  });
});
