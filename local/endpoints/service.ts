// One API request from its text to its answer: authorization, rate limit, told faults, 202s, and the handler.
import { createFaults, type Fault, noRequests, type RequestKind } from "./behaviours.ts";
import { type Answer, Problem, problemAnswer } from "./json.ts";
import { createPending, type Identity } from "./pending.ts";
import { findRoute, type Route } from "./routes.ts";
import { createTokens, type TokenOptions } from "./tokens.ts";
import type { World } from "./world.ts";

export interface Incoming extends Identity {
  contentType: string;
  authorization: string | undefined;
  /** Header response-id. */
  responseId: string | undefined;
}

/** What goes out. "cut": no answer, the connection is closed. */
export type Outgoing = (Answer & { responseId?: string; html?: string }) | "cut";

export type Handler = (id: string, query: URLSearchParams, body: unknown) => unknown;
export type Handlers = Record<Exclude<Route["kind"], "token">, Handler>;

const answersWithinMilliseconds = 30_000;

/** 10 requests in any second, token requests aside ("per credentials, account and IP"). */
function createRateLimit(now: () => number) {
  let times: number[] = [];
  return () => {
    const at = now();
    times = times.filter((time) => at - time < 1000);
    if (times.length >= 10) throw new Problem(429, "rate limit reached");
    times.push(at);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, "the body is not JSON");
  }
}

function turnedAway(fault: Fault | undefined): Outgoing | undefined {
  switch (fault?.kind) {
    case "failing":
      return problemAnswer(fault.status, "told to fail");
    case "rate-limited":
      return problemAnswer(429, "rate limit reached");
    case "wrong-content-type":
      return { status: 200, html: "<!doctype html><title>Sign in</title><p>Sign in to use the network.</p>" };
    default:
      return undefined;
  }
}

function attempt(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return problemAnswer(error.status, error.message);
    throw error;
  }
}

export interface ServiceOptions {
  credentials: TokenOptions;
  rateLimit: boolean;
}

type Tokens = ReturnType<typeof createTokens>;
type Pending = ReturnType<typeof createPending>;

/** Authorization, then the rate limit: the refusal, or undefined for a request that may go on. */
function createGate(tokens: Tokens, limit: () => void) {
  return ({ authorization }: Incoming, route: Route): Answer | undefined => {
    if (route.kind === "token") return undefined;
    const checked = attempt(() => {
      tokens.check(authorization);
      limit();
      return { status: 200 };
    });
    return checked.status === 200 ? undefined : checked;
  };
}

/** What becomes of a good answer under a told fault. The request has had its effect by now. */
async function spoil(
  answer: Answer,
  incoming: Incoming,
  fault: Fault | undefined,
  world: World,
  pending: Pending,
): Promise<Outgoing> {
  if (fault?.kind === "lost-answer") return "cut";
  if (fault?.kind === "accepted") {
    return { status: 202, responseId: pending.keep(incoming, answer, (fault.count ?? 1) - 1) };
  }
  if (fault?.kind !== "slow") return answer;
  await world.sleep(Math.min(fault.milliseconds, answersWithinMilliseconds));
  const left = fault.milliseconds - answersWithinMilliseconds;
  return left <= 0 ? answer : { status: 202, responseId: pending.keep(incoming, answer, 0, left) };
}

function createAct(handlers: Handlers, tokens: Tokens) {
  return (incoming: Incoming, route: Route, id: string): Answer => {
    if (route.kind === "token") return tokens.grant(incoming.contentType, incoming.body);
    const query = new URL(incoming.url, "http://localhost").searchParams;
    const body = route.method === "POST" ? parse(incoming.body) : undefined;
    return { status: 200, body: handlers[route.kind](id, query, body) };
  };
}

export function createService(world: World, handlers: Handlers, options: ServiceOptions) {
  const faults = createFaults();
  const tokens = createTokens(options.credentials, world);
  const pending = createPending(world.now, world.uuid);
  const gate = createGate(tokens, options.rateLimit ? createRateLimit(world.now) : () => {});
  const act = createAct(handlers, tokens);
  const requests: Record<RequestKind, number> = { ...noRequests };

  /** The second half of a 202: the kept answer, or 202 again. No fault is used up by it. */
  function resume(incoming: Incoming, responseId: string): Outgoing {
    const fetched = pending.fetch(responseId, incoming);
    return fetched.state === "ready" ? fetched.answer : { status: 202, responseId };
  }

  async function answer(incoming: Incoming, route: Route, id: string): Promise<Outgoing> {
    const { responseId } = incoming;
    if (responseId !== undefined) return gate(incoming, route) ?? resume(incoming, responseId);
    const fault = faults.take(route.kind);
    const refused = turnedAway(fault) ?? gate(incoming, route);
    if (refused) return refused;
    const good = attempt(() => act(incoming, route, id));
    return spoil(good, incoming, fault, world, pending);
  }

  return {
    requests,
    faults,
    revokeTokens: tokens.revoke,
    async handle(incoming: Incoming): Promise<Outgoing> {
      const { pathname } = new URL(incoming.url, "http://localhost");
      const found = findRoute(incoming.method, pathname);
      requests[found?.route.kind ?? "unknown"] += 1;
      if (!found) return problemAnswer(404, "there is nothing at this path");
      return answer(incoming, found.route, found.id);
    },
  };
}
