// What a vendor folder gives to the house: its detections parser and, where the product can act, its connector.
import type { ActionKind, ActionTarget } from "../core/action.ts";
import type { Detection } from "../core/detection.ts";
import type { FieldError } from "../core/errors.ts";

/** One item of a delivery, understood or not. `raw` of a quarantined item is its own text. */
export type ParsedItem =
  | { kind: "detection"; detection: Detection }
  /** Authentic, and no detection (HEARTBEAT, audit, plain text): counted, not kept. */
  | { kind: "skipped"; reason: string }
  /** Authentic, and not understood: kept with the reason. `reason` holds no payload. */
  | { kind: "quarantined"; reason: string; fields?: FieldError[]; raw: string };

/** All items of one delivery in order. Never throws: what it cannot read at all is one quarantined item. `receivedAt` is an ISO instant. */
export type ParseDetections = (body: string, receivedAt: string) => ParsedItem[];

/** One thing to do. `actionId` (unique, at most 64 characters of [A-Za-z0-9-]) goes into the product's task name, so that it can be found again. */
export interface ActionRequest {
  actionId: string;
  incidentId: string;
  kind: ActionKind;
  target: ActionTarget;
}

/** Opaque outside the connector that made it; JSON text of at most 2 kB without secrets; stored by the caller before it goes on. */
export type Reference = string;

export type ActionOutcome =
  /** A new `reference` replaces the stored one. */
  | { state: "running"; reference?: Reference }
  | { state: "confirmed" }
  /** It will not happen any more. `reason`: a short word such as `expired`, `rejected`. */
  | { state: "failed"; reason: string };

/**
 * A product's way to act. Keeps nothing itself. Every call throws Unavailable (effect "none" or "maybe") or Refusal
 * when the product will not do it; all have time-outs.
 */
export interface Connector {
  readonly supports: readonly ActionKind[];
  /** Whether repeating a request whose answer was lost does no harm, per kind. */
  readonly repeatable: readonly ActionKind[];
  /** What undo will need, read before the request; the caller stores it first. */
  prepare(request: ActionRequest): Promise<Reference | undefined>;
  request(request: ActionRequest, prepared?: Reference): Promise<Reference>;
  /** Asks the product whether an earlier request of this action took. "unknown": the product cannot tell. */
  find(request: ActionRequest): Promise<Reference | "none" | "unknown">;
  outcome(request: ActionRequest, reference: Reference): Promise<ActionOutcome>;
  /** Whether the product's own group exempts the computer. A look-up that fails throws: the caller reads that as exempt. */
  exempt(computerId: string): Promise<boolean>;
  /** The product's page for remote investigation of a computer (guide: usable while it is isolated). */
  investigationLink(computerId: string): string | undefined;
}

export interface ConnectorDeps {
  fetch: typeof fetch;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  random(): number;
}

/** `settings`: the connector's own configuration as the customer's record keeps it (no secrets); `secret`: its credential, as the vendor folder documents it. */
export type CreateConnector = (
  settings: Record<string, unknown>,
  secret: () => Promise<string>,
  deps: ConnectorDeps,
) => Connector;

export interface Vendor {
  name: string;
  /** What its sender can do when an item is wrong: `answer` 400 with all field errors, or `quarantine` the item. */
  onInvalid: "answer" | "quarantine";
  parse: ParseDetections;
  /** Whether a detection's identity is one for all sources of this product, or only within its source. */
  identityWithin: "product" | "source";
  createConnector?: CreateConnector;
}
