// Ports that count what AWS would bill for their calls, and what a function waits for. The house behind them is a real one.
import { createLog } from "../../aws/log.ts";
import type { Ports, Workflow } from "../../core/ports.ts";
import { meterTable, type TableUnits } from "./table-units.ts";

export interface PortUnits extends TableUnits {
  mails: number;
  /** Bytes of mails as they are sent: both bodies and subject in base64. */
  mailBytes: number;
  /** Calls of Parameter Store, each with a decryption by KMS. */
  secretCalls: number;
  workflowCalls: number;
  productCalls: number;
  /** Of those calls, how often a function began to wait for one: calls that are under way together are waited for together. */
  productWaits: number;
  /** That functions let pass by themselves: on the house's own clock, which stands still else, between a call and its answer. */
  sleptMilliseconds: number;
  /** Of our own lines, with the 26 bytes that CloudWatch adds to each. */
  logBytes: number;
  httpRequests: number;
}

type MeteredPorts = Omit<Ports, "workflow">;

export interface Meter {
  around(ports: MeteredPorts): MeteredPorts;
  workflow(workflow: Workflow): Workflow;
  /** So far. Throws before `around`. */
  read(): PortUnits;
}

const LINE_OVERHEAD_BYTES = 26;

export function createMeter(): Meter {
  const units = {
    mails: 0,
    mailBytes: 0,
    secretCalls: 0,
    workflowCalls: 0,
    productCalls: 0,
    productWaits: 0,
    sleptMilliseconds: 0,
    logBytes: 0,
    httpRequests: 0,
  };
  let table: TableUnits | undefined;
  const count = (name: keyof typeof units, by = 1): void => {
    units[name] += by;
  };
  const counted =
    <Given extends unknown[], T>(name: keyof typeof units, call: (...given: Given) => T) =>
    (...given: Given): T => {
      count(name);
      return call(...given);
    };
  return {
    around(ports) {
      const metered = meterTable(ports.table);
      table = metered.units;
      return { ...ports, table: metered.table, ...meteredPorts(ports, count, counted) };
    },
    workflow: (workflow) => ({
      start: counted("workflowCalls", workflow.start),
      wake: counted("workflowCalls", workflow.wake),
      stop: counted("workflowCalls", workflow.stop),
      state: counted("workflowCalls", workflow.state),
      history: counted("workflowCalls", workflow.history),
    }),
    read() {
      if (table === undefined) throw new Error("Nothing is metered yet.");
      return { ...table, ...units };
    },
  };
}

type Counted = Exclude<keyof PortUnits, keyof TableUnits>;
type Count = (name: Counted, by?: number) => void;
type Wrap = <Given extends unknown[], T>(name: Counted, call: (...given: Given) => T) => (...given: Given) => T;

function meteredPorts({ now, mailer, secrets, fetch }: MeteredPorts, count: Count, counted: Wrap) {
  let underWay = 0;
  const call: typeof fetch = async (...given) => {
    count("productCalls");
    if (underWay === 0) count("productWaits");
    underWay += 1;
    try {
      return await fetch(...given);
    } finally {
      underWay -= 1;
    }
  };
  const write = (line: string): void => {
    count("logBytes", Buffer.byteLength(line) + LINE_OVERHEAD_BYTES);
    const { function: name, outcome, milliseconds } = JSON.parse(line);
    // An HTTP function's outcome is a status; a step's is a word.
    if (typeof outcome === "number") count("httpRequests");
    if (typeof name === "string" && typeof milliseconds === "number") count("sleptMilliseconds", milliseconds);
  };
  const send: typeof mailer.send = (mail) => {
    count("mails");
    count("mailBytes", Math.ceil((Buffer.byteLength(mail.subject + mail.html + mail.text) * 4) / 3));
    return mailer.send(mail);
  };
  return {
    log: createLog({ now, stage: "prod", write }),
    mailer: { send },
    secrets: {
      get: counted("secretCalls", secrets.get),
      put: counted("secretCalls", secrets.put),
      retire: counted("secretCalls", secrets.retire),
    },
    fetch: call,
  };
}
