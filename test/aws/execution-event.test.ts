// Step Functions' events, in the shape of its documentation, in our words.
import { expect, test } from "vitest";
import { executionDiedOf } from "../../aws/execution-event.ts";

const input = { customerId: "acme", incidentId: "inc-1", round: 1, incidentPage: "https://console.example" };
const event = (detail: object) => ({
  source: "aws.states",
  "detail-type": "Step Functions Execution Status Change",
  detail: { name: "inc-1-1", status: "ABORTED", input: JSON.stringify(input), ...detail },
});

test.each(["FAILED", "TIMED_OUT", "ABORTED"])("an execution that %s is its incident's", (status) =>
  expect(executionDiedOf(event({ status }))).toEqual({ customerId: "acme", incidentId: "inc-1" }),
);

test.each([
  ["one that goes on", event({ status: "RUNNING" })],
  ["an input that was left out", event({ input: undefined })],
  ["another's input", event({ input: "{}" })],
  ["no JSON", event({ input: "x" })],
  ["another service", { ...event({}), source: "aws.ses" }],
  ["nothing", undefined],
])("nothing of %s", (_what, given) => expect(executionDiedOf(given)).toBeUndefined());
