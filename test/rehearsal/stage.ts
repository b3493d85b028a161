// The rehearsal with the guide's customer and computers on it, and how people call its API.
import { DEMO, type DemoDeps, playDemo, prepareDemo, SIMULATOR_CREDENTIALS } from "../../local/demo.ts";
import { demoComputers, demoGroups } from "../../local/endpoints/demo.ts";
import { createEndpoints, type Endpoints } from "../../local/endpoints/index.ts";
import { type Rehearsal, type RehearsalOptions, startRehearsal } from "./rehearsal.ts";

const URL_OF_API = "https://api.hikeshi.example";
const QUICK = { startMilliseconds: 50, runMilliseconds: 50, reactionMilliseconds: 50 };

const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

export interface Answered {
  status: number;
  body: any;
}

export interface Stage {
  house: Rehearsal;
  endpoints: Endpoints;
  /** The demo's customer with its sources, made through the API. */
  prepare(): Promise<void>;
  /** Both incidents, the customer's part included. */
  play(): Promise<void>;
  /** Calls the API by a role's token; `path` may begin at the customer. */
  call(role: string, method: string, path: string, body?: unknown, version?: number): Promise<Answered>;
  /** Sends to the webhook of the customer's ESET source. */
  send(body: string): Promise<Answered>;
  until<T>(look: () => Promise<T>, reached: (seen: T) => boolean): Promise<T>;
  close(): Promise<void>;
}

export async function openStage(options: RehearsalOptions = {}): Promise<Stage> {
  const world = { computers: demoComputers, groups: demoGroups, credentials: SIMULATOR_CREDENTIALS, delays: QUICK };
  const endpoints = createEndpoints({ ...world, now: Date.now, sleep, random: Math.random });
  const { baseUrl } = await endpoints.listen();
  const house = await startRehearsal(options);
  const { gateway, tokens } = house;
  const newId = () => crypto.randomUUID();
  const { issuer } = gateway;
  const demo: DemoDeps = {
    ...{ url: URL_OF_API, tokens, issuer, endpointsUrl: baseUrl, newId, sleep, fetch: gateway.fetch },
    say: () => {},
  };
  let secrets: Awaited<ReturnType<typeof prepareDemo>> = {};

  const read = async (response: Response): Promise<Answered> => {
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    house,
    endpoints,
    async prepare() {
      secrets = await prepareDemo(demo, {});
    },
    play: () => playDemo(demo, secrets, true),
    async call(role, method, path, body, version) {
      const full = path.startsWith("/v1/") ? path : `/v1/customers/${DEMO}${path}`;
      const headers = {
        authorization: `Bearer ${tokens[role]}`,
        ...(method === "POST" ? { "idempotency-key": newId() } : {}),
        ...(version === undefined ? {} : { "if-match": `"${version}"` }),
      };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      return read(await gateway.fetch(`${URL_OF_API}${full}`, { method, headers, ...sent }));
    },
    async send(body) {
      const headers = { authorization: `Bearer ${secrets[`${DEMO}/eset`]?.secret}` };
      return read(await gateway.fetch(`${URL_OF_API}/v1/webhooks/${DEMO}/eset`, { method: "POST", headers, body }));
    },
    async until(look, reached) {
      for (let tries = 0; tries < 400; tries += 1) {
        const seen = await look();
        if (reached(seen)) return seen;
        await sleep(250);
      }
      throw new Error("It did not come so far.");
    },
    async close() {
      await house.close();
      await endpoints.close();
    },
  };
}
