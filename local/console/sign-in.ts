// The issuer of one machine as OpenID Connect (oidc-provider): code flow with PKCE for the console, and the page that asks who you are.
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Language } from "../../core/ports.ts";
import { ISSUER_PATH, type SignInParts } from "./names.ts";
import { formOf, signInPage } from "./pages.ts";
import type { OidcProvider } from "./provider.ts";

/** Resolves to whether it has answered. */
export type LocalSignIn = (incoming: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>;

const PAGE = /^\/sign-in\/([\w-]+)$/;
/** A wrong password waits for its answer. */
const WRONG_MILLISECONDS = 500;

export function createLocalSignIn(parts: SignInParts): LocalSignIn {
  let made: Promise<OidcProvider> | undefined;
  // Loaded with the first sign-in: it is 4 MB that intake never needs.
  const provider = (): Promise<OidcProvider> => {
    made ??= import("./provider.ts").then(({ createProvider }) => createProvider(parts));
    return made;
  };
  return async (incoming, response, path) => {
    if (path === ISSUER_PATH || path.startsWith(`${ISSUER_PATH}/`)) {
      const url = incoming.url ?? "/";
      // As Express mounts: the issuer finds its own addresses by both.
      Object.assign(incoming, { originalUrl: url, url: url.slice(ISSUER_PATH.length) || "/" });
      (await provider()).callback()(incoming, response);
      return true;
    }
    if (!PAGE.test(path)) return false;
    await page(await provider(), incoming, response, parts);
    return true;
  };
}

async function page(
  provider: OidcProvider,
  incoming: IncomingMessage,
  response: ServerResponse,
  { passwords, origin, sleep }: SignInParts,
): Promise<void> {
  const asked = await provider.interactionDetails(incoming, response).catch(() => undefined);
  if (asked === undefined) {
    // Its cookie is gone or it is too old: the console begins another one.
    response.writeHead(302, { location: `${origin()}/` }).end();
    return;
  }
  const language: Language = asked.params.ui_locales === "en" ? "en" : "ja";
  const users = Object.keys(passwords());
  if (incoming.method !== "POST") return show(response, 200, signInPage({ language, users }));
  const { user = "", password = "" } = await formOf(incoming);
  const isFromHere = (incoming.headers.origin ?? origin()) === origin();
  if (!isFromHere || !isRight(passwords(), user, password)) {
    await sleep(WRONG_MILLISECONDS);
    return show(response, 401, signInPage({ language, users, user, isWrong: true }));
  }
  await provider.interactionFinished(incoming, response, { login: { accountId: user } });
}

function isRight(passwords: Readonly<Record<string, string>>, user: string, password: string): boolean {
  const wanted = Buffer.from(Object.hasOwn(passwords, user) ? (passwords[user] ?? "") : "");
  const given = Buffer.from(password);
  return wanted.byteLength > 0 && wanted.byteLength === given.byteLength && timingSafeEqual(wanted, given);
}

export const show = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    // Under "no-referrer" a form is sent with the origin "null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  });
  response.end(body);
};
