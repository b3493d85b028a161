// Microsoft Graph's subscriptions and list of alerts on loopback, from their documented facts: an address is asked before a
// subscription is made, one that has ended is gone, and clientState is never shown.
// Source: learn.microsoft.com/graph/api/resources/subscription, /graph/change-notifications-delivery-webhooks.

interface Subscription {
  id: string;
  changeType: string;
  resource: string;
  notificationUrl: string;
  lifecycleNotificationUrl: string;
  clientState: string;
  expirationDateTime: string;
}

export interface GraphState {
  subscriptions: Subscription[];
  now(): number;
  /** What changed, in order, as `make s-1`. */
  journal: string[];
  made: number;
}

export const createGraphState = (): GraphState => ({ subscriptions: [], now: Date.now, journal: [], made: 0 });

const LONGEST_MINUTES = 43_200;
const wrong = (status: number, code: string) => ({ status, json: { error: { code, message: code } } });
const shown = ({ clientState: _s, ...rest }: Subscription) => rest;

/** "The endpoint must respond with 200 and the URL decoded token as plain text." */
async function isReached(notificationUrl: string): Promise<boolean> {
  const token = "Validation: Testing client application reachability + 1";
  const url = `${notificationUrl}?validationToken=${encodeURIComponent(token)}`;
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "text/plain" } }).catch(() => undefined);
  const isPlain = answer?.headers.get("content-type")?.startsWith("text/plain") === true;
  return answer?.status === 200 && isPlain && (await answer.text()) === token;
}

const isTooFar = (state: GraphState, at: string): boolean =>
  !(Date.parse(at) > state.now() && Date.parse(at) <= state.now() + LONGEST_MINUTES * 60_000);

async function make(state: GraphState, given: Omit<Subscription, "id">) {
  const isWhole =
    given.changeType === "created,updated" &&
    given.resource === "security/alerts_v2" &&
    typeof given.clientState === "string" &&
    given.clientState.length <= 128;
  if (!isWhole || isTooFar(state, given.expirationDateTime)) return wrong(400, "InvalidRequest");
  for (const url of [given.notificationUrl, given.lifecycleNotificationUrl])
    if (!(await isReached(url))) return wrong(400, "ValidationError");
  state.made += 1;
  const subscription = { ...given, id: `s-${state.made}` };
  state.subscriptions.push(subscription);
  state.journal.push(`make ${subscription.id}`);
  return { status: 201, json: shown(subscription) };
}

function listed(alerts: ReadonlyMap<string, any>, { searchParams }: URL) {
  const [, since] = /^lastUpdateDateTime ge (\S+)$/.exec(searchParams.get("$filter") ?? "") ?? [];
  if (since === undefined || searchParams.get("$orderby") !== "lastUpdateDateTime asc") return wrong(400, "BadRequest");
  const all = [...alerts.values()]
    .filter(({ lastUpdateDateTime }) => lastUpdateDateTime >= since)
    .sort((one, other) => (one.lastUpdateDateTime < other.lastUpdateDateTime ? -1 : 1));
  const skip = Number(searchParams.get("$skip") ?? 0);
  return { status: 200, json: { value: all.slice(skip, skip + Number(searchParams.get("$top") ?? 100)) } };
}

/** Nothing where it is another call of Graph's. */
export async function answerGraph(
  state: GraphState,
  alerts: ReadonlyMap<string, any>,
  method: string,
  url: URL,
  body: string,
): Promise<{ status: number; json: unknown } | undefined> {
  if (method === "GET" && url.pathname === "/graph/v1.0/security/alerts_v2") return listed(alerts, url);
  const [, id] = /^\/graph\/v1\.0\/subscriptions(?:\/([\w-]+))?$/.exec(url.pathname) ?? [];
  if (!url.pathname.startsWith("/graph/v1.0/subscriptions")) return undefined;
  state.subscriptions = state.subscriptions.filter((one) => Date.parse(one.expirationDateTime) > state.now());
  if (method === "POST" && id === undefined) return make(state, JSON.parse(body));
  if (method === "GET" && id === undefined) return { status: 200, json: { value: state.subscriptions.map(shown) } };
  const found = state.subscriptions.find((one) => one.id === id);
  if (found === undefined) return wrong(404, "ResourceNotFound");
  if (method === "PATCH") {
    const { expirationDateTime } = JSON.parse(body);
    if (isTooFar(state, expirationDateTime)) return wrong(400, "InvalidRequest");
    found.expirationDateTime = expirationDateTime;
    state.journal.push(`renew ${found.id}`);
  }
  if (method === "DELETE") {
    state.subscriptions = state.subscriptions.filter((one) => one !== found);
    state.journal.push(`end ${found.id}`);
    return { status: 204, json: undefined };
  }
  return { status: 200, json: shown(found) };
}
