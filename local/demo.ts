// The demonstration: a customer made through the API, the guide's two incidents sent to the webhook, and the customer's part played by the program.
import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Access } from "./access.ts";

export const DEMO = "demo";
/** Of the endpoint simulator, which is the only product that knows it. */
export const SIMULATOR_CREDENTIALS = { username: "hikeshi@demo.example", password: "demo" };

export interface DemoDeps {
  url: string;
  /** By role. */
  tokens: Record<string, string>;
  issuer: string;
  endpointsUrl: string;
  fetch: typeof fetch;
  sleep(milliseconds: number): Promise<void>;
  /** Unique. */
  newId(): string;
  say(text: string): void;
}

type Call = (role: string, method: string, path: string, body?: unknown, key?: string) => Promise<unknown>;

function caller({ url, tokens, fetch }: DemoDeps): Call {
  return async (role, method, path, body, key = `demo ${path}`) => {
    const headers = {
      authorization: `Bearer ${tokens[role]}`,
      "content-type": "application/json",
      ...(method === "POST" ? { "idempotency-key": key } : {}),
    };
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
}

const base = `/v1/customers/${DEMO}`;
const SOURCES = { eset: "secret", generic: "signature" } as const;

/**
 * The demo's customer, its two sources and its administrator. Repeatable: once all is there, only the simulator's address
 * is renewed, so that what people changed stays. Resolves to all secrets; each is made once.
 */
export async function prepareDemo(deps: DemoDeps, known: Access["secrets"]): Promise<Access["secrets"]> {
  const call = caller(deps);
  const missing = Object.entries(SOURCES).filter(([source]) => known[`${DEMO}/${source}`] === undefined);
  if (missing.length > 0) await createDemoCustomer(deps, call);
  const connector = {
    settings: { region: "jpn", baseUrl: deps.endpointsUrl, consoleUrl: `${deps.endpointsUrl}/?computer={computerId}` },
    credential: SIMULATOR_CREDENTIALS,
  };
  await call("admin", "PUT", `${base}/sources/eset`, { vendor: "eset", credential: SOURCES.eset, connector });
  const secrets = { ...known };
  for (const [source, credential] of missing) {
    if (source === "generic")
      await call("admin", "PUT", `${base}/sources/${source}`, { vendor: "generic", credential });
    // A key of its own each time: a repeat under the same key would not show the secret again.
    const answer = await call("admin", "POST", `${base}/sources/${source}/secrets`, {}, `demo ${deps.newId()}`);
    const { secretId, secret } = Made.parse(answer);
    secrets[`${DEMO}/${source}`] = { credential, secret, secretId };
  }
  return secrets;
}

const Made = z.object({ secretId: z.string(), secret: z.string() });

async function createDemoCustomer({ issuer }: DemoDeps, call: Call): Promise<void> {
  const settings = {
    name: "株式会社デモ",
    timeZone: "Asia/Tokyo",
    language: "ja",
    recipients: [
      { address: "joho-system@demo.example", language: "ja" },
      { address: "it-security@demo.example", language: "en" },
    ],
    csirt: "情報システム部",
    supportUrl: "https://support.demo.example/",
  };
  await call("admin", "POST", "/v1/customers", { customerId: DEMO, settings });
  const name = "山田 (情報システム部)";
  await call("admin", "PUT", `${base}/people`, { issuer, subject: "customer", name, role: "customer", language: "ja" });
}

const Results = z.object({ results: z.array(z.object({ incidentId: z.string().optional() })) });
const Seen = z.looseObject({
  status: z.string(),
  recommended: z.array(z.looseObject({ recommendedId: z.string() })),
  computers: z.array(z.looseObject({ computerId: z.string(), isolation: z.string() })),
});

async function send(deps: DemoDeps, secrets: Access["secrets"], file: string): Promise<string> {
  const body = readFileSync(new URL(`../examples/payloads/${file}`, import.meta.url), "utf8");
  const response = await deps.fetch(`${deps.url}/v1/webhooks/${DEMO}/eset`, {
    method: "POST",
    headers: { authorization: `Bearer ${secrets[`${DEMO}/eset`]?.secret}`, "content-type": "application/json" },
    body,
  });
  const incidentId = Results.parse(await response.json()).results[0]?.incidentId;
  if (incidentId === undefined) throw new Error(`The webhook answered ${response.status} without an incident.`);
  return incidentId;
}

const POLL_MILLISECONDS = 500;
const PATIENCE = 240;

/** Resolves when the incident has come so far. */
async function until(
  deps: DemoDeps,
  incidentId: string,
  reached: (incident: z.output<typeof Seen>) => boolean,
): Promise<z.output<typeof Seen>> {
  const call = caller(deps);
  for (let look = 0; look < PATIENCE; look += 1) {
    const incident = Seen.parse(await call("customer", "GET", `${base}/incidents/${incidentId}`));
    if (reached(incident)) return incident;
    await deps.sleep(POLL_MILLISECONDS);
  }
  throw new Error(`Incident ${incidentId} did not come as far as the demo waits for.`);
}

const isFinished = ({ status }: z.output<typeof Seen>): boolean => ["closed", "resolved", "invalid"].includes(status);

/** Both incidents of the guide; `playCustomer` also ticks the recommended actions and ends the isolation, after a moment. */
export async function playDemo(deps: DemoDeps, secrets: Access["secrets"], playCustomer: boolean): Promise<void> {
  deps.say("Certutil (2024-05-24): blocked by the product, so nothing is done to certutil.exe.");
  await until(deps, await send(deps, secrets, "certutil.eset.json"), isFinished);
  deps.say("SQL Server exploitation (2024-04-26): isolated first, stopped and removed, then the customer recovers.");
  const incidentId = await send(deps, secrets, "sql-server.eset.ndjson");
  const waiting = await until(deps, incidentId, ({ status }) => status === "on-hold");
  if (!playCustomer) {
    deps.say(`The incident waits for you: ${deps.url}/customers/${DEMO}/incidents/${incidentId}`);
    return;
  }
  deps.say("The customer does the recommended actions and ends the isolation.");
  await deps.sleep(POLL_MILLISECONDS * 3);
  await recover(deps, incidentId, waiting);
  await until(deps, incidentId, isFinished);
}

async function recover(
  deps: DemoDeps,
  incidentId: string,
  { recommended, computers }: z.output<typeof Seen>,
): Promise<void> {
  const call = caller(deps);
  const incident = `${base}/incidents/${incidentId}`;
  for (const { recommendedId } of recommended) {
    await call("customer", "POST", `${incident}/recommended-actions/${recommendedId}/attestation`, { note: "demo" });
    await deps.sleep(POLL_MILLISECONDS / 5);
  }
  const computerIds = computers.filter(({ isolation }) => isolation === "isolated").map(({ computerId }) => computerId);
  await call("customer", "POST", `${incident}/release`, { computerIds });
}
