// Houses and worlds that break one promise each: what the invariants must notice.
import { Refusal } from "../../core/errors.ts";
import { createAction, readActions } from "../../records/actions.ts";
import { createIncident } from "../../records/incidents.ts";
import type { Connector } from "../../vendors/vendor.ts";
import type { FaultHouse } from "./house.ts";
import type { Kind, Point } from "./injector.ts";
import { OTHER, OTHERS_INCIDENT } from "./registry.ts";
import type { World } from "./world.ts";

/** Breaks the house before anything is delivered. */
export type Break = (house: FaultHouse) => void;

/** Something that the house itself never writes, once it has come to rest. */
export type Afterwards = (house: FaultHouse) => Promise<void>;

export interface Broken {
  what: string;
  along: string;
  breaks?: Break;
  afterwards?: Afterwards;
  /** The first such point meets this fault. */
  fault?: [fits: (point: Point) => boolean, kind: Kind];
  reports: string[];
}

/** Changes what is written under such sort keys; nothing instead forgets it, and says that it was done. */
export const writing =
  (about: RegExp, change: (value: any) => unknown): Break =>
  ({ world: { table } }) => {
    const { put } = table;
    table.put = async (item, expected) => {
      if (!about.test(item.sk)) return put(item, expected);
      const value = change(structuredClone(item.body.value));
      return value === undefined ? "done" : put({ ...item, body: { ...item.body, value } }, expected);
    };
  };

/** Forgets such lines of the timeline. */
export const withoutLines = (fits: (fact: any) => boolean): Break =>
  writing(/^TIMELINE/, (entry) => (fits(entry.fact) ? undefined : entry));

/** Writes such lines a second time, under another id. */
export const twiceLines =
  (fits: (fact: any) => boolean, change: (fact: any) => unknown = (fact) => fact): Break =>
  ({ world: { table } }) => {
    const { put } = table;
    table.put = async (item, expected) => {
      const value: any = structuredClone(item.body.value);
      if (item.sk.startsWith("TIMELINE#") && fits(value.fact)) {
        const again = { ...value, entryId: `${value.entryId}-again`, fact: change(value.fact) };
        await put({ ...item, sk: `${item.sk}-again`, body: { v: 1, value: again } }, expected);
      }
      return put(item, expected);
    };
  };

/** What comes to the mailboxes instead of a mail. */
export const mailing =
  (change: (mail: World["mails"][number]) => World["mails"]): Break =>
  ({ world: { mails } }) => {
    mails.push = (...sent) => Array.prototype.push.apply(mails, sent.flatMap(change));
  };

export const refusedMails = mailing(() => {
  throw new Refusal("bad-request", "address", "no such address");
});

/** Another connector of the same product. */
export const connecting =
  (change: (connector: Connector, house: FaultHouse) => Connector): Break =>
  (house) => {
    const { product } = house.world;
    const { connector } = product;
    product.connector = (customerId) => change(connector(customerId), house);
  };

/** After the first fault it waits before it asks for anything that fits. */
export const delayed = (fits: (computerId: string) => boolean): Break =>
  connecting((connector, { world, injector }) => ({
    ...connector,
    request: async (request, prepared) => {
      if (injector.injected.length > 0 && fits(request.target.computerId)) await world.clock.sleep(120_000);
      return connector.request(request, prepared);
    },
  }));

export const othersComputers: Break = ({ world: { product } }) => {
  const { connector } = product;
  product.connector = () => connector(OTHER);
};

/** Each detection is written to the other customer, too. */
export const leaking: Break = ({ world: { table } }) => {
  const { put } = table;
  table.put = async (item, expected) => {
    if (item.sk.startsWith("DETECTION#")) await put({ ...item, pk: `C#${OTHER}#LEAK` }, "absent");
    return put(item, expected);
  };
};

export const saidElsewhere: Break = ({ world: { accepted } }) => {
  accepted.push = (...all) =>
    Array.prototype.push.apply(
      accepted,
      all.map((one) => ({ ...one, incidentId: "inc-elsewhere" })),
    );
};

export const neverRead =
  (about: RegExp): Break =>
  ({ world: { table } }) => {
    const { get } = table;
    table.get = (key) => (about.test(key.sk) ? new Promise(() => {}) : get(key));
  };

export const joinsTheOthers: Afterwards = async (house) => {
  const [incident] = await house.incidents();
  if (incident !== undefined) await createIncident(house.world.table, { ...incident, incidentId: OTHERS_INCIDENT });
};

export const isolatesTwice: Afterwards = async (house) => {
  const [incident] = await house.incidents();
  if (incident === undefined) return;
  const isolation = (await readActions(house.world.table, incident)).find(({ kind }) => kind === "isolate");
  if (isolation !== undefined) await createAction(house.world.table, { ...isolation, actionId: "isolate-again" });
};
