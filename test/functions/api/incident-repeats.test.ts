// Every changing request may stop anywhere and come again: the second time does the rest, and nothing twice.
import { expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { timelineText } from "../../../core/timeline-text.ts";
import { readActions } from "../../../records/actions.ts";
import { keepAssessment } from "../../../records/assessments.ts";
import { readComputer } from "../../../records/computers.ts";
import { readCustomer } from "../../../records/customers.ts";
import { changeIncident, handleReasons, openReasons, readIncident } from "../../../records/incidents.ts";
import { readNotices } from "../../../records/notices.ts";
import { readRecommended } from "../../../records/recommended.ts";
import { readRecorded } from "../../../records/timeline.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { COMPUTER } from "../../stories.ts";
import { recommend, seed } from "./incident-seed.ts";

const computer = COMPUTER["PC-SOUMU03"];
const connector = {
  supports: ["kill", "remove", "isolate", "release"],
  repeatable: ["release", "remove"],
  prepare: async () => undefined,
  request: async () => "reference",
  find: async () => "none",
  outcome: async () => ({ state: "running" }),
  exempt: async () => false,
  investigationLink: (id: string) => `https://product.test/${id}`,
};

interface Case {
  as: string;
  method?: string;
  path: string;
  body?: unknown;
  prepare?(house: ApiHouse, id: string): Promise<void>;
}
const place = (incidentId: string) => ({ customerId: "acme", incidentId });
const isolated = async (house: ApiHouse): Promise<void> => {
  const path = `/v1/customers/acme/computers/${computer}/isolation`;
  expect((await house.call("POST", path, { as: "analyst", body: { reason: "odd" } })).status).toBe(202);
};
const finished = async (house: ApiHouse, id: string): Promise<void> => {
  const body = { status: "closed", reason: "nothing" };
  expect((await house.call("POST", `/v1/customers/acme/incidents/${id}/status`, { as: "analyst", body })).status).toBe(
    200,
  );
};
/** An assessment that asks whether the customer knows this work. */
const asked = async (house: ApiHouse, id: string): Promise<void> => {
  const at = new Date(house.clock.now).toISOString();
  const assessment = { ask: { question: "known-work" } } as any;
  const policy = {} as any;
  await keepAssessment(house.deps.table, {
    ...place(id),
    assessmentId: "one",
    at,
    computers: [],
    fleetSize: 1,
    policy,
    assessment,
    overCeiling: [],
  });
  const reason = { ja: "理由", en: "reason" };
  const made = { id: "one", count: 1, verdict: "needs-a-person", row: "admin-tool", reason, digestOnly: false, at };
  await changeIncident(house.deps.table, "acme", id, (incident) => ({ ...incident, assessment: made }));
};

const CASES: Record<string, Case> = {
  comment: {
    as: "analyst",
    path: "/incidents/{i}/comments",
    body: {
      text: "seen",
      language: "en",
      recommended: [
        { ja: "一", en: "one" },
        { ja: "二", en: "two" },
      ],
    },
  },
  "on hold": { as: "analyst", path: "/incidents/{i}/status", body: { status: "on-hold", reason: "later" } },
  finish: { as: "analyst", path: "/incidents/{i}/status", body: { status: "closed", reason: "nothing" } },
  invalidate: {
    as: "analyst",
    path: "/incidents/{i}/status",
    body: { status: "invalid", reason: "a test" },
    prepare: isolated,
  },
  reopen: {
    as: "analyst",
    path: "/incidents/{i}/status",
    body: { status: "reopened", reason: "it is back" },
    prepare: finished,
  },
  attest: { as: "customer", path: "/incidents/{i}/recommended-actions/{r}/attestation", body: { note: "done" } },
  release: {
    as: "analyst",
    path: "/incidents/{i}/release",
    body: { computerIds: [computer], override: { reason: "now" } },
    prepare: isolated,
  },
  investigation: { as: "customer", path: "/incidents/{i}/investigation", body: { computerId: computer } },
  "known work": {
    as: "customer",
    path: "/incidents/{i}/answer",
    body: { known: true, until: "2026-02-01T00:00:00Z" },
    prepare: asked,
  },
  "unknown work": { as: "customer", path: "/incidents/{i}/answer", body: { known: false }, prepare: asked },
  resume: { as: "analyst", path: "/incidents/{i}/resume", body: { reason: "again" } },
  postpone: {
    as: "customer",
    path: "/incidents/{i}/postponement",
    body: { until: "2026-01-09T00:00:00Z", by: "Sato" },
  },
  isolate: { as: "customer", path: "/computers/{c}/isolation", body: { reason: "odd" } },
  "isolate without an incident": {
    as: "customer",
    path: "/computers/{c}/isolation",
    body: { reason: "odd" },
    prepare: finished,
  },
  exempt: { as: "customer", path: "/computers/{c}/exemption", body: { reason: "a till" } },
};

async function prepared({ prepare, path }: Case) {
  const house = await apiHouse();
  house.deps.house.analysts.push({ address: "analysts@hikeshi.test", language: "en", kinds: ["escalated", "comment"] });
  house.deps.connectors = async () => connector as any;
  // Short pauses between tries pass; the patience with a product never ends.
  house.deps.sleep = async (milliseconds) => (milliseconds < 5000 ? undefined : new Promise(() => {}));
  const id = await seed(house);
  // As if assessed: an incident with news is reopened as soon as it is finished.
  await handleReasons(house.deps.table, await openReasons(house.deps.table, "acme", id));
  const recommendedId = await recommend(house, id);
  await prepare?.(house, id);
  const full = path.replace("{i}", id).replace("{r}", recommendedId).replace("{c}", computer);
  return { house, id, path: `/v1/customers/acme${full}` };
}

/** What is there afterwards, without the instants. */
async function outcome({ deps, started }: ApiHouse, id: string) {
  const incidents = [];
  const of = await readComputer(deps.table, "acme", computer);
  const ids = new Set([id, ...(of?.isolation.holds ?? [])]);
  for (const incidentId of ids) {
    const incident = (await readIncident(deps.table, "acme", incidentId))?.value;
    const { values } = await readRecorded(deps.table, place(incidentId), undefined, 1000);
    const reasons = await openReasons(deps.table, "acme", incidentId);
    const actions = await readActions(deps.table, place(incidentId));
    incidents.push({
      status: incident?.status,
      waitingFor: incident?.waitingFor,
      round: incident?.round,
      postponed: incident?.postponed,
      timeline: values
        .filter(({ fact }) => fact.kind !== "notice-sent")
        .map(({ fact, actor }) => [timelineText(fact).en, actor])
        .sort(),
      reasons: reasons.map(({ kind }) => kind).sort(),
      actions: actions.map(({ kind, state }) => `${kind} ${state}`).sort(),
      // Sent now, or by the sweeper: once on record.
      notices: (await readNotices(deps.table, place(incidentId))).map(({ noticeId }) => noticeId.length),
      recommended: (await readRecommended(deps.table, place(incidentId))).map(({ text, done }) => [text.en, done?.by]),
    });
  }
  const allowList = (await readCustomer(deps.table, "acme"))?.value.settings.policy.allowList;
  return {
    incidents,
    exemption: of?.exemption,
    holds: of?.isolation.holds.length,
    allowList: allowList?.length,
    started: started.length,
  };
}

/** The table stops answering before or (its answer lost) after its nth write. */
function breakAt(house: ApiHouse, write: number, when: "before" | "after"): () => boolean {
  const { table } = house.deps;
  let writes = 0;
  let isBroken = false;
  house.deps.table = {
    ...table,
    async put(...args) {
      if (isBroken) throw new Unavailable("down", "none");
      writes += 1;
      if (writes === write) isBroken = true;
      if (isBroken && when === "before") throw new Unavailable("down", "none");
      const done = await table.put(...args);
      if (isBroken) throw new Unavailable("down", "maybe");
      return done;
    },
  };
  return () => {
    house.deps.table = table;
    return isBroken;
  };
}

test.each(Object.entries(CASES))("%s: stopped at any write and asked again, it is done once", async (_name, one) => {
  const clean = await prepared(one);
  const call = ({ house, path }: typeof clean) =>
    house.call(one.method ?? "POST", path, { as: one.as, body: one.body, headers: { "idempotency-key": "same" } });
  const first = await call(clean);
  expect(first.status).toBeLessThan(300);
  const wanted = await outcome(clean.house, clean.id);
  expect((await call(clean)).body, "the same key gives the same answer").toEqual(first.body);
  expect(await outcome(clean.house, clean.id), "the same key changes nothing").toEqual(wanted);
  for (const when of ["before", "after"] as const) {
    for (let write = 1, isOver = false; !isOver && write < 100; write += 1) {
      const broken = await prepared(one);
      const repair = breakAt(broken.house, write, when);
      await call(broken);
      isOver = !repair();
      // Longer than a copy may be asking a product.
      broken.house.clock.now += 181_000;
      const again = await call(broken);
      expect([again.status, again.body?.code], `${when} write ${write}`).toEqual([first.status, undefined]);
      expect(await outcome(broken.house, broken.id), `${when} write ${write}`).toEqual(wanted);
    }
  }
});
