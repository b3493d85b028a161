// The console's address: one name for its files and the API, open to nobody past CloudFront.
import { runInNewContext } from "node:vm";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { beforeAll, describe, expect, test } from "vitest";
import { forEachKind } from "../../infra/bundle.ts";
import { contentSecurityPolicy, PAGES } from "../../infra/console.ts";
import { createStack } from "../../infra/stack.ts";
import { read } from "../documents.ts";
import { configuration, lambdaOf, ofType, synthesised } from "./synthesised.ts";

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  synthesised();
}, 120_000);

const only = (type: string) => {
  const [found, ...more] = ofType(type);
  if (found === undefined || more.length > 0) throw new Error(`There is not one ${type}.`);
  return found;
};
const distribution = () => only("CloudFront::Distribution").Properties.DistributionConfig;
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html and …-origin-request-policies.html
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

test("mails, sign-in and the API share its address, where the configuration names no other", () => {
  const url = JSON.parse(lambdaOf("sweep").Properties.Environment.Variables.HOUSE).consoleUrl;
  expect(url).toMatch(/^https:\/\/.*Console.*example$/);
  const { CallbackURLs, LogoutURLs } = only("Cognito::UserPoolClient").Properties;
  expect([CallbackURLs, LogoutURLs]).toEqual([[`${url}/signed-in`], [`${url}/`]]);
  expect(read("console/sign-in.ts")).toContain('RETURN_PATH = "/signed-in"');
});

describe("/v1/*", () => {
  const behaviour = () => distribution().CacheBehaviors[0];

  test("is the API with every method, never cached, with all headers but Host", () => {
    expect(distribution().CacheBehaviors).toHaveLength(1);
    expect(behaviour()).toMatchObject({
      PathPattern: "/v1/*",
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
      ViewerProtocolPolicy: "https-only",
    });
    expect([...behaviour().AllowedMethods].sort()).toEqual([
      "DELETE",
      "GET",
      "HEAD",
      "OPTIONS",
      "PATCH",
      "POST",
      "PUT",
    ]);
    expect(behaviour()).not.toHaveProperty("FunctionAssociations");
  });

  test("leads to the HTTP API over TLS 1.2", () => {
    const { unresolved } = synthesised();
    const [, { Properties }] = Object.entries(unresolved).find(
      ([, one]: any) => one.Type === "AWS::CloudFront::Distribution",
    ) as any;
    const origin = Properties.DistributionConfig.Origins.find(({ Id }: any) => Id === behaviour().TargetOriginId);
    expect(JSON.stringify(origin.DomainName)).toMatch(/"Fn::GetAtt":\["Api\w+","ApiEndpoint"\]/);
    expect(origin.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: "https-only",
      OriginSSLProtocols: ["TLSv1.2"],
    });
  });
});

