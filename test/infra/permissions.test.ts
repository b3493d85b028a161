// Least privilege, judged by an IAM simulator over the synthesised roles: each may do what it needs, needs all that it has, and may do nothing else that is asked here.
import { beforeAll, describe, expect, test } from "vitest";
import { steps } from "../../functions/index.ts";
import { grants, type Use } from "../../infra/grants.ts";
import { denied } from "./denied.ts";
import { functionArn, logOf, machineRole, names, ofFunction, ofMachine, ofRoles, ofUse, ofUses } from "./needs.ts";
import { type Ask, may, type Policy, policiesOfRole, roleIdOf, type Statement } from "./simulate.ts";
import { lambdaOf, ofType, synthesised } from "./synthesised.ts";

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  synthesised();
}, 120_000);

const text = (ask: Ask) => ask.join(" ");
const policies = (roleId: string): Policy[] => policiesOfRole(synthesised().resources, roleId);
const ofLambda = (name: string): Policy[] => policies(roleIdOf(lambdaOf(name).Properties.Role));
const statements = (all: readonly Policy[]): Statement[] => all.flatMap(({ policy }) => policy.Statement);
const asPolicy = (Statement: Statement[]): Policy[] => [{ name: "one", policy: { Version: "2012-10-17", Statement } }];
const list = (value: string | string[]): string[] => [value].flat();
const roleIds = () =>
  Object.entries(synthesised().resources).flatMap(([id, { Type }]) => (Type === "AWS::IAM::Role" ? [id] : []));

async function allowed(all: Policy[], asks: readonly Ask[]): Promise<string[]> {
  const verdicts = await Promise.all(asks.map(async (ask) => ((await may(all, ask)) ? [text(ask)] : [])));
  return verdicts.flat();
}

/** Each statement without one of its actions, or one of its resources; and nothing, where it had one of each. */
function* withoutOne(statement: Statement): Generator<[string, Statement | undefined]> {
  const [actions, resources] = [list(statement.Action), list(statement.Resource)];
  if (actions.length === 1 && resources.length === 1) yield [`all of ${statement.Sid}`, undefined];
  if (actions.length > 1)
    for (const one of actions) yield [one, { ...statement, Action: actions.filter((other) => other !== one) }];
  if (resources.length > 1)
    for (const one of resources) yield [one, { ...statement, Resource: resources.filter((other) => other !== one) }];
}

test("every role of the template belongs to a function or to the state machine", () =>
  expect(roleIds().sort()).toEqual([...ofRoles().keys()].sort()));

test("every role may do what it needs", async () => {
  for (const [roleId, needs] of ofRoles())
    expect(await allowed(policies(roleId), needs), roleId).toEqual(needs.map(text));
}, 120_000);

test("every role needs each statement that it has: without one of them it may do less than it needs", async () => {
  for (const [roleId, needs] of ofRoles()) {
    const all = statements(policies(roleId));
    for (const one of all) {
      const rest = asPolicy(all.filter((other) => other !== one));
      expect((await allowed(rest, needs)).length, `${roleId} ${JSON.stringify(one)}`).toBeLessThan(needs.length);
    }
  }
}, 120_000);

test("no statement names an action or a resource that its use does not need", async () => {
  const uses = ofUse();
  const distinct = new Map(
    names.flatMap((name) => statements(ofLambda(name))).map((one) => [JSON.stringify(one), one] as const),
  );
  for (const statement of distinct.values()) {
    const sid = statement.Sid ?? "";
    const use = Object.keys(uses).find((one) => one.toLowerCase() === sid.toLowerCase()) as Use | undefined;
    if (use === undefined) expect(sid).toMatch(/^(Log|LeaveOver)$/);
    else
      for (const [gone, rest] of withoutOne(statement)) {
        const left = rest === undefined ? [] : await allowed(asPolicy([rest]), uses[use]);
        expect(left.length, `${sid} without ${gone}`).toBeLessThan(uses[use].length);
      }
  }
  for (const statement of statements(policies(machineRole())))
    for (const [gone, rest] of withoutOne(statement)) {
      const left = rest === undefined ? [] : await allowed(asPolicy([rest]), ofMachine());
      const before = await allowed(asPolicy([statement]), ofMachine());
      expect(left.length, `the state machine without ${gone}`).toBeLessThan(before.length);
    }
}, 120_000);

