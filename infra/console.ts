// Where people open the console: its files from a private bucket, `/v1/*` from the API, both under one address, so that no
// browser needs CORS. docs/decisions/0015-console-address.md
import { readFileSync } from "node:fs";
import { Duration, Fn, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import * as z from "zod";
import type { Configuration } from "./configuration.ts";

export interface ConsoleSite {
  /** Without a slash at its end. */
  url: string;
  /** Cognito's sign-in pages. */
  signInUrl: string;
  /** Where `npm run deploy` puts the console's files. */
  bucketName: string;
}

/**
 * What is a file: `/assets/…`, and what stands at the top with an ending. Everything else is a page, which the console
 * itself draws. Not "has a dot": a product's id of a computer may have one.
 */
export const PAGES = `function handler(event) {
  var request = event.request;
  if (!/^\\/(assets\\/.*|[^/]*\\.[^/]*)$/.test(request.uri)) request.uri = "/index.html";
  return request;
}
`;

/** What the console is answered with wherever it stands. */
const HEADERS = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(new URL("../console/headers.json", import.meta.url), "utf8")));

/** Of the console's headers. `signIn`: the addresses that it asks for tokens, besides its own. */
export function contentSecurityPolicy(signIn: readonly string[]): string {
  const rules = (HEADERS["content-security-policy"] ?? "").split("; ");
  return rules.map((rule) => (rule.startsWith("connect-src ") ? [rule, ...signIn].join(" ") : rule)).join("; ");
}

type Wanted = Pick<Configuration, "stage" | "consoleUrl" | "consoleCertificateArn"> & { api: HttpApi };

/** It needs the API's address, not its routes: the functions, which the routes need, may know the address of this. */
export function createConsole(
  scope: Construct,
  { stage, api, consoleUrl, consoleCertificateArn }: Wanted,
): ConsoleSite {
  const { region, urlSuffix, account } = Stack.of(scope);
  // Names of CloudFront are the account's, whatever the region.
  const name = `hikeshi-${stage}-${region}`;
  const bucket = createBucket(scope);
  const signInUrl = `https://${signInDomain(stage, account)}.auth.${region}.amazoncognito.com`;
  const headers = createHeaders(scope, name, [`https://cognito-idp.${region}.${urlSuffix}`, signInUrl]);
  const accessControl = new cloudfront.S3OriginAccessControl(scope, "ConsoleAccess", {
    originAccessControlName: name,
    signing: cloudfront.Signing.SIGV4_ALWAYS,
  });
  const pages = new cloudfront.Function(scope, "ConsolePages", {
    functionName: name,
    comment: "A page of the console is its index.html.",
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromInline(PAGES),
  });
  const distribution = new cloudfront.Distribution(scope, "Console", {
    comment: `Console of hikeshi-${stage}.`,
    defaultRootObject: "index.html",
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    // With Asia; the cheapest class has none of its places.
    priceClass: cloudfront.PriceClass.PRICE_CLASS_200,
    ...ownName(scope, consoleUrl, consoleCertificateArn),
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl: accessControl }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: headers,
      functionAssociations: [{ function: pages, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
    },
    additionalBehaviors: { "/v1/*": apiBehaviour(api, headers) },
  });
  Validations.of(distribution).acknowledge(...ACKNOWLEDGED);
  if (consoleCertificateArn === undefined) Validations.of(distribution).acknowledge(OWN_CERTIFICATE);
  return { url: `https://${distribution.distributionDomainName}`, signInUrl, bucketName: bucket.bucketName };
}

/** Cognito's sign-in page stands under it. */
export const signInDomain = (stage: string, account: string): string => `hikeshi-${stage}-${account}`;

/** The files come from the repository and can be put there again; yet CloudFormation deletes no bucket that holds some. */
function createBucket(scope: Construct): IBucket {
  const bucket = new Bucket(scope, "ConsoleFiles", {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge({
    id: "AwsSolutions-S1",
    reason: "Only CloudFront reads it, and it holds what this repository builds: nothing is in it that is not public.",
  });
  if (!isBucket(bucket)) throw new Error("That is no bucket.");
  return bucket;
}

/** Under exactOptionalPropertyTypes CDK's class does not fit its own interface. */
const isBucket = (one: unknown): one is IBucket => one instanceof Bucket;

/** Never cached; with all that the sender or the browser sent (Authorization, signatures, query), but for Host, by which API Gateway finds the API. */
function apiBehaviour(api: HttpApi, headers: cloudfront.ResponseHeadersPolicy): cloudfront.BehaviorOptions {
  const domain = Fn.select(1, Fn.split("://", api.apiEndpoint));
  return {
    origin: new HttpOrigin(domain, {
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
    }),
    // No redirect: a secret that was sent in the clear must fail.
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
    cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
    originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    responseHeadersPolicy: headers,
  };
}

/** The console's own, and that browsers come by TLS only, which one machine cannot say. */
const createHeaders = (scope: Construct, name: string, signIn: readonly string[]): cloudfront.ResponseHeadersPolicy =>
  new cloudfront.ResponseHeadersPolicy(scope, "ConsoleHeaders", {
    responseHeadersPolicyName: name,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(signIn), override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
    },
    customHeadersBehavior: {
      customHeaders: Object.entries(HEADERS)
        .filter(([header]) => !SECURITY.has(header))
        .map(([header, value]) => ({ header, value, override: true })),
    },
  });

/** CloudFront takes these by fields of their own only. */
const SECURITY: ReadonlySet<string> = new Set([
  "content-security-policy",
  "referrer-policy",
  "x-content-type-options",
  "x-frame-options",
]);

/** A name of one's own needs its certificate, which CloudFront takes from us-east-1 only. */
function ownName(scope: Construct, url: string | undefined, certificateArn: string | undefined) {
  if (url === undefined || certificateArn === undefined) return {};
  const certificate = Certificate.fromCertificateArn(scope, "ConsoleCertificate", certificateArn);
  const minimumProtocolVersion = cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021;
  return { domainNames: [new URL(url).hostname], certificate, minimumProtocolVersion };
}

const ACKNOWLEDGED = [
  {
    id: "AwsSolutions-CFR1",
    reason: "The house does not know where its customers travel; who may come in, sign-in decides.",
  },
  {
    id: "AwsSolutions-CFR2",
    reason:
      "A firewall costs five dollars a month idle; the API throttles, verifies every caller and parses every field.",
  },
  {
    id: "AwsSolutions-CFR3",
    reason:
      "Its log would keep people's addresses and their one-time sign-in codes; calls of the API have a log of their own.",
  },
];
const OWN_CERTIFICATE = {
  id: "AwsSolutions-CFR4",
  reason: "CloudFront's own name comes with CloudFront's own certificate, whose protocols nobody can choose.",
};
