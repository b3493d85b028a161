// Every connector against every fault: what it says, what was done, and that asking the product comes before a repeat.
import { describe, expect, it } from "vitest";
import { Refusal, Unavailable } from "../../core/errors.ts";
import type { ActionOutcome, ActionRequest, Connector, ConnectorDeps } from "../../vendors/vendor.ts";
import { type Result as Class, faults } from "./faults.ts";
import { openFaulty } from "./faulty.ts";
import type { ConnectorProof, LoopbackProduct, Proof } from "./proof.ts";
import { proofs } from "./proofs.ts";

let actions = 0;

/** The world with a clock that leaps over every pause: only time-outs are real. */
function leaping(): ConnectorDeps {
  let leapt = 0;
  return {
    fetch,
    now: () => Date.now() + leapt,
    sleep: async (milliseconds) => {
      leapt += milliseconds;
      await new Promise((resolve) => setTimeout(resolve, 2));
    },
    random: Math.random,
  };
}

async function scene({ vendor }: Proof, proof: ConnectorProof, kind: ActionRequest["kind"]) {
  const product = await proof.open();
  const front = await openFaulty(product, proof);
  const create = await vendor.connector?.();
  const target = proof.targets[kind];
  if (create === undefined || target === undefined) throw new Error(`no connector, or nothing to ${kind}`);
  const deps = leaping();
  const connector = create(proof.settings(front.baseUrl), async () => proof.secret, deps);
  actions += 1;
  const request: ActionRequest = { actionId: `act-${actions}`, incidentId: "inc-1", kind, target };
  let prepared = await isolatedBefore(connector, request, proof);
  // Once an action, and kept, as the house does.
  const ask = async () => {
    prepared ??= await connector.prepare(request);
    return connector.request(request, prepared);
  };
  const before = product.done(request);
  const writesBefore = front.seen.length;
  return {
    product,
    front,
    connector,
    deps,
    request,
    ask,
    done: () => product.done(request) - before,
    writes: () => front.seen.slice(writesBefore).filter(({ part }) => part === "write").length,
    async [Symbol.asyncDispose]() {
      await front.close();
    },
  };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** A release ends an isolation, and undoes what that one prepared. */
async function isolatedBefore(
  connector: Connector,
  { kind, target }: ActionRequest,
  proof: ConnectorProof,
): Promise<string | undefined> {
  if (kind !== "release") return undefined;
  actions += 1;
  const isolation: ActionRequest = { actionId: `act-${actions}`, incidentId: "inc-1", kind: "isolate", target };
  const prepared = await connector.prepare(isolation);
  await confirmed(connector, isolation, await connector.request(isolation, prepared), proof);
  return prepared;
}

async function outcomes(connector: Connector, request: ActionRequest, first: string, most = 40) {
  let reference = first;
  let outcome: ActionOutcome = { state: "running" };
  for (let i = 0; i < most && outcome.state === "running"; i += 1) {
    outcome = await connector.outcome(request, reference);
    if (outcome.state === "running") reference = outcome.reference ?? reference;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return outcome;
}

async function confirmed(
  connector: Connector,
  request: ActionRequest,
  reference: string,
  { unshown = [] }: ConnectorProof,
): Promise<void> {
  const isShown = !unshown.includes(request.kind);
  const outcome = await outcomes(connector, request, reference, isShown ? 40 : 3);
  expect(outcome.state).toBe(isShown ? "confirmed" : "running");
}

/** What became of asking, in the table's words; the reference where there is one. */
async function resultOf(
  ask: () => Promise<string>,
): Promise<{ is: Class | "a defect"; reference?: string; error?: unknown }> {
  try {
    return { is: "taken", reference: await ask() };
  } catch (error) {
    if (error instanceof Refusal) return { is: "refused", error };
    if (error instanceof Unavailable) return { is: error.effect, error };
    return { is: "a defect", error };
  }
}

/** As functions/response/take.ts does after a lost answer: ask the product, and repeat only what it says it does not have. */
async function afterLostAnswer({ connector, request, ask }: Scene): Promise<string | undefined> {
  const found = await connector.find(request);
  if (found === "none") return ask();
  if (found !== "unknown") return found;
  return connector.repeatable.includes(request.kind) ? ask() : undefined;
}

const clean = ({ problems }: LoopbackProduct) => expect(problems?.() ?? []).toEqual([]);

describe.each(proofs.filter(({ connector }) => connector !== undefined))("$vendor.name", (given) => {
  const proof = given.connector;
  if (proof === undefined) throw new Error("no connector");
  const kinds = (Object.keys(proof.targets) as ActionRequest["kind"][]).map((kind) => [kind] as const);

  describe.each(kinds)("%s", (kind) => {
    it("is done once and confirmed", async () => {
      await using s = await scene(given, proof, kind);
      await confirmed(s.connector, s.request, await s.ask(), proof);
      expect([s.done(), s.writes()]).toEqual([1, 1]);
      clean(s.product);
    });

    it.each(faults)("meets $name", async (row) => {
      await using s = await scene(given, proof, kind);
      s.front.tell("write", row.fault, row.times);
      const result = await resultOf(s.ask);
      expect(row.write).toContain(result.is);
      if (result.error instanceof Error) expect(result.error.message).not.toMatch(/https?:|SV-SQL01|srv\.exe/);
      if (row.fault.kind === "status" && row.fault.headers?.["retry-after"] === "600")
        expect(result.error).toMatchObject({ retryAfterSeconds: 600 });
      if (result.is === "refused" || result.is === "none") expect(s.done()).toBe(0);
      s.front.heal();
      const reference = result.is === "maybe" ? await afterLostAnswer(s) : result.reference;
      if (reference !== undefined) await confirmed(s.connector, s.request, reference, proof);
      expect(s.done()).toBeLessThanOrEqual(1);
      if (reference !== undefined) expect(s.done()).toBe(1);
      expect(s.front.strayed()).toBe(0);
    });

    it("answered with a yes that nothing follows is never confirmed", async () => {
      await using s = await scene(given, proof, kind);
      s.front.tell("write", { kind: "yes" });
      const { is, reference } = await resultOf(s.ask);
      expect(["taken", "maybe"]).toContain(is);
      s.front.heal();
      if (reference !== undefined)
        expect((await outcomes(s.connector, s.request, reference, 10)).state).not.toBe("confirmed");
      expect(s.done()).toBe(0);
    });

    it("that the product lies about is never confirmed", async () => {
      await using s = await scene(given, proof, kind);
      const lie = s.product.lies?.[kind];
      if (lie === undefined) return;
      lie();
      const { reference } = await resultOf(s.ask);
      if (reference !== undefined)
        expect((await outcomes(s.connector, s.request, reference, 10)).state).not.toBe("confirmed");
      expect(s.done()).toBe(0);
    });
  });

  const kind = kinds[0]?.[0] ?? "isolate";

  describe("without a token", () => {
    it.each(faults.filter(({ token }) => token !== undefined))("because of $name", async (row) => {
      await using s = await scene(given, proof, kind);
      s.front.tell("token", row.fault, row.times);
      const { is } = await resultOf(s.ask);
      if (s.front.seen.every(({ part }) => part !== "token")) return;
      expect(row.token).toContain(is);
      if (is !== "taken") expect([s.done(), s.writes()]).toEqual([0, 0]);
      expect(s.front.strayed()).toBe(0);
    });
  });

  describe("questions", () => {
    it.each(faults)("that meet $name are $question", async (row) => {
      await using s = await scene(given, proof, kind);
      const reference = await s.ask();
      const asked = s.front.seen.length;
      for (const question of ["outcome", "find", "exempt"] as const) {
        s.front.tell("question", row.fault, row.times);
        const answer = await {
          outcome: () => s.connector.outcome(s.request, reference).then(({ state }) => state),
          find: () => s.connector.find(s.request),
          exempt: () => s.connector.exempt(s.request.target.computerId),
        }
          [question]()
          .catch((error: unknown) => error);
        const isAsked = s.front.seen.slice(asked).some(({ part }) => part === "question");
        if (!isAsked) continue;
        if (answer instanceof Error) expect(answer).toBeInstanceOf(Unavailable);
        if (row.question === "answered") expect(answer).not.toBeInstanceOf(Error);
        else expect(["confirmed", "failed", "none", false]).not.toContain(answer);
        s.front.heal();
      }
      expect(s.done()).toBeLessThanOrEqual(1);
    });
  });
});
