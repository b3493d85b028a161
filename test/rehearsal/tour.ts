// What the two incidents do not need of the house: every other function is called once, as people and AWS call it. Throws where an answer is another than expected.
import { expect } from "vitest";
import { apis } from "../../functions/routes.ts";
import { DEMO } from "../../local/demo.ts";
import { demoIds } from "../../local/endpoints/demo.ts";
import { changeIncident } from "../../records/incidents.ts";
import type { Stage } from "./stage.ts";

type Ask = Parameters<Stage["call"]>;

/** What people write; a translator leaves the path as it is. */
export const WORDS = String.raw`Look at C:\Windows\Temp\a.exe`;

/** Resolves to the answer's body. */
export async function wanted(stage: Stage, status: number, ...[role, method, path, ...rest]: Ask): Promise<any> {
  const answered = await stage.call(role, method, path, ...rest);
  expect(answered, `${role} ${method} ${path}`).toMatchObject({ status });
  return answered.body;
}

const second = (people: any[]) => people.find(({ subject }) => subject === "second").personId;

/** People, secrets and settings of the customer and the house. */
export async function administer(stage: Stage): Promise<void> {
  const ask = (...asked: Ask) => wanted(stage, 200, ...asked);
  const person = { issuer: stage.house.gateway.issuer, subject: "second", name: "Second", language: "en" };
  await ask("admin", "PUT", "/v1/people", { ...person, role: "analyst" });
  await ask("admin", "DELETE", `/v1/people/${second((await ask("admin", "GET", "/v1/people")).people)}`);
  await ask("admin", "PUT", "/people", { ...person, role: "customer" });
  await ask("admin", "DELETE", `/people/${second((await ask("admin", "GET", "/people")).people)}`);
  const settings = await ask("admin", "GET", "/settings");
  await wanted(stage, 409, "admin", "PUT", "/settings", settings, 999);
  const [{ address }] = settings.recipients;
  expect(await ask("admin", "POST", "/test-mail", { address })).toEqual({ state: "sent" });
  const sha256 = "a".repeat(64);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await wanted(stage, 201, "analyst", "POST", "/allowed-files", { sha256, reason: "rehearsal", until });
  await ask("analyst", "DELETE", `/allowed-files/${sha256}`);
  const gone = { customerId: "gone", settings: { name: "Gone" } };
  await wanted(stage, 201, "admin", "POST", "/v1/customers", gone);
  expect(await ask("admin", "PUT", "/v1/customers/gone/erasure", { name: "Gone" })).toMatchObject({ state: "waiting" });
  const { secretId } = await wanted(stage, 201, "admin", "POST", "/sources/eset/secrets", {});
  await ask("admin", "DELETE", `/sources/eset/secrets/${secretId}`);
  expect(await stage.send("{}")).toMatchObject({ status: 202, body: { results: [{ outcome: "quarantined" }] } });
  const { items } = await ask("analyst", "GET", "/quarantine");
  await wanted(stage, 409, "analyst", "POST", `/quarantine/${items[0].quarantineId}/replay`, {});
}

/** A person isolates a computer; its execution dies, and the analyst resumes it. Resolves to the incident's id. */
export async function respond(stage: Stage): Promise<string> {
  const ask = (...asked: Ask) => wanted(stage, 200, ...asked);
  const computer = `/computers/${demoIds.test1}`;
  const reason = "rehearsal";
  await ask("analyst", "POST", `${computer}/exemption`, { reason });
  await ask("analyst", "DELETE", `${computer}/exemption`);
  const { incidentId, actionId } = await wanted(stage, 202, "analyst", "POST", `${computer}/isolation`, { reason });
  const incident = `/incidents/${incidentId}`;
  const look = () => ask("analyst", "GET", incident);
  const ended = () => stage.house.ended.map(({ detail }) => detail);
  await stage.until(look, ({ status, computers: [one] }) => status === "on-hold" && one.isolation === "isolated");
  const comment = { text: WORDS, language: "en", recommended: [{ ja: "確認", en: "Look" }] };
  await wanted(stage, 201, "analyst", "POST", `${incident}/comments`, comment);
  await ask("customer", "POST", `${incident}/recovery-steps/user-told/attestation`, { note: reason });
  await bounce(stage, incidentId);
  await ask("analyst", "POST", `${incident}/investigation`, { computerId: demoIds.test1 });
  await wanted(stage, 409, "analyst", "POST", `${incident}/answer`, { known: false });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await ask("analyst", "POST", `${incident}/postponement`, { until, by: "rehearsal" });
  // The steps that only a failure, a day's silence or the workflow of an earlier release leads to.
  const ids = { customerId: DEMO, incidentId, round: 1, loops: 1 };
  for (const step of ["escalateIncident", "remindCustomer", "announceIncident"]) await stage.house.invoke(step, ids);
  for (const step of ["takeAction", "confirmAction", "giveUpAction"])
    await stage.house.invoke(step, { ...ids, actionId });
  // As an operator does on the console of Step Functions.
  await stage.house.states.machine.stop(`${incidentId}-1`, "rehearsal");
  expect(ended().at(-1)).toMatchObject({ name: `${incidentId}-1`, status: "ABORTED" });
  const resumed = await wanted(stage, 202, "analyst", "POST", `${incident}/resume`, { reason });
  expect(resumed).toEqual({ execution: `${incidentId}-2`, round: 2 });
  await wanted(stage, 202, "analyst", "POST", `${incident}/status`, { status: "invalid", reason });
  await stage.until(look, ({ status }) => status === "invalid");
  await stage.until(
    async () => ended().at(-1),
    (last) => last?.name === `${incidentId}-2`,
  );
  expect(ended().at(-1)?.status).toBe("SUCCEEDED");
  return incidentId;
}

