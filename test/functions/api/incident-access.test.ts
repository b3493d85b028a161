import { expect, test } from "vitest";
import { apis } from "../../../functions/routes.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { COMPUTER } from "../../stories.ts";
import { recommend, seed } from "./incident-seed.ts";

const computer = COMPUTER["PC-SOUMU03"];
const UNTIL = "2026-01-10T00:00:00Z";
const READERS = ["analyst", "customer", "support"];
const ENTRY = { to: "ja", recordedAt: "2026-01-05T00:00:00.000Z" };
const RESPONDERS = ["analyst", "customer"];

interface Row {
  method: string;
  /** Below the customer; `{i}` the incident, `{c}` the computer, `{r}` the recommended action. */
  path: string;
  roles: string[];
  body?: unknown;
  /** What it does not answer without. */
  query?: Record<string, string>;
}
const ROWS: Row[] = [
  { method: "GET", path: "/incidents", roles: READERS },
  { method: "GET", path: "/incidents/{i}", roles: READERS },
  { method: "GET", path: "/incidents/{i}/detections", roles: READERS },
  { method: "GET", path: "/incidents/{i}/computers", roles: READERS },
  { method: "GET", path: "/incidents/{i}/executables", roles: READERS },
  { method: "GET", path: "/incidents/{i}/processes", roles: READERS },
  { method: "GET", path: "/incidents/{i}/graph", roles: READERS },
  { method: "GET", path: "/incidents/{i}/timeline", roles: READERS },
  { method: "GET", path: "/incidents/{i}/workflow", roles: ["analyst"] },
  { method: "GET", path: "/incidents/{i}/timeline/{e}/translation", roles: READERS, query: ENTRY },
  { method: "POST", path: "/incidents/{i}/comments", roles: READERS, body: { text: "seen", language: "en" } },
  { method: "POST", path: "/incidents/{i}/status", roles: ["analyst"], body: { status: "on-hold", reason: "later" } },
  { method: "POST", path: "/incidents/{i}/recommended-actions/{r}/attestation", roles: RESPONDERS, body: {} },
  { method: "POST", path: "/incidents/{i}/recovery-steps/{s}/attestation", roles: RESPONDERS, body: {} },
  { method: "POST", path: "/incidents/{i}/release", roles: RESPONDERS, body: { computerIds: [computer] } },
  { method: "POST", path: "/incidents/{i}/investigation", roles: RESPONDERS, body: { computerId: computer } },
  { method: "POST", path: "/incidents/{i}/answer", roles: RESPONDERS, body: { known: false } },
  { method: "POST", path: "/incidents/{i}/resume", roles: ["analyst"], body: { reason: "again" } },
  { method: "POST", path: "/incidents/{i}/postponement", roles: RESPONDERS, body: { until: UNTIL, by: "Sato" } },
  { method: "GET", path: "/computers", roles: READERS },
  { method: "GET", path: "/computers/{c}", roles: READERS },
  { method: "GET", path: "/computers/{c}/history", roles: READERS },
  { method: "POST", path: "/computers/{c}/isolation", roles: RESPONDERS, body: { reason: "odd" } },
  { method: "POST", path: "/computers/{c}/exemption", roles: RESPONDERS, body: { reason: "a till" } },
  { method: "DELETE", path: "/computers/{c}/exemption", roles: RESPONDERS },
];
const names = ROWS.map((row) => [`${row.method} ${row.path}`, row] as const);

const pathOf = (path: string, customer: string, ids: { i: string; r: string }) =>
  `/v1/customers/${customer}${path.replace("{i}", ids.i).replace("{r}", ids.r).replace("{c}", computer).replace("{s}", "user-told").replace("{e}", "60-x")}`;

async function seeded(): Promise<{ house: ApiHouse; ids: { i: string; r: string } }> {
  const house = await apiHouse();
  const i = await seed(house);
  return { house, ids: { i, r: await recommend(house, i) } };
}

test("the table below holds every route of incidents and computers", () => {
  const inTable = ROWS.map(({ method, path }) => `${method} ${path}`);
  const served = apis
    .map(({ definition: { method, path } }) => `${method} ${path}`)
    .filter((route) => /\/customers\/\{customerId\}\/(incidents|computers)/.test(route))
    .map((route) =>
      route
        .replace("/v1/customers/{customerId}", "")
        .replace("{incidentId}", "{i}")
        .replace("{computerId}", "{c}")
        .replace("{recommendedId}", "{r}")
        .replace("{step}", "{s}")
        .replace("{entryId}", "{e}"),
    );
  expect(inTable.sort()).toEqual(served.sort());
});

test.each(names)(
  "%s is open to its roles and to nobody else",
  async (_name, { method, path, roles, body, query = {} }) => {
    const { house, ids } = await seeded();
    const call = (as?: string) =>
      house.call(method, pathOf(path, "acme", ids), { ...(as === undefined ? {} : { as }), body, query });
    for (const as of ["admin", "analyst", "support", "customer"]) {
      const { status } = await call(as);
      if (roles.includes(as)) expect([as, status], as).not.toEqual([as, 403]);
      else expect([as, status]).toEqual([as, 403]);
    }
    expect((await call()).status).toBe(401);
    expect((await call("stranger")).status).toBe(404);
  },
);

test.each(names)("%s of another customer answers 404", async (_name, { method, path, roles, body, query = {} }) => {
  const { house, ids } = await seeded();
  const as = roles.includes("customer") ? "other" : "analyst";
  const [before] = [house.mails.length];
  if (as === "other")
    expect((await house.call(method, pathOf(path, "acme", ids), { as, body, query })).status, "their customer").toBe(
      404,
    );
  if (/\{/.test(path)) {
    const { status, body: answer } = await house.call(method, pathOf(path, "other", ids), {
      as: "analyst",
      body,
      query,
    });
    expect([status, answer.code], "their id under mine").toEqual([404, expect.stringMatching(/-not-found$/)]);
  }
  expect(house.mails.length).toBe(before);
});

test.each(names.filter(([, { body }]) => body !== undefined && JSON.stringify(body) !== "{}"))(
  "%s refuses a body that is none of its own, naming the field",
  async (_name, { method, path, roles }) => {
    const { house, ids } = await seeded();
    const as = roles[0] ?? "";
    const answer = await house.call(method, pathOf(path, "acme", ids), { as, body: { nonsense: true } });
    expect([answer.status, answer.body.code]).toEqual([400, "invalid-body"]);
    expect(answer.body.fields.length).toBeGreaterThan(0);
  },
);
