// Paths of the workflow that lead to the wait and out of it again.
import { expect } from "vitest";
import { changeIncident } from "../../records/incidents.ts";
import { CUSTOMER } from "../house.ts";
import { d1, d1Third, d3, g2, n1, n2 } from "../stories.ts";
import {
  actions,
  attestAll,
  DAY,
  entersOf,
  HOUR,
  isolateByHand,
  MINUTE,
  mailsTo,
  network,
  play,
  release,
  send,
  statuses,
} from "./play.ts";

/** A path in words, and the test that goes it. */
export type Path = [string, () => Promise<void>];

const waitingG2 = async () => {
  const one = await play(g2("2026-01-04"));
  await one.house.until(one.id, "on-hold");
  return one;
};

export const waitingPaths: Path[] = [
  [
    "closes what needs no action",
    async () => {
      const one = await play(n1());
      await one.house.until(one.id, "closed");
      await one.house.pass(MINUTE);
      expect(one.house.machine.state(`${one.id}-1`)).toBe("succeeded");
      expect(entersOf(one).at(-1)).toBe("The incident is finished");
    },
  ],
  [
    "isolates at once, waits, releases and finishes",
    async () => {
      const one = await waitingG2();
      await attestAll(one);
      await release(one, "SV-SQL01");
      await one.house.until(one.id, "resolved");
      expect(entersOf(one)).toEqual([
        "Assess the incident",
        "Auto-remediate",
        "Comment on the findings",
        "Close or isolate?",
        "Tell the customer",
        "Wait for the customer's recovery",
        "Read what happened",
        "What happened?",
        ...attestations(one),
        "Release the computers",
        "Finish the incident",
        "Anything new?",
        "The incident is finished",
      ]);
    },
  ],
  [
    "tells the customer about an exempt computer, and isolates it when a person says so",
    async () => {
      const one = await play(d1("2026-01-04"), { exempt: ["SV-FILE01", "PC-KEIRI07"] });
      await one.house.until(one.id, "on-hold");
      expect(await actions(one)).toEqual([]);
      await isolateByHand(one.house, "SV-FILE01");
      await one.house.pass(MINUTE);
      expect(await actions(one)).toEqual(["isolate SV-FILE01 confirmed"]);
      expect(entersOf(one)).toContain("Isolate what a person decided");
    },
  ],
  [
    "isolates what could not be confirmed",
    async () => {
      const one = await play(d3("2026-01-04"), {
        before: ({ endpoints }) => endpoints.tell("PC-SOUMU03", { kind: "slow", milliseconds: 20 * MINUTE }),
      });
      await one.house.pass(MINUTE);
      one.house.endpoints.tell("PC-SOUMU03", { kind: "normal" });
      await one.house.until(one.id, "on-hold");
      expect(network(one.house, "PC-SOUMU03")).toBe("isolated");
      expect(entersOf(one)).toContain("Isolate the computers");
    },
  ],
  [
    "reminds after a day, again after the next, and not before a date that the customer named",
    async () => {
      const one = await waitingG2();
      const { house, id } = one;
      await house.pass(23 * HOUR);
      expect(mailsTo(one)).toHaveLength(2);
      await house.pass(2 * HOUR);
      expect(mailsTo(one).slice(2)).toEqual(["reminder SV-SQL01"]);
      const until = new Date(house.clock.now() + 3 * DAY).toISOString();
      const path = `/incidents/${id}/postponement`;
      expect((await house.call("customer", "POST", path, { until, by: "Yamada" })).status).toBe(200);
      await house.pass(3 * DAY - HOUR);
      expect(mailsTo(one)).toHaveLength(3);
      await house.pass(2 * HOUR);
      expect(mailsTo(one).slice(3)).toEqual(["reminder SV-SQL01"]);
      expect(house.mails.at(-1)?.subject).toMatch(/reminder 2/);
      expect((await house.incident(id)).round).toBe(1);
    },
  ],
  [
    "reminds the analysts of what only they can decide",
    async () => {
      const one = await play(d1("2026-01-04"), {
        before: ({ endpoints }) => endpoints.tellApi({ kind: "failing", status: 500, on: "group-list" }),
      });
      await one.house.until(one.id, "on-hold");
      await one.house.pass(25 * HOUR);
      expect(mailsTo(one, "analysts@hikeshi.test")).toEqual(["escalated", "escalated"]);
      expect(mailsTo(one).filter((mail) => mail.startsWith("reminder"))).toEqual([]);
    },
  ],
  [
    "assesses again what comes while it waits, and says nothing twice where nothing changed",
    async () => {
      const all = n2(8);
      const one = await play(all.slice(0, 5), { later: all });
      const { house, id } = one;
      await house.until(id, "on-hold");
      await house.pass(MINUTE);
      await send(house, all.slice(5));
      await house.pass(MINUTE);
      expect(entersOf(one).filter((name) => name === "Assess the incident")).toHaveLength(2);
      expect(await statuses(one)).toEqual(["on-hold"]);
      expect(mailsTo(one)).toEqual(["created", "question"]);
    },
  ],
  [
    "isolates one more computer while a release is asked for, and releases only what was asked",
    async () => {
      const one = await play(d1("2026-01-04"), { later: d1Third() });
      const { house, id } = one;
      await house.until(id, "on-hold");
      await attestAll(one);
      await release(one, "SV-FILE01");
      await house.pass(MINUTE);
      expect([network(house, "SV-FILE01"), network(house, "PC-KEIRI07")]).toEqual(["connected", "isolated"]);
      expect((await house.incident(id)).status).toBe("on-hold");
      await send(house, d1Third());
      await house.pass(2 * MINUTE);
      expect([network(house, "SV-FILE01"), network(house, "PC-EIGYO11")]).toEqual(["connected", "isolated"]);
      expect(entersOf(one)).toContain("Anything new?");
    },
  ],
  [
    "ends when an analyst finishes the incident meanwhile",
    async () => {
      const one = await play(n2(5));
      const { house, id } = one;
      await house.until(id, "on-hold");
      await house.pass(MINUTE);
      const answer = await house.call("analyst", "POST", `/incidents/${id}/status`, {
        status: "closed",
        reason: "ours",
      });
      expect(answer.status).toBe(200);
      await house.pass(MINUTE);
      expect(house.machine.state(`${id}-1`)).toBe("succeeded");
      expect(await statuses(one)).toEqual(["on-hold", "closed"]);
      expect(mailsTo(one)).toEqual(["created", "question", "finished"]);
    },
  ],
  [
    "hands over to a new round after 100 loops",
    async () => {
      const one = await waitingG2();
      const { house, id } = one;
      await house.machine.stop(`${id}-1`, "test");
      await changeIncident(house.deps.table, CUSTOMER, id, (now) => ({ ...now, round: 2 }));
      await house.machine.start(`${id}-2`, { customerId: CUSTOMER, incidentId: id, round: 2, loops: 100 });
      await house.pass(MINUTE);
      expect(house.machine.state(`${id}-2`)).toBe("succeeded");
      expect(entersOf(one, 2).at(-1)).toBe("Continue in a new round");
      await house.pass(20 * MINUTE);
      expect((await house.incident(id)).round).toBe(3);
      expect(entersOf(one, 3)).toEqual([
        "Assess the incident",
        "Auto-remediate",
        "Comment on the findings",
        "Close or isolate?",
        "Wait for the customer's recovery",
      ]);
    },
  ],
];

/** Each attestation wakes the wait once. */
function attestations(one: Parameters<typeof entersOf>[0]): string[] {
  const again = ["Wait for the customer's recovery", "Read what happened", "What happened?"];
  const reads = entersOf(one).filter((name) => name === "Read what happened").length;
  return Array.from({ length: reads - 1 }, () => again).flat();
}
