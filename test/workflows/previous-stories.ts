// The acceptance stories told by what they lead to, whatever the states on the way are called: they hold on the ASL of every release.
import { expect } from "vitest";
import { d1, d1Third, d3, g2, n1, n2, n2Twin } from "../stories.ts";
import type { Path } from "./paths-waiting.ts";
import {
  actions,
  attestAll,
  breakWrites,
  DAY,
  expectNothingBroken,
  HOUR,
  houseFor,
  isolateByHand,
  MINUTE,
  mailsTo,
  network,
  type Play,
  play,
  playUntilOnHold,
  release,
  send,
  slowD3,
  statuses,
  tasks,
} from "./play.ts";

const AT = "2026-01-04";

async function recover(one: Play, ...computers: string[]): Promise<void> {
  await attestAll(one);
  await release(one, ...computers);
  await one.house.until(one.id, "resolved");
  expect(computers.map((name) => network(one.house, name))).toEqual(computers.map(() => "connected"));
  expectNothingBroken(one.house);
  await one.house.pass(MINUTE);
}
const stateOf = ({ house, id }: Play, round = 1) => house.machine.state(`${id}-${round}`);

export const stories: Path[] = [
  [
    "N1: closes Certutil and does nothing",
    async () => {
      const one = await play(n1());
      await one.house.until(one.id, "closed");
      await one.house.pass(MINUTE);
      expect(await actions(one)).toEqual([]);
      expect([mailsTo(one), stateOf(one)]).toEqual([["created", "finished"], "succeeded"]);
    },
  ],
  [
    "G2: isolates the SQL Server until the customer recovers it",
    async () => {
      const one = await playUntilOnHold(g2(AT));
      expect(network(one.house, "SV-SQL01")).toBe("isolated");
      await recover(one, "SV-SQL01");
      expect(mailsTo(one)).toEqual(["created", "isolated SV-SQL01", "recovered SV-SQL01"]);
      expect([await statuses(one), stateOf(one)]).toEqual([["in-progress", "on-hold", "resolved"], "succeeded"]);
      expect(Object.values(tasks(one.house))).toEqual([1, 1, 1]);
    },
  ],
  [
    "D3: stops and removes the infostealer, and resolves without isolation",
    async () => {
      const one = await play(d3(AT));
      await one.house.until(one.id, "resolved");
      await one.house.pass(MINUTE);
      expect((await actions(one)).map((action) => action.replace(/ .* /, " "))).toEqual([
        ...["kill confirmed", "kill confirmed", "kill confirmed", "remove confirmed"],
      ]);
      expect(stateOf(one)).toBe("succeeded");
    },
  ],
  [
    "D1: isolates both computers, and a third that comes while it waits",
    async () => {
      const one = await playUntilOnHold(d1(AT), { later: d1Third() });
      await one.house.pass(MINUTE);
      await send(one.house, d1Third());
      await one.house.pass(2 * MINUTE);
      expect(network(one.house, "PC-EIGYO11")).toBe("isolated");
      await recover(one, "SV-FILE01", "PC-KEIRI07", "PC-EIGYO11");
      expect(stateOf(one)).toBe("succeeded");
    },
  ],
  [
    "D1, exempt: tells the customer, and isolates when a person says so",
    async () => {
      const one = await playUntilOnHold(d1(AT), { exempt: ["SV-FILE01", "PC-KEIRI07"] });
      expect(await actions(one)).toEqual([]);
      expect(mailsTo(one).filter((mail) => mail.startsWith("must-act"))).toHaveLength(2);
      await isolateByHand(one.house, "SV-FILE01");
      await one.house.pass(MINUTE);
      expect(network(one.house, "SV-FILE01")).toBe("isolated");
      await recover(one, "SV-FILE01");
    },
  ],
  [
    "D1, offline: says that an isolation is not confirmed",
    async () => {
      const one = await playUntilOnHold(d1(AT), { offline: ["SV-FILE01"] });
      expect(mailsTo(one).toSorted()).toEqual([
        ...["created", "isolated PC-KEIRI07", "isolation-unconfirmed SV-FILE01"],
      ]);
      expect(await actions(one)).toContain("isolate SV-FILE01 unconfirmed");
    },
  ],
  [
    "N2: asks the customer about the roll-out, and ends with their yes",
    async () => {
      const one = await playUntilOnHold(n2(8));
      await one.house.pass(MINUTE);
      const until = new Date(one.house.clock.now() + 10 * DAY).toISOString();
      await one.house.call("customer", "POST", `/incidents/${one.id}/answer`, { known: true, until });
      await one.house.until(one.id, "invalid");
      await one.house.pass(MINUTE);
      expect([await actions(one), mailsTo(one).slice(0, 2), stateOf(one)]).toEqual([
        [],
        ["created", "question"],
        "succeeded",
      ]);
    },
  ],
  [
    "the twin of N2: isolates up to the ceiling, and calls the analysts",
    async () => {
      const one = await playUntilOnHold(n2Twin(8));
      const isolated = [...one.house.endpoints.computers.values()].filter(({ network }) => network === "isolated");
      expect(isolated).toHaveLength(3);
      expect(mailsTo(one, "analysts@hikeshi.test")).toEqual(["escalated"]);
    },
  ],
  [
    "isolates what could not be confirmed in time",
    async () => {
      const one = await slowD3();
      await one.house.until(one.id, "on-hold");
      expect(network(one.house, "PC-SOUMU03")).toBe("isolated");
    },
  ],
  [
    "reminds after a day without an answer, and after the next, and waits on",
    async () => {
      const one = await playUntilOnHold(g2(AT));
      await one.house.pass(50 * HOUR);
      expect(mailsTo(one).slice(2)).toEqual(["reminder SV-SQL01", "reminder SV-SQL01"]);
      expect(stateOf(one)).toBe("running");
      await recover(one, "SV-SQL01");
    },
  ],
  [
    "escalates a step that breaks, and goes on when an analyst resumes it",
    async () => {
      const house = await houseFor(g2(AT));
      const heal = breakWrites(house, (sk) => sk.startsWith("ASSESSMENT#"));
      const one = { house, id: await send(house, g2(AT)) };
      await house.until(one.id, "on-hold");
      await house.pass(MINUTE);
      expect([stateOf(one), mailsTo(one, "analysts@hikeshi.test")]).toEqual(["failed", ["escalated"]]);
      heal();
      await house.call("analyst", "POST", `/incidents/${one.id}/resume`, { reason: "repaired" });
      await house.pass(2 * MINUTE);
      expect(network(house, "SV-SQL01")).toBe("isolated");
      await recover(one, "SV-SQL01");
      expect(stateOf(one, 2)).toBe("succeeded");
    },
  ],
  [
    "ends when an analyst closes the incident meanwhile",
    async () => {
      const one = await playUntilOnHold(n2(5));
      await one.house.pass(MINUTE);
      await one.house.call("analyst", "POST", `/incidents/${one.id}/status`, { status: "closed", reason: "ours" });
      await one.house.pass(MINUTE);
      expect([await statuses(one), stateOf(one)]).toEqual([["on-hold", "closed"], "succeeded"]);
    },
  ],
  [
    "releases what an incident holds that was none, and ends",
    async () => {
      const one = await playUntilOnHold(g2(AT));
      const status = { status: "invalid", reason: "a test of ours" };
      await one.house.call("analyst", "POST", `/incidents/${one.id}/status`, status);
      await one.house.until(one.id, "invalid");
      await one.house.pass(MINUTE);
      expect([network(one.house, "SV-SQL01"), stateOf(one)]).toEqual(["connected", "succeeded"]);
    },
  ],
];
