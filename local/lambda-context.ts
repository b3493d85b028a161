// The context that Lambda gives a function, for functions that run in this process.
import type { Context } from "aws-lambda";

const REMAINING_MILLISECONDS = 30_000;

export const lambdaContext = (functionName: string): Context => ({
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
  memoryLimitInMB: "256",
  awsRequestId: "local",
  logGroupName: "local",
  logStreamName: "local",
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => REMAINING_MILLISECONDS,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
