// What the simulator can be told to do badly, per computer or for the whole API.
import { isRecord } from "./json.ts";

export type ComputerBehaviour =
  /** Honest, quick and online. */
  | { kind: "normal" }
  /** Every run takes this much longer, every block reaches it this much later. */
  | { kind: "slow"; milliseconds: number }
  | { kind: "offline" }
  | { kind: "online" }
  /** Runs end FAILED and nothing happens. */
  | { kind: "failing" }
  /** 200, the run ends FINISHED, and nothing happened. */
  | { kind: "lying" }
  /** 200, and there is never a run. */
  | { kind: "silent" };

/** The kinds of request, as counted and as `on` names them. */
export const noRequests = {
  token: 0,
  "task-create": 0,
  "task-list": 0,
  "task-get": 0,
  "task-delete": 0,
  "task-runs": 0,
  "executable-list": 0,
  "executable-get": 0,
  "executable-block": 0,
  "executable-unblock": 0,
  "device-list": 0,
  "device-get": 0,
  "device-batch-get": 0,
  "device-move": 0,
  "group-list": 0,
  "group-devices": 0,
  "quarantine-list": 0,
  "detection-list": 0,
  "detection-get": 0,
  "detection-get-v2": 0,
  "detection-batch-get": 0,
  "detection-delta-v1": 0,
  "detection-delta-v2": 0,
  "incident-list": 0,
  "incident-get": 0,
  "incident-close": 0,
  "incident-reopen": 0,
  "comment-list": 0,
  "comment-create": 0,
  unknown: 0,
};
export type RequestKind = keyof typeof noRequests;

/** `on`: only requests of this kind; `times`: only so many requests (unlimited unless told). */
interface Scope {
  on?: RequestKind;
  times?: number;
}

export type ApiBehaviour =
  | { kind: "normal" }
  /** Answers after so many milliseconds. Over 30,000 it answers 202 by itself, over 120,000 the re-request gets 504. */
  | ({ kind: "slow"; milliseconds: number } & Scope)
  /** 202 + response-id, and again for `count - 1` re-requests (1 unless told). The request itself has its effect at once. */
  | ({ kind: "accepted"; count?: number } & Scope)
  /** The request has its effect, then the connection is cut. Once unless told. */
  | ({ kind: "lost-answer" } & Scope)
  /** The port is closed until `normal`. */
  | { kind: "refused" }
  /** This HTTP status, without effect: 503 is "down", 500 on `group-list` a failing group look-up. */
  | ({ kind: "failing"; status: number } & Scope)
  /** 429 without effect. Once unless told. */
  | ({ kind: "rate-limited" } & Scope)
  /** 200 with an HTML page of something in between; the request does not reach the product. */
  | ({ kind: "wrong-content-type" } & Scope);

export type Fault = Exclude<ApiBehaviour, { kind: "normal" } | { kind: "refused" }>;

/** Faults are tried in the order they were told; the first that applies is used for a request. */
export function createFaults() {
  let told: { fault: Fault; left: number }[] = [];
  return {
    add(fault: Fault) {
      const once = fault.kind === "lost-answer" || fault.kind === "rate-limited";
      told.push({ fault, left: fault.times ?? (once ? 1 : Number.POSITIVE_INFINITY) });
    },
    clear() {
      told = [];
    },
    take(kind: RequestKind): Fault | undefined {
      const found = told.find(({ fault, left }) => left > 0 && (fault.on === undefined || fault.on === kind));
      if (found) found.left -= 1;
      return found?.fault;
    },
  };
}

const plain = ["normal", "offline", "online", "failing", "lying", "silent"] as const;

/** Reads `{"behaviour": …}` of the control page: a word, or an object with `kind` (and `milliseconds`). */
export function readComputerBehaviour(body: unknown): ComputerBehaviour | undefined {
  const told = isRecord(body) ? body.behaviour : undefined;
  const kind = isRecord(told) ? told.kind : told;
  if (isRecord(told) && kind === "slow" && typeof told.milliseconds === "number" && told.milliseconds >= 0) {
    return { kind: "slow", milliseconds: told.milliseconds };
  }
  const word = plain.find((one) => one === kind);
  return word && { kind: word };
}
