import { describe, expect, it } from "vitest";
import { demoHashes, demoIds } from "../../local/endpoints/demo.ts";
import { routes } from "../../local/endpoints/routes.ts";
import { credentials, killAction, play, task } from "./endpoints-play.ts";
import { type Document, exchangeProblems, officialDocumentsPresent } from "./openapi-check.ts";

const devices = "/device-management/v1/devices";
const groups = "/device-management/v1/device_groups";
const executables = "/application-management/v1/executables";
const detections = "/incident-management";
const tasks = "/automation/v1/device_tasks";

async function playEverything() {
  const uuid = "d0d0d0d0-0000-4000-8000-000000000001";
  const detection = {
    uuid,
    computerId: demoIds.sql01,
    occurredAt: "2026-04-26T02:00:00Z",
    displayName: "Rule of a test [T0001]",
    severity: "MEDIUM",
    severityScore: 55,
    userName: "nt service\\mssqlserver",
    process: { path: "C:\\x.exe", commandLine: "x.exe /c" },
    object: { name: "srv.exe", sha1: demoHashes.srv },
    responses: [{ actionType: "DELETE", description: "deleted" }],
  } as const;
  const played = await play({ detections: [detection], blockReaction: "quarantined" });
  const { call, clock, grant } = played;
  await grant({ grant_type: "password", ...credentials });
  await grant({ grant_type: "refresh_token", refresh_token: "no" });

  const one = (await call("POST", tasks, task(demoIds.sql01))).json.task.uuid;
  const other = (await call("POST", tasks, task(demoIds.sql01, killAction(99, demoHashes.srv)))).json.task.uuid;
  await call("GET", `${tasks}/${one}/runs`);
  await clock.advance(400);
  await call("GET", `${tasks}/${one}/runs?pageSize=1`);
  await clock.advance(600);
  await call("GET", `${tasks}/${one}/runs?deviceUuid=${demoIds.sql01}&listOnlyLastRuns=true`);
  await call("GET", `${tasks}/${other}/runs`);
  await call("GET", `${tasks}?pageSize=10&pageToken=`);
  await call("GET", `${tasks}/${one}`);
  await call("DELETE", `${tasks}/${one}`);

  const list = (await call("GET", executables)).json.executables;
  const srv = list.find((found: { displayName: string }) => found.displayName === "srv.exe").uuid;
  await call("GET", `${executables}/${srv}`);
  await call("POST", `${executables}/${srv}:block`, {});
  await clock.advance(600);
  await call("GET", "/quarantine-management/v1/quarantined-objects?filter.fileName=srv.exe");
  await call("POST", `${executables}/${srv}:unblock`, {});

  await call("GET", `${devices}?displayNames=SV-SQL01`);
  await call("GET", `${devices}/${demoIds.sql01}`);
  await call("GET", `${devices}:batchGet?devicesUuids=${demoIds.sql01}&devicesUuids=${demoIds.dc01}`);
  const [all] = (await call("GET", groups)).json.deviceGroups;
  await call("POST", `${devices}/${demoIds.sql01}:move`, { newParentUuid: all.uuid });
  await call("GET", `${groups}/${all.uuid}/devices?recurseSubgroups=true`);

  await call("GET", `${detections}/v1/detections?startTime=2026-04-26T00:00:00Z`);
  await call("GET", `${detections}/v1/detections/${uuid}`);
  await call("GET", `${detections}/v2/detections/${uuid}`);

  await call("POST", `${detections}/v2/detections:batchGet`, { detectionUuids: [uuid] });
  await call("GET", `${detections}/v1/detections:listDelta?deltaToken=latest`);
  await call("GET", `${detections}/v2/detections:listDelta?deltaToken=latest`);

  const incidents = `${detections}/v2/incidents`;
  const incident = "0b6d3c1e-6c41-4a5e-9a57-0f7d1f3f2a11";
  played.endpoints.openIncident(incident, [uuid]);
  const since = encodeURIComponent('update_time >= timestamp("2026-04-26T00:00:00Z")');
  await call("GET", `${incidents}?filter=${since}&orderBy=update_time&pageSize=10`);
  await call("GET", `${incidents}/${incident}`);
  await call("POST", `${incidents}/${incident}/comments`, { comment: { incidentUuid: incident, text: "Seen." } });
  const closureReason = "INCIDENT_RESOLVE_REASON_TRUE_POSITIVE";
  await call("POST", `${incidents}/${incident}:close`, { closureReason, finalComment: { text: "Done." } });
  await call("POST", `${incidents}/${incident}:reopen`, { comment: { text: "Again." } });
  await call("GET", `${incidents}/${incident}/comments`);

  await call("POST", tasks, { task: {} });
  await call("GET", `${tasks}/${demoIds.sql01}`);
  await played.endpoints.tellApi({ kind: "accepted" });
  await call("GET", groups);
  return played;
}

