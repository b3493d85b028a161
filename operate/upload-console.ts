// Puts the built console where CloudFront finds it, with what it must know of its house; assets first, pages last, so that nobody meets a page whose parts are missing.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { AwsClient } from "aws4fetch";
import { Failure } from "./failure.ts";
import type { Address } from "./stage.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

export interface Upload {
  key: string;
  body: Uint8Array<ArrayBuffer>;
  type: string;
  cache: string;
}

/** In the order in which they go up. Old assets stay: who has the old page open still needs them. */
export function uploadsOf(folder: string, address: Address): Upload[] {
  // CloudFront compresses by itself: the compressed copies are for one machine, and what was built of what is for the build.
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name) && entry.name !== "built.json",
  );
  const uploads = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return upload(relative(folder, path).split(sep).join("/"), new Uint8Array(readFileSync(path)));
  });
  const config = upload("console-config.json", new TextEncoder().encode(`${JSON.stringify(configOf(address))}\n`));
  const rank = ({ key }: Upload) => (key.startsWith("assets/") ? 0 : 1) + (key === "index.html" ? 1 : 0);
  return [...uploads.filter(({ key }) => key !== config.key), config].sort(
    (one, other) => rank(one) - rank(other) || (one.key < other.key ? -1 : 1),
  );
}

const upload = (key: string, body: Upload["body"]): Upload => ({
  key,
  body,
  type: TYPES[extname(key)] ?? "application/octet-stream",
  // Assets bear a hash in their name; CloudFront asks for the others again within a second.
  cache: key.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
});

/** As in console/sign-in.ts. */
const configOf = ({ Issuer, ClientId, Scope, SignOutUrl }: Address) => ({
  authority: Issuer,
  clientId: ClientId,
  scope: Scope,
  signOutUrl: SignOutUrl,
});

export interface Bucket {
  name: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
  /** AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, where S3 is not AWS's own. */
  endpoint?: string | undefined;
}

/** Throws Failure for what S3 does not take. */
export async function putAll(
  { name, region, credentials, endpoint }: Bucket,
  uploads: readonly Upload[],
): Promise<void> {
  const { sessionToken, ...keys } = credentials;
  const client = new AwsClient({
    ...keys,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: "s3",
    region,
    retries: 3,
  });
  const base = endpoint === undefined ? `https://${name}.s3.${region}.amazonaws.com` : `${endpoint}/${name}`;
  for (const { key, body, type, cache } of uploads) {
    const headers = { "content-type": type, "cache-control": cache };
    const answer = await client.fetch(`${base}/${key}`, { method: "PUT", body, headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Failure(`S3 does not take ${key} of the console (${answer.status}).`, 1);
  }
}