describe("what others may and it may not", () => {
  const rows: string[] = [];

  test.each(names)("%s", async (name) => {
    const mine = new Set(ofFunction(name).map(text));
    const others: Ask[] = ofUses(Object.keys(ofUse()) as Use[]).filter((ask) => !mine.has(text(ask)));
    const asks = [...others, ["logs:PutLogEvents", logOf(name === "sweep" ? "read-me" : "sweep")] as const];
    expect(await allowed(ofLambda(name), asks)).toEqual([]);
    rows.push(...asks.map((ask) => `${name} ${text(ask)}`));
  });

  test("the state machine invokes its steps and no other function, and has none of the functions' uses", async () => {
    // The poller's stands among the uses.
    const others = names.filter((name) => !Object.hasOwn(steps, name) && name !== "poll-source");
    const asks = [
      ...others.map((name) => ["lambda:InvokeFunction", functionArn(name)] as const),
      ...ofUses(Object.keys(ofUse()) as Use[]),
    ];
    expect(await allowed(policies(machineRole()), asks)).toEqual([]);
    rows.push(...asks.map((ask) => `state machine ${text(ask)}`));
  });

  test("makes a table of at least 200 rows, no two of them the same", () => {
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(200);
  });
});

describe("what nobody may", () => {
  test("is a table of at least 200 rows, no two of them the same", () => {
    const rows = denied().map(text);
    expect(rows.filter((row, index) => rows.indexOf(row) !== index)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(200);
  });

  /** No statement denies or excludes, so what all of them together do not allow, none of the roles may. */
  test("is denied to all roles together, and therefore to each", async () => {
    const all = roleIds().flatMap((roleId) => statements(policies(roleId)));
    for (const one of all) {
      expect(one.Effect).toBe("Allow");
      expect(Object.keys(one).filter((key) => !/^(Sid|Effect|Action|Resource|Condition)$/.test(key))).toEqual([]);
    }
    const distinct = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
    expect(await allowed(asPolicy(distinct), denied())).toEqual([]);
  }, 120_000);

  test("and the simulator does find what is allowed among all of them", async () => {
    const all = asPolicy(roleIds().flatMap((roleId) => statements(policies(roleId))));
    const asks = [...ofUses(Object.keys(ofUse()) as Use[]), ...ofMachine()];
    expect(await allowed(all, asks)).toEqual(asks.map(text));
  });
});

/** AWS knows no resource for them. */
const WITHOUT_RESOURCE = ["translate:TranslateText", "states:SendTaskSuccess"];

test("no function's statement names a whole service or every resource", () => {
  for (const name of names)
    for (const { Action, Resource } of statements(ofLambda(name))) {
      for (const action of list(Action)) expect(action).not.toContain("*");
      if (WITHOUT_RESOURCE.includes(list(Action).join())) continue;
      for (const resource of list(Resource)) expect(resource).toMatch(/^arn:aws:[a-z]+:ap-northeast-1:\d{12}:./);
    }
});

test("each role is taken by its own service only", () => {
  const principals = Object.fromEntries(
    roleIds().map((id) => [id, synthesised().resources[id]?.Properties.AssumeRolePolicyDocument.Statement]),
  );
  for (const [id, trust] of Object.entries(principals)) {
    const service = id === machineRole() ? "states.amazonaws.com" : "lambda.amazonaws.com";
    expect(trust, id).toEqual([{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: service } }]);
  }
  expect(ofType("IAM::Policy").flatMap(({ Properties }) => Properties.Roles)).toEqual([machineRole()]);
  expect(Object.keys(grants).length).toBe(names.length);
});
