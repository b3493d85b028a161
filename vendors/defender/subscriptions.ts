// Microsoft Graph's subscriptions as calls. Source: learn.microsoft.com/graph/api/resources/subscription and its methods.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { answered, parsed, pathSegment, successful } from "../answers.ts";
import type { HttpCall } from "../http-call.ts";
import type { Client } from "./client.ts";
import { product } from "./settings.ts";

const RESOURCE = "security/alerts_v2";
/** Within what Graph allows for any resource (security alerts: 43,200 minutes). */
const LIFETIME_MILLISECONDS = 2 * 86_400_000;
/** "The maximum length is 128 characters." */
const LONGEST_CLIENT_STATE = 128;

const Subscription = z.looseObject({
  id: z.string().min(1),
  expirationDateTime: z.string(),
  resource: z.string().nullish(),
  notificationUrl: z.string().nullish(),
});
const List = z.looseObject({ value: z.array(Subscription) });
export type Subscription = z.infer<typeof Subscription>;

export interface Subscriptions {
  /** Graph asks the address within the call whether it is ours. */
  make(notificationUrl: string, clientState: string): Promise<Subscription>;
  /** Undefined: there is none any more. */
  read(id: string): Promise<Subscription | undefined>;
  renew(id: string): Promise<Subscription | undefined>;
  /** Of alerts, to that address. */
  list(notificationUrl: string): Promise<Subscription[]>;
  end(id: string): Promise<void>;
}

export function createSubscriptions({ graph: send }: Client, base: string, now: () => number): Subscriptions {
  const url = `${base}/v1.0/subscriptions`;
  const expirationDateTime = () => new Date(now() + LIFETIME_MILLISECONDS).toISOString();
  const call = (what: string, method: HttpCall["method"], id?: string, body?: unknown): HttpCall => ({
    product,
    what,
    method,
    url: id === undefined ? url : `${url}/${pathSegment(product, id)}`,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    // Making it is the one thing that is another one when it is repeated.
    effect: method === "POST" ? "maybe" : "none",
  });
  async function standing(one: HttpCall): Promise<Subscription | undefined> {
    const answer = await send(one);
    if (answer.status === 404) return undefined;
    return parsed(one, Subscription, successful(one, answer).json, answer.requestId);
  }
  return {
    async make(notificationUrl, clientState) {
      if (clientState.length > LONGEST_CLIENT_STATE)
        throw new Refusal("bad-request", "defender-client-state", "The source's secret is longer than Graph takes");
      const subscription = {
        changeType: "created,updated",
        resource: RESOURCE,
        notificationUrl,
        lifecycleNotificationUrl: notificationUrl,
        clientState,
        expirationDateTime: expirationDateTime(),
      };
      return answered(send, call("make the subscription", "POST", undefined, subscription), Subscription);
    },
    read: (id) => standing(call("read the subscription", "GET", id)),
    renew: (id) => standing(call("renew the subscription", "PATCH", id, { expirationDateTime: expirationDateTime() })),
    async list(notificationUrl) {
      const { value } = await answered(send, call("list the subscriptions", "GET"), List);
      const isOurs = (one: Subscription) =>
        one.notificationUrl === notificationUrl && one.resource?.includes("alerts_v2");
      return value.filter(isOurs);
    },
    async end(id) {
      const one = call("end a subscription", "DELETE", id);
      const answer = await send(one);
      if (answer.status !== 404) successful(one, answer);
    },
  };
}