describe("the files", () => {
  test("stand in a bucket that only this distribution reads, over TLS", () => {
    expect(only("S3::Bucket").Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const statements = only("S3::BucketPolicy").Properties.PolicyDocument.Statement;
    const allowed = statements.filter(({ Effect }: any) => Effect === "Allow");
    expect(allowed).toMatchObject([{ Action: "s3:GetObject", Principal: { Service: "cloudfront.amazonaws.com" } }]);
    expect(JSON.stringify(allowed[0].Condition)).toMatch(/AWS:SourceArn.*distribution\/Console/);
    expect(
      statements.filter(({ Effect }: any) => Effect === "Deny").map(({ Condition }: any) => Condition),
    ).toContainEqual({
      Bool: { "aws:SecureTransport": "false" },
    });
    expect(distribution().Origins.some((origin: any) => origin.OriginAccessControlId !== undefined)).toBe(true);
  });

  test("go to browsers by TLS only, by HTTP/2 and 3, cached", () =>
    expect(distribution()).toMatchObject({
      HttpVersion: "http2and3",
      DefaultRootObject: "index.html",
      DefaultCacheBehavior: { ViewerProtocolPolicy: "redirect-to-https", Compress: true },
    }));

  test("a page is index.html, whatever its name; a file is itself", () => {
    const shown = (uri: string): string =>
      runInNewContext(`${PAGES}; handler(event).uri`, { event: { request: { uri } } });
    for (const page of [
      "/",
      "/customers/acme/incidents/inc-1",
      "/customers/acme/computers/pc.acme.example",
      "/a/b.html/c",
    ])
      expect(shown(page), page).toBe("/index.html");
    for (const file of [
      "/index.html",
      "/config.json",
      "/favicon.ico",
      "/assets/index-1a2b.js",
      "/assets/fonts/a.woff2",
    ])
      expect(shown(file), file).toBe(file);
    expect(only("CloudFront::Function").Properties.FunctionCode).toBe(PAGES);
    expect(distribution().DefaultCacheBehavior.FunctionAssociations).toMatchObject([{ EventType: "viewer-request" }]);
  });

  test("no names are shared with another stage's or region's", () => {
    expect(only("CloudFront::Function").Properties.Name).toBe("hikeshi-prod-ap-northeast-1");
    expect(only("CloudFront::ResponseHeadersPolicy").Properties.ResponseHeadersPolicyConfig.Name).toBe(
      "hikeshi-prod-ap-northeast-1",
    );
    expect(only("CloudFront::OriginAccessControl").Properties.OriginAccessControlConfig.Name).toBe(
      "hikeshi-prod-ap-northeast-1",
    );
  });
});

const SECURITY = ["content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options"];

test("both answer with headers that forbid foreign scripts, frames and plain HTTP", () => {
  const { SecurityHeadersConfig, CustomHeadersConfig } = only("CloudFront::ResponseHeadersPolicy").Properties
    .ResponseHeadersPolicyConfig;
  const { ContentSecurityPolicy, FrameOptions, StrictTransportSecurity, ContentTypeOptions, ReferrerPolicy } =
    SecurityHeadersConfig;
  const given = JSON.parse(read("console/headers.json"));
  expect(given["referrer-policy"]).toBe(ReferrerPolicy.ReferrerPolicy);
  expect(given["x-frame-options"]).toBe(FrameOptions.FrameOption);
  expect(Object.keys(given).sort()).toEqual(
    [...CustomHeadersConfig.Items.map(({ Header }: any) => Header), ...SECURITY].sort(),
  );
  const rules = new Map<string, string>(
    ContentSecurityPolicy.ContentSecurityPolicy.split("; ").map((rule: string) => rule.split(/ (.*)/).slice(0, 2)),
  );
  expect(rules.get("script-src")).toBe("'self'");
  expect(rules.get("default-src")).toBe("'none'");
  expect(rules.get("frame-ancestors")).toBe("'none'");
  expect(rules.get("connect-src")).toBe(
    "'self' https://cognito-idp.ap-northeast-1.amazonaws.com https://hikeshi-prod-123456789012.auth.ap-northeast-1.amazoncognito.com",
  );
  expect([FrameOptions.FrameOption, ContentTypeOptions.Override, ReferrerPolicy.ReferrerPolicy]).toEqual([
    "DENY",
    true,
    "no-referrer",
  ]);
  expect(StrictTransportSecurity).toMatchObject({ AccessControlMaxAgeSec: 31536000, IncludeSubdomains: true });
  const { DefaultCacheBehavior, CacheBehaviors } = distribution();
  for (const { ResponseHeadersPolicyId } of [DefaultCacheBehavior, ...CacheBehaviors])
    expect(ResponseHeadersPolicyId).toMatch(/^ConsoleHeaders/);
  expect(contentSecurityPolicy([])).toContain("connect-src 'self';");
});

test("pages that say no-cache are asked for again: CloudFront keeps them for a second, and nothing has to be invalidated", () => {
  // "CachingOptimized: Minimum TTL 1 second"; no-cache lowers it to that, and no further.
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
  expect(distribution().DefaultCacheBehavior.CachePolicyId).toBe("658327ea-f89d-4fab-a63d-7e88639e58f6");
});

test("a name of one's own is taken with its certificate, and TLS is then 1.2 at least", () => {
  const consoleCertificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
  const own = { ...configuration(), consoleUrl: "https://mdr.example.jp", consoleCertificateArn };
  const stack = createStack(
    new App(),
    own,
    forEachKind(() => Code.fromInline("-")),
  );
  Template.fromStack(stack).hasResourceProperties("AWS::CloudFront::Distribution", {
    DistributionConfig: {
      Aliases: ["mdr.example.jp"],
      ViewerCertificate: { AcmCertificateArn: consoleCertificateArn, MinimumProtocolVersion: "TLSv1.2_2021" },
    },
  });
  Template.fromStack(stack).hasResourceProperties("AWS::Cognito::UserPoolClient", {
    CallbackURLs: ["https://mdr.example.jp/signed-in"],
    LogoutURLs: ["https://mdr.example.jp/"],
  });
});

test("functions know an execution's page in AWS's console but for its name", () => {
  const { executionsUrl } = JSON.parse(lambdaOf("read-incident").Properties.Environment.Variables.HOUSE);
  expect(executionsUrl).toBe(
    "https://ap-northeast-1.console.aws.amazon.com/states/home?region=ap-northeast-1#/v2/executions/details/" +
      "arn:aws:states:ap-northeast-1:123456789012:execution:hikeshi-prod-incident-response:",
  );
});
