// Who people are, on one machine: an issuer in the process, whose key stands in the data folder. What they may do stands in our records.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import * as z from "zod";

const ALGORITHM = "ES256";
export const AUDIENCE = "hikeshi-api";
export const ISSUER = "urn:hikeshi:local";

export interface Issuer {
  /** The signing key, private part included: for the sign-in, whose tokens are ours too. */
  key: JWK;
  /** An access token for a subject, good for so many days. */
  token(subject: string, days: number): Promise<string>;
  /** The token's claims; nothing for any token that is not ours, or no longer good. */
  verify(token: string): Promise<Record<string, unknown> | undefined>;
}

async function keyOf(path: string): Promise<JWK> {
  if (existsSync(path)) return z.looseObject({ kty: z.string() }).parse(JSON.parse(readFileSync(path, "utf8")));
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  writeFileSync(path, JSON.stringify(jwk), { mode: 0o600, flush: true });
  return jwk;
}

/**
 * `path`: the key's file, made with the first start. `addresses`: what our sign-in calls itself, by where it is reached;
 * to the house's records it is ISSUER all the same.
 */
export async function createIssuer(
  path: string,
  now: () => number,
  addresses: () => readonly string[] = () => [],
): Promise<Issuer> {
  const jwk = await keyOf(path);
  const { d: _private, ...publicPart } = jwk;
  const signingKey = await importJWK(jwk, ALGORITHM);
  const verifyingKey = await importJWK(publicPart, ALGORITHM);
  return {
    key: jwk,
    token: (subject, days) => {
      const seconds = Math.floor(now() / 1000);
      return new SignJWT({})
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + days * 86_400)
        .sign(signingKey);
    },
    async verify(token) {
      try {
        const issuer = [ISSUER, ...addresses()];
        const options = { issuer, audience: AUDIENCE, algorithms: [ALGORITHM], currentDate: new Date(now()) };
        return { ...(await jwtVerify(token, verifyingKey, options)).payload, iss: ISSUER };
      } catch {
        return undefined;
      }
    },
  };
}
