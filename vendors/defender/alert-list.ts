// Alerts that Graph did not tell of, or may not have: listed by their last change.
// Source: learn.microsoft.com/graph/api/security-list-alerts_v2 ($filter, $orderby, $skip, $top).
import * as z from "zod";
import { answered } from "../answers.ts";
import type { HttpCall } from "../http-call.ts";
import type { Client } from "./client.ts";
import { product } from "./settings.ts";

/** Where reading goes on: those that changed since then (ISO instant), but for the first `skip` of them. */
export interface Position {
  since: string;
  skip: number;
}

export const MOST_AT_ONCE = 50;

const List = z.looseObject({ value: z.array(z.looseObject({ lastUpdateDateTime: z.string().nullish() })) });

/** The longest ago first. `next`: there may be more; the last ones are told again, since one that changes moves to the end. */
export async function listAlerts(
  { graph: send }: Client,
  base: string,
  { since, skip }: Position,
  top = MOST_AT_ONCE,
): Promise<{ alerts: object[]; next?: Position }> {
  const query = new URLSearchParams({
    $filter: `lastUpdateDateTime ge ${since}`,
    $orderby: "lastUpdateDateTime asc",
    $top: `${top}`,
    $skip: `${skip}`,
  });
  const url = `${base}/v1.0/security/alerts_v2?${query}`;
  const call: HttpCall = { product, what: "list the alerts", method: "GET", url, effect: "none" };
  const { value: alerts } = await answered(send, call, List);
  if (alerts.length < top) return { alerts };
  const last = alerts.at(-1)?.lastUpdateDateTime ?? since;
  return { alerts, next: last === since ? { since, skip: skip + alerts.length } : { since: last, skip: 0 } };
}
