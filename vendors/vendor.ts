// What a vendor folder gives to the house: its detections parser and, where the product can act, its connector. How to add
// a product: docs/vendors.md.
import type { ActionKind, ActionTarget } from "../core/action.ts";
import type { Detection } from "../core/detection.ts";
import type { FieldError } from "../core/errors.ts";

/** One item of a delivery, understood or not. `raw` of a quarantined item is its own text. */
export type ParsedItem =
  | { kind: "detection"; detection: Detection }
  /** Authentic, and no detection (HEARTBEAT, audit, plain text): counted, not kept. */
  | { kind: "skipped"; reason: string }
  /** Authentic, and not understood: kept with the reason. `reason` holds no payload. */
  | { kind: "quarantined"; reason: string; fields?: FieldError[]; raw: string }
  /**
   * The sender told only where the detection stands (a Graph change notification): the source's connector fetches it by
   * this id once the delivery is kept. `raw` is the item's own text, which the parser reads again; it goes to the quarantine
   * where it cannot be fetched.
   */
  | { kind: "reference"; id: string; raw: string };

/** What a reference turns into: never another reference. */
export type FetchedItem = Exclude<ParsedItem, { kind: "reference" }>;

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
  /** May depend on the settings (Wazuh's scripts). What is not here is never requested: the assessment plans without it and says so. */
  readonly supports: readonly ActionKind[];
  /** Whether repeating a request whose answer was lost does no harm, per kind. */
  readonly repeatable: readonly ActionKind[];
  /** What undo will need, read before the request; the caller stores it first. Called once an action; never again after its request. */
  prepare(request: ActionRequest): Promise<Reference | undefined>;
  /** `prepared`: what `prepare` gave for this action; of a release, what it gave for the isolation that this ends. */
  request(request: ActionRequest, prepared?: Reference): Promise<Reference>;
  /** Asks the product whether an earlier request of this action took. "unknown": the product cannot tell. */
  find(request: ActionRequest): Promise<Reference | "none" | "unknown">;
  /** "confirmed" only by what the product shows of this computer, never by the status of an answer. */
  outcome(request: ActionRequest, reference: Reference): Promise<ActionOutcome>;
  /** Whether the product's own group exempts the computer. A look-up that fails throws: the caller reads that as exempt. */
  exempt(computerId: string): Promise<boolean>;
  /** The product's page for remote investigation of a computer (guide: usable while it is isolated). */
  investigationLink(computerId: string): string | undefined;
  /** What stands under the id of a reference item. Throws Refusal where there is nothing to be had (quarantined then), Unavailable to be asked again. */
  fetchDetections?(id: string, receivedAt: string): Promise<FetchedItem[]>;
  /** For a product that must be asked, where the settings say so. */
  polling?: Polling;
}

/** Where reading goes on. Opaque outside the connector that made it; text of at most 4 kB without secrets. */
export type Cursor = string;

/** What one question brought. The caller keeps all of it before it stores `cursor`, so a crash asks again and loses nothing. */
export interface Polled {
  /** Each as a delivery of this product, for its parser: at most 200 detections and 256 kB. */
  bodies: string[];
  /** The product's own incidents that changed, with when; the same again is no news. */
  cases: { caseId: string; updatedAt: string }[];
  cursor: Cursor;
  /** There is more at once; else it is asked again at the next poll. */
  more: boolean;
  /** This stream has nothing to do until then (ISO instant). */
  notBefore?: string;
  /** false: the product's detections were not asked for, so that this is not hearing the source. */
  heard?: false;
}

export interface Asked {
  /** Where reading begins that has no cursor: when it was decided to (ISO instant). */
  since: string;
  /** In a row before this, so that less may be asked for at once. */
  failures: number;
  /** The newest secret by which the source's sender proves itself, for a product that is told it (Graph's clientState). */
  senderSecret?(): Promise<string | undefined>;
}

/** A product that does not tell by itself what happens. Calls throw as those of `Connector` do. */
export interface Polling {
  /** What is read each with a cursor of its own. */
  readonly streams: readonly string[];
  poll(stream: string, cursor: Cursor | undefined, asked: Asked): Promise<Polled>;
  /** The detections of one of its incidents, as deliveries. Throws Refusal where there is no such incident any more. */
  readCase?(caseId: string): Promise<string[]>;
  /** Where the product keeps incidents: what is told them. */
  cases?: CaseWriting;
}

/** One thing to tell the product's own incident. `updateId` (unique, at most 64 of [A-Za-z0-9-]) goes into the text, so that it can be found again. */
export interface CaseUpdate {
  updateId: string;
  caseId: string;
  kind: "comment" | "close" | "reopen";
  text: string;
  /** Of `close`: how ours ended. */
  endedAs?: "resolved" | "closed" | "invalid";
}

/** "pending": accepted, and `reference` fetches the answer. "lost": accepted, and its answer can no longer be had: never write it again. */
export type CaseAnswer = { state: "done" } | { state: "pending"; reference: Reference } | { state: "lost" };

export interface CaseWriting {
  write(update: CaseUpdate): Promise<CaseAnswer>;
  /** Fetches the answer of an accepted write. */
  resume(update: CaseUpdate, reference: Reference): Promise<CaseAnswer>;
  /** Asks the product whether an earlier write took. */
  took(update: CaseUpdate): Promise<boolean>;
  /** How long after a write whose answer was lost it may still take, in milliseconds. */
  readonly settlesWithinMilliseconds: number;
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

/** A delivery as received, for a product's own proof. Header names in lower case. */
export interface Delivered {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: string;
}

/** What docs/vendors.md says of the product in its table. Plain text, one clause each. */
export interface VendorFacts {
  /** The product's own name; also the heading of its section. */
  title: string;
  /** Which payloads are understood. */
  detections: string;
  /** How its sender proves itself. */
  proof: string;
  /** How each action is done there; a kind that stands not here is not supported. Absent: the product does not act. */
  actions?: Partial<Record<ActionKind, string>>;
  /** How the connector proves itself to the product. */
  auth?: string;
}

export interface Vendor {
  name: string;
  facts: VendorFacts;
  /** What its sender can do when an item is wrong: `answer` 400 with all field errors, or `quarantine` the item. */
  onInvalid: "answer" | "quarantine";
  /** Loaded when it is first needed: a call of the webhook needs that of one product. */
  parser: () => Promise<ParseDetections>;
  /** Whether a detection's identity is one for all sources of this product, or only within its source. */
  identityWithin: "product" | "source";
  /**
   * The product's own proof, beside those that every `secret` source takes (Authorization, x-api-key): a secret that the
   * body carries (Graph's clientState), a signature of its own. In constant time (`timingSafeEqual`); never throws.
   * `now`: epoch milliseconds.
   */
  proves?(delivered: Delivered, secret: string, now: number): boolean;
  /**
   * The answer to the question with which the product makes sure that the address is ours (Graph's validationToken), as
   * plain text; undefined for everything else. Asked before the sender is known, so it tells nothing and changes nothing.
   */
  handshake?(query: Readonly<Record<string, string>>): string | undefined;
  /** Loaded when it is first needed: most calls of the webhook need none. */
  connector?: () => Promise<CreateConnector>;
}