describe.skipIf(!officialDocumentsPresent)("held against the official OpenAPI documents", () => {
  it("every endpoint's requests and answers are as described", async () => {
    const { exchanges: all, endpoints } = await playEverything();
    // The documents do not know it (see routes.ts).
    const isOfficial = ({ template = "" }: { template?: string }) => !template.endsWith(":listDelta");
    const exchanges = all.filter(isOfficial);
    const played = new Set(exchanges.map(({ method, document, template }) => `${method} ${document} ${template}`));
    expect([...played].sort()).toEqual(
      routes
        .filter(isOfficial)
        .map((r) => `${r.method} ${r.document} ${r.template}`)
        .sort(),
    );
    expect(exchanges.flatMap((exchange) => exchangeProblems(exchange))).toEqual([]);
    expect(endpoints.requests.unknown).toBe(0);
  });

  const sent = { document: "automation", template: "/v1/device_tasks", url: tasks, contentType: "application/json" };
  const post = { ...sent, method: "POST", request: task(demoIds.sql01), status: 200, answer: {} };
  const get = { ...sent, method: "GET", contentType: "", request: undefined, status: 200, answer: {} };
  const trigger = { manual: { createTime: "2026-04-26T03:00:00Z" } };
  it.each([
    ["a number where int64 text belongs", { ...post, answer: { task: { versionId: 800 } } }, "versionId"],
    ["a word outside the enum", { ...post, answer: { task: { source: "ME" } } }, "source"],
    ["a property that no schema has", { ...post, request: { task: { name: "x" } } }, "task.name"],
    ["a read-only property", { ...post, request: { task: { triggers: [trigger] } } }, "createTime: read-only"],
    ["a wrong instant", { ...post, answer: { task: { createTime: "now" } } }, "createTime"],
    ["an object for an array", { ...post, request: { task: { triggers: {} } } }, "triggers"],
    ["no body", { ...post, request: undefined }, "no body"],
    ["a body for a GET", { ...get, request: {} }, "a body"],
    ["another content type", { ...post, contentType: "text/plain" }, "content type"],
    ["an undocumented status", { ...get, status: 418 }, "418"],
    ["an unknown query", { ...get, url: `${tasks}?limit=1` }, "limit"],
    ["a page size that is no number", { ...get, url: `${tasks}?pageSize=all` }, "pageSize"],
    [
      "a path parameter that is no uuid",
      { ...get, template: "/v1/device_tasks/{taskUuid}", url: `${tasks}/x` },
      "taskUuid",
    ],
    ["an unknown path", { ...get, template: "/v9" }, "no such operation"],
  ])("%s is a problem", (_case, exchange, word) => {
    expect(exchangeProblems(exchange).join("\n")).toContain(word);
  });

  it("the good ones of these are none", () => {
    expect([...exchangeProblems(post), ...exchangeProblems(get)]).toEqual([]);
  });
});

describe("the check itself, on a document of its own", () => {
  const document: Document = {
    paths: {
      "/a": {
        post: {
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/A" } } } },
          responses: { default: {} },
        },
      },
    },
    components: {
      schemas: {
        A: {
          type: "object",
          required: ["n"],
          properties: { n: { type: "integer", maximum: 3 }, any: { $ref: "#/x/Any" } },
        },
        Any: { type: "object", properties: { "@type": { type: "string" } }, additionalProperties: { type: "object" } },
      },
    },
  };
  const found = (request: unknown) =>
    exchangeProblems(
      {
        document: "a",
        template: "/a",
        method: "POST",
        url: "/a",
        contentType: "application/json",
        request,
        status: 200,
      },
      () => document,
    );

  it.each([
    [{ n: 3 }, []],
    [{ n: 3, any: { "@type": "t", free: 1 } }, []],
    [{}, ["POST /a request.n: missing"]],
    [{ n: 4 }, ["POST /a request.n: out of range"]],
    [{ n: 1.5 }, ["POST /a request.n: number instead of integer"]],
    [{ n: 1, any: null }, ["POST /a request.any: null instead of object"]],
    [[], ["POST /a request: array instead of object"]],
  ])("%j: %j", (request, expected) => {
    expect(found(request)).toEqual(expected);
  });
});
