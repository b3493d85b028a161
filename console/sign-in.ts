// Who looks at the console: OpenID Connect, code flow with PKCE, by oidc-client-ts. What they may do the API says.
import { type User, UserManager, WebStorageStateStore } from "oidc-client-ts";

/** `/console-config.json`: where this console stands. One machine serves it, a deployment puts it beside the files. */
export interface ConsoleConfig {
  /** The issuer's address, as in its discovery document. */
  authority: string;
  clientId: string;
  /** As in `openid hikeshi/use`. */
  scope: string;
  /** Where sign-out leads (with `client_id` and `logout_uri`), where the issuer's discovery does not say it: Cognito's `/logout`. */
  signOutUrl?: string;
}

export interface SignIn {
  /** A good access token; leads to the sign-in page, and does not resolve, where there is none. */
  token(): Promise<string>;
  /** Whether this address is the issuer's answer. */
  isReturning(path: string): boolean;
  /** Takes the issuer's answer. Resolves to the path that the person wanted. */
  finish(): Promise<string>;
  signOut(): Promise<void>;
  /** The API did not take the token: sign in again. */
  again(): Promise<never>;
}

export const RETURN_PATH = "/signed-in";
/** Until the page is left for another one. */
const left = (): Promise<never> => new Promise(() => {});

export async function loadConfig(): Promise<ConsoleConfig> {
  const response = await fetch("/console-config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`console-config.json: ${response.status}`);
  const config: ConsoleConfig = await response.json();
  return config;
}

/** Tokens stand in this tab's session storage only: see docs/decisions/0017-console.md. */
export function createSignIn({ authority, clientId, scope, signOutUrl }: ConsoleConfig): SignIn {
  const store = new WebStorageStateStore({ store: window.sessionStorage });
  const manager = new UserManager({
    authority,
    client_id: clientId,
    scope,
    redirect_uri: `${window.location.origin}${RETURN_PATH}`,
    post_logout_redirect_uri: `${window.location.origin}/`,
    userStore: store,
    stateStore: store,
    automaticSilentRenew: true,
  });
  const leave = async (): Promise<never> => {
    const { pathname, search, hash } = window.location;
    const language = document.documentElement.lang;
    await manager.signinRedirect({ state: `${pathname}${search}${hash}`, ui_locales: language });
    return left();
  };
  const isGood = (user: User | null): user is User => user !== null && user.expired !== true;
  return {
    async token() {
      const user = await manager.getUser();
      return isGood(user) ? user.access_token : leave();
    },
    isReturning: (path) => path === RETURN_PATH,
    async finish() {
      const { state } = await manager.signinCallback().then((user) => user ?? { state: "/" });
      return typeof state === "string" && /^\/(?![/\\])/.test(state) ? state : "/";
    },
    async signOut() {
      const ui_locales = document.documentElement.lang;
      if (signOutUrl === undefined) return manager.signoutRedirect({ extraQueryParams: { ui_locales } });
      await manager.removeUser();
      const query = new URLSearchParams({ client_id: clientId, logout_uri: `${window.location.origin}/` });
      window.location.assign(`${signOutUrl}?${query}`);
    },
    async again() {
      await manager.removeUser();
      return leave();
    },
  };
}
