// Paths on which a person acts: isolating by hand, releasing some, computers that two incidents hold.
import { expect } from "vitest";
import { d3, g2, n1 } from "../stories.ts";
import {
  actions,
  attestAll,
  entersOf,
  houseFor,
  isolateByHand,
  MINUTE,
  mailsTo,
  network,
  play,
  release,
  send,
} from "./play.ts";
import type { Path } from "./paths-waiting.ts";

/** A second incident on the computer of a first one: the first one's window has ended, and it holds nothing. */
const twoHolds = async () => {
  const again = g2("2026-01-04").map((detection) => ({ ...detection, id: `again-${detection.id}` }));
  const one = await play(d3("2026-01-04"), { later: again });
  return { one, again };
};

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
      expect(await house.timeline(id)).toContain("Assessed: Nothing was detected: a person opened this incident by hand.");
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
      expect(entersOf(one)).toContain("Take their isolation");
    },
  ],
];

export { twoHolds };
