// The runner against what AWS Step Functions itself did with 47 machines (recorded by the LocalStack project).

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadDefinition } from "../../../local/state-machine.ts";
import { createHouse } from "./house.ts";

interface Recorded {
  id: string;
  definition: Record<string, unknown>;
  input: unknown;
  expected: { type: string; output?: unknown; error?: string; cause?: string };
  eventTypes: string[];
  taskResults: { output: { Payload: unknown } }[];
}

const file = fileURLToPath(new URL("../../../../shared/asl-cases/aws-recorded-jsonata.json", import.meta.url));
const cases: Recorded[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];

/**
 * Recorded machines that are refused as they stand: their Choice says JSONata, but their other states say nothing and
 * are thereby JSONPath states, which this runner does not know. With JSONata named at the top they end as recorded.
 */
const refused = [
  "TestBaseScenarios::test_choice_aws_docs_scenario[CHOICE_STATE_AWS_SCENARIO_JSONATA]",
  "TestBaseScenarios::test_choice_condition_constant_jsonata",
  "TestBaseScenarios::test_choice_singleton_composite[CHOICE_STATE_SINGLETON_COMPOSITE_JSONATA]",
  "TestBaseScenarios::test_choice_unsorted_parameters_negative[CHOICE_STATE_UNSORTED_CHOICE_PARAMETERS_JSONATA]",
  "TestBaseScenarios::test_choice_unsorted_parameters_positive[CHOICE_STATE_UNSORTED_CHOICE_PARAMETERS_JSONATA]",
];

/** Where a recording cannot be matched to the letter, and why. */
const differences: Record<string, string> = {
  "TestBaseScenarios::test_numbered_mock_responses_multiple_success_invocations":
    "the recorded result holds the SDK's HTTP metadata, which differ at every call; Payload and StatusCode are compared",
};

function recordedOutput({ expected, input }: Recorded): unknown {
  if (typeof expected.output === "string") return JSON.parse(expected.output);
  // The recorder has put "date" for the instants that were given as input.
  const text = JSON.stringify(expected.output);
  return text?.includes('"date"') && !text.includes("Sdk") ? input : expected.output;
}

function withoutSdk(output: unknown): unknown {
  if (typeof output !== "object" || output === null || !("SdkHttpMetadata" in output)) return output;
  return Object.fromEntries(Object.entries(output).filter(([name]) => !name.startsWith("Sdk")));
}

function lambda(recorded: Recorded): () => unknown {
  const payloads = recorded.taskResults.map((result) => result.output.Payload);
  return () => payloads.shift();
}

async function endsAsRecorded(recorded: Recorded, definition: unknown): Promise<void> {
  const name = "arn:aws:lambda:us-east-1:111111111111:function:lambda_abcd1234";
  const house = createHouse(definition, { functions: { [name]: lambda(recorded) } });
  const outcome = await house.run(recorded.input);
  const { type, error, cause } = recorded.expected;
  const output = withoutSdk(recordedOutput(recorded));
  expect(outcome).toEqual(JSON.parse(JSON.stringify({ type, output, error, cause })));
  expect(house.types()).toEqual(recorded.eventTypes);
}

describe.skipIf(cases.length === 0)("AWS's own recordings", () => {
  test("are 47, and each is run, or refused by name", () => {
    expect(cases).toHaveLength(47);
    expect(cases.map(({ id }) => id)).toEqual(expect.arrayContaining([...refused, ...Object.keys(differences)]));
  });

  test.each(cases.filter(({ id }) => !refused.includes(id)))("$id ends as on AWS", async (recorded) => {
    await endsAsRecorded(recorded, recorded.definition);
  });

  test.each(cases.filter(({ id }) => refused.includes(id)))(
    "$id is refused for its JSONPath states, and ends as on AWS with JSONata at the top",
    async (recorded) => {
      expect(() => loadDefinition(recorded.definition)).toThrow("QueryLanguage: must be JSONata");
      await endsAsRecorded(recorded, { QueryLanguage: "JSONata", ...recorded.definition });
    },
  );
});
