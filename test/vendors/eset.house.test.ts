// ESET live through the whole house: asked for its detections, or told by them; the response on its simulated computers,
// confirmed by the product; and ESET's own incident told how it ended.
import { expect, it } from "vitest";
import { poll } from "../../functions/poll/poll.ts";
import { match } from "../../functions/routes.ts";
import { demoComputers, demoHashes, demoIds } from "../../local/endpoints/demo.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { putSource } from "../../records/customers.ts";
import { beginPolling } from "../../records/polls.ts";
import { meanwhile } from "../fetch-during.ts";
import { CUSTOMER, type TestHouse, testHouse } from "../house.ts";

const UUID = "3f3f5a5a-87de-49f2-adaf-e2158d8666a7";
const INCIDENT = "0b6d3c1e-6c41-4a5e-9a57-0f7d1f3f2a11";

async function open() {
  const house = await testHouse({ computers: [...demoComputers] });
  const { deps } = house;
  const { baseUrl } = await house.endpoints.listen();
  const settings = { region: "jpn", baseUrl, poll: true };
  const source = {
    name: "eset",
    vendor: "eset",
    credential: "secret" as const,
    secretIds: ["one"],
    connector: { settings },
  };
  await putSource(deps.table, CUSTOMER, source, () => source);
  await beginPolling(deps.table, CUSTOMER, "eset", new Date(deps.now()).toISOString());
  await deps.secrets.put(`customers/${CUSTOMER}/sources/eset/one`, "sender-secret");
  const credential = JSON.stringify({ username: "api@acme.test", password: "secret" });
  await deps.secrets.put(`customers/${CUSTOMER}/connectors/eset`, credential);
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      await house.pass(60_000);
      await meanwhile(house.clock, poll(deps));
    }
  };
  return { house, minutes };
}

/** By the webhook, as a syslog collector sends it. */
async function tell({ deps, clock }: TestHouse, body: string) {
  const path = `/v1/webhooks/${CUSTOMER}/eset`;
  const found = match("POST", path);
  if (found === undefined || "allowed" in found) throw new Error("no webhook");
  const event = {
    rawPath: path,
    headers: { authorization: "Bearer sender-secret" },
    pathParameters: found.params,
    body,
    requestContext: { http: { method: "POST" } },
  };
  const answer = await meanwhile(clock, found.route.create(deps)(event, lambdaContext(found.route.function)));
  return { status: answer.statusCode, results: JSON.parse(answer.body).results };
}

const dropper = {
  uuid: UUID,
  computerId: demoIds.sql01,
  displayName: "Suspicious dropper in a public folder [F0101]",
  severity: "HIGH",
  severityScore: 80,
  process: { path: "C:\\Windows\\System32\\cmd.exe", commandLine: "cmd.exe /c srv.exe" },
  object: { name: "C:\\Users\\Public\\srv.exe", sha1: demoHashes.srv },
} as const;

it("asks for a detection, removes its file, closes ESET's incident, and knows the same event by syslog", async () => {
  const { house, minutes } = await open();
  await minutes(2);
  house.endpoints.detect({ ...dropper, occurredAt: new Date(house.clock.now()).toISOString() });
  house.endpoints.openIncident(INCIDENT, [UUID]);
  await minutes(30);
  const blocked = house.endpoints.journal.filter(({ event }) => event === "executable-blocked");
  expect(blocked.length).toBeGreaterThan(0);

  const alert = {
    event_type: "ESET Inspect Alert",
    hostname: "SV-SQL01",
    source_uuid: demoIds.sql01,
    occured: "05-Jan-2026 00:02:00",
    rulename: dropper.displayName,
    severity_score: "80",
    detection_uuid: UUID,
  };
  const { status, results } = await tell(house, `<14>1 - - - - - - ${JSON.stringify(alert)}`);
  expect([status, results.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([202, ["duplicate"]]);

  const incidentId = results[0].incidentId;
  expect(await house.timeline(incidentId)).toContain("Confirmed: remove the file: SV-SQL01 srv.exe");
  expect((await house.incident(incidentId)).status).toBe("resolved");
  await minutes(5);
  const theirs = house.endpoints.incidents.get(INCIDENT);
  const said = theirs?.comments.map(({ text }) => text).join("\n") ?? "";
  expect(theirs?.status).toBe("CLOSED");
  expect(said).toContain("[Hikeshi ");
  expect(theirs?.resolveReason).toBe("INCIDENT_RESOLVE_REASON_TRUE_POSITIVE");
  // What was found, how it ended, and who says so: each once.
  expect(theirs?.comments.map(({ isFinalComment }) => isFinalComment)).toEqual([false, true, false]);
  await house.close();
});

it("is told by a CEF line, and ends the process's file on the computer that it names", async () => {
  const { house, minutes } = await open();
  const hash = demoHashes.srv.toUpperCase();
  const line =
    "CEF:0|ESET|ProtectCloud|12.0.5.1|183|File scanner found a trojan|8|dvc=10.20.1.21 dvchost=SV-SQL01 " +
    `deviceExternalId=${demoIds.sql01} rt=Jan 05 2026 00:00:00 cat=ESET Threat Event cs1=Win32/Agent.ABC cs1Label=Threat Name ` +
    "cs3=Trojan cs3Label=Threat Type act=unable to clean filePath=file:///C:/Users/Public/srv.exe cn1=0 cn1Label=Handled " +
    `suser=ACME\\\\svc cs8=${hash} cs8Label=Hash`;
  const { status, results } = await tell(house, line);
  expect([status, results[0].outcome]).toEqual([202, "opened"]);
  await minutes(20);
  expect(house.endpoints.journal.some(({ event }) => event === "executable-blocked")).toBe(true);
  const texts = await house.timeline(results[0].incidentId);
  expect(texts).toContain("Confirmed: remove the file: SV-SQL01 srv.exe");
  await house.close();
});
