// What the console, the page that serves it and its issuer must agree on.
export const ISSUER_PATH = "/oidc";
export const CLIENT_ID = "hikeshi-console";
export const SCOPE = "openid hikeshi/use";

export interface SignInParts {
  /** Where the house listens, as in `http://127.0.0.1:8080`; known once it does. */
  origin(): string;
  /** The issuer's key, private part included. */
  key: Record<string, unknown>;
  /** Who may sign in: user name (the token's `sub`) and password. */
  passwords(): Readonly<Record<string, string>>;
  sleep(milliseconds: number): Promise<void>;
}
