// Paths on which a person acts: isolating by hand, releasing some, computers that two incidents hold.
import { expect } from "vitest";
import { d3, g2, n1 } from "../stories.ts";
import type { Path } from "./paths-waiting.ts";
import {
  actions,
  attestAll,
  CLIENTS,
  entersOf,
  HOUR,
  houseFor,
  isolateByHand,
  MINUTE,
  mailsTo,
  network,
  play,
  release,
  send,
  tasks,
} from "./play.ts";

export const peoplePaths: Path[] = [
  [
    "isolates for a person where there is no incident, and ends with the release",
    async () => {
      const house = await houseFor(n1());
      await house.until(await send(house, n1()), "closed");
      const { incidentId: id } = (await isolateByHand(house, "test1-VM", "analyst")).body;
      const one = { house, id };
      await house.until(id, "on-hold");
      expect(house.mails.find(({ subject }) => subject.includes("has been isolated"))?.text).not.toMatch(/allow list/);
      expect(await house.timeline(id)).toContain(
        "Assessed: Nothing was detected: a person opened this incident by hand.",
      );
      await release(one, "test1-VM");
      await house.until(id, "resolved");
      expect(await actions(one)).toEqual(["isolate test1-VM confirmed", "release test1-VM confirmed"]);
    },
  ],
  [
    "isolates for a person within the open incident of the computer",
    async () => {
      const one = await play(d3("2026-01-04"), { settings: { policy: { remediation: false } } });
      const { house, id } = one;
      await house.until(id, "on-hold");
      expect((await isolateByHand(house, "PC-SOUMU03")).body.incidentId).toBe(id);
      await house.pass(MINUTE);
      expect(network(house, "PC-SOUMU03")).toBe("isolated");
      expect(mailsTo(one).filter((mail) => mail.startsWith("isolated"))).toEqual(["isolated PC-SOUMU03"]);
      await attestAll(one);
      await release(one, "PC-SOUMU03");
      await house.until(id, "resolved");
      expect(network(house, "PC-SOUMU03")).toBe("connected");
      expect(entersOf(one)).toContain("Isolate what a person decided");
    },
  ],
  [
    "keeps a computer isolated that another incident still holds",
    async () => {
      const later = g2("2026-01-06").map((detection) => ({ ...detection, id: `later-${detection.id}` }));
      const one = await play(g2("2026-01-04"), { exempt: ["SV-SQL01"] });
      const { house } = one;
      await house.until(one.id, "on-hold");
      await house.pass(30 * HOUR);
      house.endpoints.computer("SV-SQL01").group = CLIENTS;
      const other = { house, id: await send(house, later) };
      expect(other.id).not.toBe(one.id);
      await house.until(other.id, "on-hold");
      await house.call("analyst", "POST", `/incidents/${one.id}/resume`, { reason: "not exempt any more" });
      await house.pass(2 * MINUTE);
      expect(await actions(one)).toContain("isolate SV-SQL01 confirmed");
      await attestAll(one);
      await attestAll(other);
      expect((await release(one, "SV-SQL01")).body.computers).toEqual([
        { computerId: house.endpoints.computer("SV-SQL01").id, outcome: "still-held", stillHeldBy: [other.id] },
      ]);
      await house.until(one.id, "resolved");
      expect(network(house, "SV-SQL01")).toBe("isolated");
      await release(other, "SV-SQL01");
      await house.until(other.id, "resolved");
      expect(network(house, "SV-SQL01")).toBe("connected");
      expect(Object.keys(tasks(house)).filter((name) => name.includes(" isolate "))).toHaveLength(1);
    },
  ],
];
