import { test } from "vitest";
import { d3, n1 } from "/work/main/test/stories.ts";
import { actions, closeAll, houseFor, isolateByHand, MINUTE, play, send, mailsTo } from "/work/main/test/workflows/play.ts";
test("a", async () => {
  const one = await play(d3("2026-01-04"), { before: ({ endpoints }) => endpoints.tell("PC-SOUMU03", { kind: "slow", milliseconds: 20 * MINUTE }) });
  const { house, id } = one;
  await house.pass(MINUTE);
  house.endpoints.tell("PC-SOUMU03", { kind: "normal" });
  await house.until(id, "on-hold");
  console.log(await house.timeline(id), await actions(one), mailsTo(one), house.endpoints.journal.map(j=>j.at+j.event+j.detail), house.machine.state(id+"-1"));
});
test("b", async () => {
  const house = await houseFor(n1());
  await house.until(await send(house, n1()), "closed");
  const answer = await isolateByHand(house, "test1-VM");
  console.log(answer);
  const one = { house, id: answer.body.incidentId };
  await house.pass(2*MINUTE);
  console.log(await house.timeline(one.id), await actions(one), mailsTo(one), house.endpoints.journal.map(j=>j.at+j.event+j.detail), house.machine.state(one.id+"-1"), await house.incident(one.id));
  const h = house.machine.history(one.id+"-1", undefined, 200).events.map(e => e.type + " " + JSON.stringify((e as any).stateEnteredEventDetails?.name ?? (e as any).lambdaFunctionFailedEventDetails ?? ""));
  console.log(h);
});
