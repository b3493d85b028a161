// OAuth 2 password and refresh grants, and the check of the bearer token.
// RFC 6749 section 5.2: errors are 400 with {"error"}. Section 6: a new refresh token replaces the old one.
import { type Answer, Problem } from "./json.ts";
import type { Deps } from "./world.ts";

export interface TokenOptions {
  username: string;
  password: string;
  /** Life of an access token; the answer's `expires_in`. 3600 unless told. */
  seconds?: number;
  /** Life of a refresh token. A day unless told. */
  refreshSeconds?: number;
}

const oauthError = (error: string): Answer => ({ status: 400, body: { error } });

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function createTokens(options: TokenOptions, deps: Pick<Deps, "now" | "random">) {
  const access = new Map<string, number>();
  const refresh = new Map<string, number>();
  const seconds = options.seconds ?? 3600;
  let count = 0;
  const opaque = () => {
    count += 1;
    const letters = Array.from({ length: 36 }, () => alphabet[Math.floor(deps.random() * alphabet.length)]);
    return letters.join("") + count.toString(36);
  };

  function issue(): Answer {
    const pair = { access_token: opaque(), refresh_token: opaque() };
    access.set(pair.access_token, deps.now() + seconds * 1000);
    refresh.set(pair.refresh_token, deps.now() + (options.refreshSeconds ?? 86_400) * 1000);
    return { status: 200, body: { ...pair, token_type: "Bearer", expires_in: seconds } };
  }

  function byRefresh(token: string): Answer {
    const expiresAt = refresh.get(token);
    refresh.delete(token);
    return expiresAt !== undefined && deps.now() < expiresAt ? issue() : oauthError("invalid_grant");
  }

  return {
    /** `contentType` and the raw body of POST /oauth/token. */
    grant(contentType: string, body: string): Answer {
      if (!contentType.startsWith("application/x-www-form-urlencoded")) return oauthError("invalid_request");
      const form = new URLSearchParams(body);
      switch (form.get("grant_type")) {
        case "password": {
          const right = form.get("username") === options.username && form.get("password") === options.password;
          return right ? issue() : oauthError("invalid_grant");
        }
        case "refresh_token":
          return byRefresh(form.get("refresh_token") ?? "");
        default:
          return oauthError("unsupported_grant_type");
      }
    },

    /** OpenAPI: 400 "Bad or missing authorization", 401 "Token has expired or is invalid". */
    check(authorization: string | undefined) {
      const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
      if (token === undefined) throw new Problem(400, "bad or missing authorization");
      const expiresAt = access.get(token);
      if (expiresAt === undefined || deps.now() >= expiresAt) throw new Problem(401, "token has expired or is invalid");
    },

    /** Ends all access tokens, as a revocation would. Refresh tokens too when `all`. */
    revoke(all = false) {
      access.clear();
      if (all) refresh.clear();
    },
  };
}
