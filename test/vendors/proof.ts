// What each product's folder of tests hands to the conformance kit, in `test/vendors/<name>/proof.ts`: its payloads, and a
// product of its own on loopback. The kit (contract.test.ts, faults.test.ts) does the rest. See docs/vendors.md.
import type { ActionKind, ActionTarget } from "../../core/action.ts";
import type { ActionRequest, Vendor } from "../../vendors/vendor.ts";

export interface Proof {
  vendor: Vendor;
  /** Whose events its detections are, where another folder's product tells the same ones: one event is one detection. */
  product?: string;
  /** Bodies of the product's shapes, by name, made up by us; each holds at least one detection or reference, and no other customer's. None: the product acts only. */
  payloads: Readonly<Record<string, string>>;
  /** Absent: the product does not act. */
  connector?: ConnectorProof;
}

/** A call as the product saw it. Header names in lower case. */
export interface SeenCall {
  method: string;
  /** With its query. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface ConnectorProof {
  /** Begins the product on loopback, anew for each case: honest, quick, and as its documented facts say. */
  open(): Promise<LoopbackProduct>;
  /** With the shortest time-out that they allow (a second). */
  settings(baseUrl: string): Record<string, unknown>;
  /** Text of the secret, as the product documents it. */
  secret: string;
  /** What to act on, for every kind that the connector supports. Release: a computer that `open` has isolated already, or that isolate names. */
  targets: Readonly<Partial<Record<ActionKind, ActionTarget>>>;
  /** Kinds of which the product shows nothing afterwards: never confirmed, so the house ends them `unconfirmed` and a person looks. */
  unshown?: readonly ActionKind[];
  /** Whether this call does an action (not: asks for a token, reads, prepares). */
  isWrite(call: SeenCall): boolean;
  isToken(call: SeenCall): boolean;
}

export interface LoopbackProduct {
  /** Where it listens, without a slash at its end. */
  baseUrl: string;
  close(): Promise<void>;
  /** How often this was physically done; a repeat that changes nothing counts none. */
  done(request: ActionRequest): number;
  /** By kind: from now on it says yes as ever, and does nothing. */
  lies?: Readonly<Partial<Record<ActionKind, () => void>>>;
  /** Where exchanges broke the product's own specification; empty where there is none to hold them against. */
  problems?(): string[];
}
