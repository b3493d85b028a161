// What the form of the policy takes is what the API takes.
import { describe, expect, test } from "vitest";
import { LIMITS, type NumberName, numbersOf, policyNumbersOf } from "../../console/screens/settings/policy-numbers.ts";
import { ResponsePolicy } from "../../core/policy.ts";

describe("the numbers of the policy", () => {
  const standing = ResponsePolicy.parse({});
  const taken = (draft: ReturnType<typeof numbersOf>): boolean => {
    const numbers = policyNumbersOf(draft);
    return numbers !== undefined && ResponsePolicy.safeParse({ ...standing, ...numbers }).success;
  };
  /** As the API judges it, whatever the form does. */
  const judged = (name: NumberName, value: number): boolean => {
    const [, ceiling] = /^ceiling(\w+)$/.exec(name) ?? [];
    const { isolationCeiling, ...rest } = standing;
    const policy =
      ceiling === undefined
        ? { ...standing, [name]: value }
        : { ...rest, isolationCeiling: { ...isolationCeiling, [ceiling.toLowerCase()]: value } };
    return ResponsePolicy.safeParse(policy).success;
  };

  test("are all that the policy has", () => {
    const { isolationCeiling, ...rest } = standing;
    const numbers = [...Object.values(rest), ...Object.values(isolationCeiling)].filter(
      (value) => typeof value === "number",
    );
    expect(Object.keys(LIMITS)).toHaveLength(numbers.length);
  });

  test("that stand are right and stay what they are", () => {
    expect({ ...standing, ...policyNumbersOf(numbersOf(standing)) }).toEqual(standing);
  });

  test.each(Object.entries(LIMITS).map(([name, limits]) => ({ name: name as NumberName, ...limits })))(
    "$name: the form's limits are the API's",
    ({ name, min, max, isWhole }) => {
      const draft = numbersOf(standing);
      const middle = Math.floor((min + max) / 2) + 0.5;
      for (const value of [min, max, min - 0.005, max + 1, middle]) {
        expect(taken({ ...draft, [name]: String(value) }), String(value)).toBe(judged(name, value));
      }
      expect([judged(name, min), judged(name, max), judged(name, middle)]).toEqual([true, true, !isWhole]);
      for (const wrong of ["", " ", "x", "1e9"]) expect(taken({ ...draft, [name]: wrong })).toBe(false);
    },
  );
});
