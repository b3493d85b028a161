// HTTP route → function. Paths as in API Gateway; a path that exists under another method answers 405.
import type { Api, Method } from "./api/api.ts";
import { listIncidents } from "./api/list-incidents.ts";
import type { CreateHttp } from "./http.ts";
import { receiveWebhook } from "./intake/receive-webhook.ts";

/** Every function of the API, in the order of the documentation. */
export const apis: readonly Api[] = [listIncidents];

export interface Route {
  method: Method;
  path: string;
  function: string;
  create: CreateHttp;
  /** `sender`: the function itself checks a signature or secret; `token`: a verified access token comes with the call. */
  caller: "sender" | "token";
}

export const routes: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/webhooks/{customerId}/{source}",
    function: "receive-webhook",
    create: receiveWebhook,
    caller: "sender",
  },
  ...apis.map(({ definition: { method, path, name }, create }) => ({
    method,
    path,
    function: name,
    create,
    caller: "token" as const,
  })),
];

export type Match = { route: Route; params: Record<string, string> } | { allowed: Method[] } | undefined;

/** Which route a request takes; the methods that its path allows where none fits; nothing for an unknown path. */
export function match(method: string, path: string): Match {
  const fitting = routes.flatMap((route) => {
    const params = paramsOf(route.path, path);
    return params === undefined ? [] : [{ route, params }];
  });
  const found = fitting.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  return fitting.length === 0 ? undefined : { allowed: [...new Set(fitting.map(({ route }) => route.method))] };
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== text) return undefined;
    } else if (text === "") return undefined;
    else params[name] = decoded(text);
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
