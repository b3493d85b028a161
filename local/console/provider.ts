// oidc-provider (https://github.com/panva/node-oidc-provider) set up for one machine: one public client, access tokens as JWT for the API.
import { randomBytes } from "node:crypto";
import { type Configuration, Provider } from "oidc-provider";
import { AUDIENCE } from "../issuer.ts";
import { createKept } from "./kept.ts";
import { CLIENT_ID, ISSUER_PATH, type SignInParts } from "./names.ts";
import { errorPage, signOutPage } from "./pages.ts";

export type OidcProvider = Provider;

const RESOURCE = "urn:hikeshi:api";
const API_SCOPE = "hikeshi/use";
const HOUR_SECONDS = 3600;

export function createProvider({ origin, key }: SignInParts): Provider {
  const here = origin();
  const provider = new Provider(`${here}${ISSUER_PATH}`, {
    adapter: createKept(Date.now),
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: "none",
        redirect_uris: [`${here}/signed-in`],
        post_logout_redirect_uris: [`${here}/`],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        id_token_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [{ ...key, alg: "ES256", use: "sig" }] },
    scopes: ["openid"],
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    // The one client is ours: nobody is asked for consent.
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid");
      grant.addResourceScope(RESOURCE, API_SCOPE);
      await grant.save();
      return grant;
    },
    renderError: (ctx, { error }) => {
      ctx.type = "html";
      ctx.body = errorPage(error);
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    features: features(),
    ttl: {
      AccessToken: HOUR_SECONDS,
      AuthorizationCode: 60,
      Grant: 12 * HOUR_SECONDS,
      IdToken: HOUR_SECONDS,
      Interaction: HOUR_SECONDS,
      RefreshToken: 12 * HOUR_SECONDS,
      Session: 12 * HOUR_SECONDS,
    },
  });
  return provider;
}

function features(): NonNullable<Configuration["features"]> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: API_SCOPE,
        audience: AUDIENCE,
        accessTokenTTL: HOUR_SECONDS,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "ES256" } },
      }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = signOutPage(ctx.oidc.params?.ui_locales === "en" ? "en" : "ja", form);
      },
    },
  };
}
