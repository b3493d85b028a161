// On one machine a mail to SES's own simulator addresses comes back, as it would on AWS, and the house does the same about it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { Customer } from "../../core/customer.ts";
import { timelineText } from "../../core/timeline-text.ts";
import { tell } from "../../functions/telling.ts";
import { openHouse } from "../../local/house.ts";
import { createCustomer } from "../../records/customers.ts";
import { createIncident } from "../../records/incidents.ts";
import { readRecorded } from "../../records/timeline.ts";
import { AT, OPEN_INCIDENT, place } from "../open-incident.ts";

test.each([
  ["bounce@simulator.amazonses.com", "b***@simulator.amazonses.com", "did not arrive (the address does not work)"],
  ["complaint@simulator.amazonses.com", "c***@simulator.amazonses.com", "was reported as spam by its reader"],
])("a mail to %s leads to the next contact", async (address, shown, words) => {
  const data = mkdtempSync(join(tmpdir(), "hikeshi-"));
  const house = await openHouse({
    data,
    house: { serviceName: "Hikeshi", from: "mdr@hikeshi.test", consoleUrl: "http://127.0.0.1", analysts: [] },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    now: Date.now,
    sleep: async () => {},
    random: Math.random,
    fetch,
  });
  try {
    const { deps } = house;
    const recipients = [
      { address, language: "en", kinds: ["created"] },
      { address: "next@acme.test", language: "en", kinds: [] },
    ];
    const settings = { name: "Acme", recipients };
    await createCustomer(deps.table, Customer.parse({ customerId: "acme", createdAt: AT, settings }));
    await createIncident(deps.table, OPEN_INCIDENT);
    await tell(deps, place, { notice: { kind: "created" }, to: "customer" });
    await vi.waitFor(
      async () => {
        const { values } = await readRecorded(deps.table, place, undefined, 100);
        expect(values.map(({ fact }) => timelineText(fact).en)).toContain(
          `The notice to ${shown} (incident created) ${words}; the next contact is told`,
        );
      },
      { timeout: 10_000 },
    );
    expect((await house.mailbox.list()).map(({ to }) => to)).toEqual(["next@acme.test", address]);
  } finally {
    house.close();
    rmSync(data, { recursive: true });
  }
});
