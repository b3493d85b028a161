// What a stack wrote of itself.
import { Address } from "../../operate/stage.ts";

export const ADDRESS = Address.parse({
  ConsoleUrl: "https://d1.cloudfront.example",
  ApiUrl: "https://api.example",
  ConsoleBucket: "files",
  Issuer: "https://cognito-idp.ap-northeast-1.amazonaws.com/pool",
  UserPool: "pool",
  ClientId: "client",
  Scope: "openid hikeshi/use",
  SignOutUrl: "https://hikeshi.auth.example/logout",
  TableName: "table",
  AlarmTopic: "arn:aws:sns:ap-northeast-1:123456789012:hikeshi-prod-alarms",
  StateMachine: "arn:aws:states:ap-northeast-1:123456789012:stateMachine:hikeshi-prod-incident-response",
  ConfigurationSet: "hikeshi-prod",
  House: {
    serviceName: "Hikeshi MDR",
    from: "Hikeshi MDR <mdr@hikeshi.example>",
    consoleUrl: "https://d1.cloudfront.example",
    analysts: [{ address: "analysts@hikeshi.example", language: "ja" }],
  },
});
