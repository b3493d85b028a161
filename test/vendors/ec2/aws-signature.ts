// Signature Version 4 checked by its specification alone (IAM user guide, "Create a signed AWS API request"), without aws4fetch.
import { createHash, createHmac } from "node:crypto";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

export interface Signed {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

/** Whether the call is signed by this key for this service and region, with its date and host among what is signed. */
export function isSigned(call: Signed, secretAccessKey: string, region: string, service: string): boolean {
  const form =
    /^AWS4-HMAC-SHA256 Credential=(\S+?)\/(\d{8})\/(\S+?)\/(\S+?)\/aws4_request, SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/;
  const [, , day = "", inRegion, forService, names = "", signature] = form.exec(call.headers.authorization ?? "") ?? [];
  if (inRegion !== region || forService !== service) return false;
  const signedNames = names.split(";");
  if (!signedNames.includes("host") || !signedNames.includes("x-amz-date")) return false;
  const canonicalHeaders = signedNames.map((name) => `${name}:${call.headers[name]?.trim()}\n`).join("");
  const canonical = [call.method, call.path, "", canonicalHeaders, names, sha256(call.body)].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", call.headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString("hex") === signature;
}

export const accessKeyOf = (authorization = ""): string => /Credential=([^/\s]+)\//.exec(authorization)?.[1] ?? "";