/** The last mail of this incident comes back, as SES tells it over EventBridge. */
async function bounce({ house, call }: Stage, incidentId: string): Promise<void> {
  const { tags, configurationSet } = house.mails.findLast((mail) => mail.tags.incident === incidentId) ?? {};
  const timestamp = new Date().toISOString();
  const lists = Object.entries({ ...tags, "ses:configuration-set": configurationSet }).map(([name, one]) => [
    name,
    [one],
  ]);
  const noted = await house.events.put({
    source: "aws.ses",
    "detail-type": "Email Bounced",
    detail: {
      eventType: "Bounce",
      mail: { timestamp, tags: Object.fromEntries(lists) },
      bounce: { bounceType: "Permanent", timestamp },
    },
  });
  expect(noted).toEqual([{ outcome: "noted" }]);
  const { body } = await call("analyst", "GET", `/incidents/${incidentId}/timeline?order=newest`);
  expect(body.entries.map(({ fact }: any) => fact.kind)).toContain("notice-undelivered");
}

/** Whatever can be read, by somebody who may; `ids` stand for the parameters of the paths. Resolves to the bodies by function. */
export async function readAll(stage: Stage, ids: Record<string, string>): Promise<Record<string, any>> {
  const { entries } = await wanted(stage, 200, "analyst", "GET", `/incidents/${ids.incidentId}/timeline`);
  const { entryId, recordedAt } = entries.find(({ fact }: any) => fact.text === WORDS);
  const values: Record<string, string> = { customerId: DEMO, computerId: demoIds.test1, entryId, ...ids };
  const queries: Record<string, Record<string, string>> = {
    "read-comment-translation": { to: "ja", recordedAt },
    "read-message-translation": { to: "ja" },
  };
  const read: Record<string, any> = {};
  for (const { definition } of apis) {
    const { name, method, roles } = definition;
    if (method !== "GET") continue;
    const path = definition.path.replaceAll(/\{(\w+)\}/g, (_match, param: string) => values[param] ?? "unknown");
    const query = new URLSearchParams(queries[name]);
    const role = roles.find((one) => one !== "customer") ?? "customer";
    read[name] = await wanted(stage, 200, role, "GET", query.size === 0 ? path : `${path}?${query}`);
  }
  await wanted(stage, 200, "nobody", "GET", "/v1/openapi.json");
  await wanted(stage, 405, "nobody", "DELETE", "/v1/openapi.json");
  await wanted(stage, 404, "nobody", "GET", "/v1/no-such");
  await wanted(stage, 401, "nobody", "GET", "/v1/me");
  return read;
}

/** From now on the product is asked, too; then it blocks something on a computer that was quiet. */
export async function pollEset(stage: Stage): Promise<void> {
  const { sources } = await wanted(stage, 200, "admin", "GET", "/sources");
  const { vendor, credential, connector } = sources.find(({ name }: any) => name === "eset");
  const asked = { vendor, credential, connector: { settings: { ...connector.settings, poll: true } } };
  await wanted(stage, 200, "admin", "PUT", "/sources/eset", asked);
  stage.endpoints.detect({
    ...{ uuid: crypto.randomUUID(), computerId: demoIds.file01, occurredAt: new Date().toISOString() },
    ...{ displayName: "Rehearsed [Z0001]", severity: "LOW", severityScore: 20 },
    responses: [{ actionType: "TERMINATE", description: "Process terminated" }],
  });
}

/** More than an hour ago: the sweeper keeps the way of its executions. */
export async function endLongAgo({ house }: Stage, { incidentId }: { incidentId: string }): Promise<void> {
  const finishedAt = new Date(Date.now() - 61 * 60_000).toISOString();
  await changeIncident(house.table, DEMO, incidentId, (now) => ({ ...now, finishedAt, checkedAt: finishedAt }));
}
