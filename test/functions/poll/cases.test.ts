// The product's own incidents follow ours, and ours theirs.
import { describe, expect, it } from "vitest";
import { exchangeProblems, officialDocumentsPresent } from "../../local/openapi-check.ts";
import { loadOnce } from "../../vendors/eset/scripted-fetch.ts";
import { hit, type PollWorld, pollWorld } from "./world.ts";

const INCIDENT = "0b6d3c1e-6c41-4a5e-9a57-0f7d1f3f2a11";

const comments = ({ endpoints }: PollWorld) =>
  endpoints.incidents.get(INCIDENT)?.comments.map(({ text }) => text) ?? [];
const uuids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_one, index) => hit(from + index, "").uuid);

describe("ESET's own incidents", () => {
  const opened = async () => {
    const world = await pollWorld();
    await world.minutes(2);
    world.endpoints.detect(hit(1, world.now()));
    world.endpoints.openIncident(INCIDENT, uuids(1, 1));
    await world.minutes(2);
    const [incident] = await world.incidents();
    if (incident === undefined) throw new Error("no incident");
    return { world, incidentId: incident.incidentId };
  };

  it("bring their detections, where no list has told them", async () => {
    const world = await pollWorld({
      instead: (_method, path) => (path.endsWith(":listDelta") ? new Response(null, { status: 503 }) : undefined),
    });
    await world.minutes(1);
    world.endpoints.detect(hit(7, world.now()));
    world.endpoints.openIncident(INCIDENT, uuids(7, 7));
    await world.minutes(2);
    expect(world.placed()).toEqual(uuids(7, 7));
  });

  it("are told our comments, our end and our reopening, each once and in their order", async () => {
    const { world, incidentId } = await opened();
    await world.say(incidentId, "one", "Killed evil.exe.");
    await world.minutes(2);
    await world.finish(incidentId, "end");
    await world.minutes(3);
    expect(world.endpoints.incidents.get(INCIDENT)).toMatchObject({
      status: "CLOSED",
      resolveReason: "INCIDENT_RESOLVE_REASON_TRUE_POSITIVE",
    });
    const { reopen } = await import("../../../functions/waking.ts");
    const [incident] = await world.incidents();
    if (incident === undefined) throw new Error("no incident");
    await reopen({ ...world.deps(), table: world.table }, incident);
    await world.minutes(8);
    expect(world.endpoints.incidents.get(INCIDENT)?.status).toBe("OPEN");
    expect(comments(world).map((text) => text.split("\n")[0])).toEqual(["Killed evil.exe.", "resolved", "reopened"]);
    await world.minutes(70);
    expect(comments(world)).toHaveLength(3);
  });

  it("end with the last of ours that hold their detections", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    const { demoIds } = await import("../../../local/endpoints/demo.ts");
    world.endpoints.detect(hit(1, world.now()));
    world.endpoints.detect(hit(2, world.now(), demoIds.soumu03));
    world.endpoints.openIncident(INCIDENT, uuids(1, 2));
    await world.minutes(2);
    const [one, two] = await world.incidents();
    if (one === undefined || two === undefined) throw new Error("not two incidents");
    await world.finish(one.incidentId, "end-one");
    await world.minutes(3);
    expect(world.endpoints.incidents.get(INCIDENT)?.status).toBe("OPEN");
    expect(comments(world)).toHaveLength(1);
    await world.finish(two.incidentId, "end-two");
    await world.minutes(3);
    expect(world.endpoints.incidents.get(INCIDENT)?.status).toBe("CLOSED");
  });

  it("are never written to again after a 202: its answer is fetched by its response-id", async () => {
    const { world, incidentId } = await opened();
    await world.endpoints.tellApi({ kind: "accepted", count: 8, on: "comment-create", times: 1 });
    await world.say(incidentId, "one", "Said once.");
    await world.minutes(10);
    expect(comments(world)).toHaveLength(1);
    const posts = world.exchanges.filter(({ method, url }) => method === "POST" && url.endsWith("/comments"));
    expect(posts.filter(({ responseIdSent }) => responseIdSent === undefined)).toHaveLength(1);
    // Asked for by the house minute after minute, when the client had given up.
    expect(posts.filter(({ responseIdSent }) => responseIdSent !== undefined)).toHaveLength(7);
  });

  it("are not written to again where the answer of a 202 is lost for good, even if nothing shows it", async () => {
    let posts = 0;
    const world = await pollWorld({
      instead: (method, path) => {
        if (method !== "POST" || !path.endsWith("/comments")) return undefined;
        posts += 1;
        return new Response(null, { status: 202 });
      },
    });
    await world.minutes(2);
    world.endpoints.detect(hit(1, world.now()));
    world.endpoints.openIncident(INCIDENT, uuids(1, 1));
    await world.minutes(2);
    const [incident] = await world.incidents();
    await world.say(incident?.incidentId ?? "", "one", "Said once.");
    await world.minutes(30);
    expect(posts).toBe(1);
  });

  it("are all seen, though hundreds changed in one second, and one changes while the list is read", async () => {
    const world = await pollWorld();
    await world.minutes(2);
    world.endpoints.detect(hit(1, world.now()));
    const id = (number: number) => INCIDENT.replace(/.{4}$/, String(number).padStart(4, "0"));
    for (let number = 0; number < 150; number += 1) world.endpoints.openIncident(id(number), uuids(1, 1));
    await world.clock.advance(1500);
    for (let number = 150; number < 420; number += 1) world.endpoints.openIncident(id(number), uuids(1, 1));
    const closing = world.clock.after(61_000, () => world.endpoints.openIncident(id(3), []));
    await world.minutes(4);
    closing();
    const seen = world.table.items().filter(({ pk, sk }) => sk === "CASE" && pk.includes("#CASE#eset#"));
    expect(seen).toHaveLength(420);
    expect(world.endpoints.requests["incident-list"]).toBeLessThan(20);
    // The same again is no news: each is read once, and once more for its change.
    expect(world.endpoints.requests["incident-get"]).toBe(421);
  });

  it("that somebody closed there already get our words as a comment, and no second end", async () => {
    const { world, incidentId } = await opened();
    const theirs = world.endpoints.incidents.get(INCIDENT);
    if (theirs !== undefined) theirs.status = "CLOSED";
    await world.finish(incidentId, "end");
    await world.minutes(3);
    expect(world.endpoints.requests["incident-close"]).toBe(0);
    expect(comments(world).map((text) => text.split("\n")[0])).toEqual(["resolved"]);
  });

  it("are told later what they did not let us tell at first (403), and never what they do not know (404)", async () => {
    const { world, incidentId } = await opened();
    await world.endpoints.tellApi({ kind: "failing", status: 403, on: "comment-create", times: 3 });
    await world.say(incidentId, "one", "Let in later.");
    await world.minutes(20);
    expect(comments(world)).toHaveLength(1);
    await world.endpoints.tellApi({ kind: "failing", status: 404, on: "comment-create", times: 1 });
    await world.say(incidentId, "two", "Gone.");
    await world.clock.advance(1000);
    await world.say(incidentId, "three", "Still here.");
    await world.minutes(5);
    expect(comments(world).map((text) => text.split("\n")[0])).toEqual(["Let in later.", "Still here."]);
  });

  it("speak in the words of the official documents, requests and answers alike", async () => {
    if (!officialDocumentsPresent) return;
    const { world, incidentId } = await opened();
    await world.say(incidentId, "one", "Killed evil.exe.");
    await world.finish(incidentId, "end");
    await world.minutes(3);
    const known = world.exchanges.filter(({ url }) => !url.includes(":listDelta"));
    expect(known.some(({ url }) => url.endsWith(":close"))).toBe(true);
    expect(known.flatMap((exchange) => exchangeProblems(exchange, loadOnce))).toEqual([]);
  });
});
