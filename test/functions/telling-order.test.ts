// Of one incident the mails go in the order in which they are told, in every order in which the calls of the two can fall.
import { expect, test } from "vitest";
import { Customer } from "../../core/customer.ts";
import { Unavailable } from "../../core/errors.ts";
import type { Table } from "../../core/ports.ts";
import { announce } from "../../functions/response/announce-incident.ts";
import { tell } from "../../functions/telling.ts";
import { createCustomer } from "../../records/customers.ts";
import { createIncident } from "../../records/incidents.ts";
import { apiHouse } from "../api-house.ts";
import type { TestHouse } from "../house.ts";
import { AT, OPEN_INCIDENT, place } from "../open-incident.ts";
import { interleave } from "../records/interleave.ts";
import { d1 } from "../stories.ts";
import { closeAll, houseFor, network, send } from "../workflows/play.ts";

const isolated = { kind: "isolated", computer: "PC", confirmedAt: AT, reason: { ja: "-", en: "-" } } as const;
const MAIL = { pk: "MAIL", sk: "MAIL" };

async function prepare(table: Table): Promise<void> {
  const recipients = ["one@acme.test", "two@acme.test"].map((address) => ({ address, language: "en" }));
  const settings = { name: "Acme", recipients };
  await createCustomer(table, Customer.parse({ customerId: "acme", createdAt: AT, settings }));
  await createIncident(table, OPEN_INCIDENT);
}

test("the mail that an incident was created goes before those that were told after it", async () => {
  const { deps } = await apiHouse();
  let sent: string[] = [];
  let telling = new Map<string, Promise<void>>();
  /** Sending is a call on which others may overtake, too. */
  const on = (table: Table) => ({
    ...deps,
    table,
    telling,
    mailer: {
      send: async ({ to, subject }: { to: string; subject: string }) => {
        await table.get(MAIL);
        sent.push(`${to} ${subject.includes("isolated from") ? "isolated" : "created"}`);
      },
    },
  });
  const ends = await interleave<void>({
    async prepare(table) {
      [sent, telling] = [[], new Map()];
      await prepare(table);
    },
    workers: [
      (table) => announce(on(table), place),
      (table) => tell(on(table), place, { notice: isolated, to: "customer" }),
    ],
    pauseAt: (call, { pk, sk = "" }) => pk === "MAIL" || (call !== "query" && /^(INCIDENT|CUSTOMER|NOTICE)/.test(sk)),
    switches: 2,
    check: (_table, _results, order) => {
      expect(
        sent.map((one) => one.split(" ")[1]),
        order,
      ).toEqual(["created", "created", "isolated", "isolated"]);
      expect(new Set(sent).size).toBe(4);
      expect(telling.size).toBe(0);
    },
  });
  expect(ends).toBeGreaterThan(0);
});

test("a notice that fails does not hold up the next one, and other incidents' wait for nobody", async () => {
  const { deps } = await apiHouse();
  await prepare(deps.table);
  await createIncident(deps.table, { ...OPEN_INCIDENT, incidentId: "inc-2" });
  const sent: string[] = [];
  let fail: (error: Error) => void = () => {};
  deps.mailer.send = ({ subject }) => {
    if (!subject.includes("isolated from")) return new Promise((_done, failed) => (fail = failed));
    sent.push(subject);
    return Promise.resolve();
  };
  const first = announce(deps, place);
  const second = tell(deps, place, { notice: isolated, to: "customer" });
  await tell(deps, { ...place, incidentId: "inc-2" }, { notice: isolated, to: "customer" });
  expect(sent).toHaveLength(1);
  fail(new Error("the mail server is gone"));
  await Promise.all([first, second]);
  expect(sent).toHaveLength(2);
});

test("one that cannot be written down fails for itself alone", async () => {
  const { deps, mails } = await apiHouse();
  await prepare(deps.table);
  const { put } = deps.table;
  deps.table.put = (item, expected) =>
    JSON.stringify(item.body).includes('"kind":"created"')
      ? Promise.reject(new Unavailable("down", "none"))
      : put(item, expected);
  const first = announce(deps, place);
  const second = tell(deps, place, { notice: isolated, to: "customer" });
  await expect(first).rejects.toThrow("down");
  await second;
  expect(mails).toHaveLength(1);
});

test("in the whole house: a slow mail server gets 'created' first, and no isolation waits for it", async () => {
  const subjects: string[] = [];
  const detections = d1("2026-01-04");
  let slept = false;
  const house: TestHouse = await houseFor(detections, {
    mailer: {
      send: async ({ subject }) => {
        if (!slept) {
          slept = true;
          await house.clock.sleep(20_000);
        }
        subjects.push(subject);
      },
    },
  });
  const incidentId = await send(house, detections);
  await house.pass(6000, 1000);
  expect(["PC-KEIRI07", "SV-FILE01"].map((name) => network(house, name))).toEqual(["isolated", "isolated"]);
  expect(subjects).toEqual([]);
  await house.until(incidentId, "on-hold");
  expect(subjects[0]).toContain("Possible incident detected");
  expect(subjects.filter((subject) => subject.includes("has been isolated from"))).toHaveLength(2);
  await closeAll();
});
