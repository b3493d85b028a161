// Who people are: a Cognito user pool. What they may do stands in our records, never in its claims.
import { Aws, Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import * as cognito from "aws-cdk-lib/aws-cognito";
import type { Construct } from "constructs";
import { signInDomain } from "./console.ts";

export interface Identity {
  pool: cognito.UserPool;
  client: cognito.UserPoolClient;
  /** An access token must hold it. */
  scope: string;
}

export function createIdentity(scope: Construct, stage: string, consoleUrl: string): Identity {
  const pool = new cognito.UserPool(scope, "People", {
    userPoolName: `hikeshi-${stage}`,
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: { email: { required: true, mutable: true } },
    mfa: cognito.Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const reason =
    "Threat protection belongs to a plan that is paid per user; a second factor is required of everyone instead.";
  Validations.of(pool).acknowledge({ id: "AwsSolutions-COG8", reason });
  pool.addDomain("SignIn", { cognitoDomain: { domainPrefix: signInDomain(stage, Aws.ACCOUNT_ID) } });
  const use = new cognito.ResourceServerScope({ scopeName: "use", scopeDescription: "Use the API of Hikeshi" });
  const server = pool.addResourceServer("Api", { identifier: "hikeshi", scopes: [use] });
  const home = consoleUrl.replace(/\/$/, "");
  const client = pool.addClient("Console", {
    generateSecret: false,
    preventUserExistenceErrors: true,
    authFlows: {},
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.resourceServer(server, use)],
      // As in console/sign-in.ts; Cognito compares letter by letter.
      callbackUrls: [`${home}/signed-in`],
      logoutUrls: [`${home}/`],
    },
    accessTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.hours(12),
    enableTokenRevocation: true,
  });
  return { pool, client, scope: "hikeshi/use" };
}
