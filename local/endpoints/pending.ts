// 202 Accepted: the answer is kept under a response-id until the identical request comes for it.
// help.eset.com/eset_connect "How the API works": fetched once, then 404; kept 10 minutes; 504 after 120 s of processing.
import { type Answer, problemAnswer } from "./json.ts";

const keptMilliseconds = 600_000;
const processingMilliseconds = 120_000;

export interface Identity {
  method: string;
  /** Path and query as received. */
  url: string;
  body: string;
}

export type Fetched = { state: "ready"; answer: Answer } | { state: "pending" };

interface Entry {
  identity: string;
  answer: Answer;
  storedAt: number;
  readyAt: number;
  /** How many more re-requests get 202. */
  left: number;
}

export function createPending(now: () => number, uuid: () => string) {
  const entries = new Map<string, Entry>();
  const sign = (identity: Identity) => JSON.stringify([identity.method, identity.url, identity.body]);

  return {
    /** Keeps the answer and gives the response-id. `left` further re-requests get 202; so do those before `takes` milliseconds. */
    keep(identity: Identity, answer: Answer, left: number, takes = 0): string {
      const id = uuid();
      const late = takes > processingMilliseconds;
      entries.set(id, {
        identity: sign(identity),
        answer: late ? problemAnswer(504, "the action took too long") : answer,
        storedAt: now(),
        readyAt: now() + (late ? processingMilliseconds : takes),
        left,
      });
      return id;
    },

    /** Any other request than the identical one finds nothing under this id, as if it were unknown: 404. */
    fetch(id: string, identity: Identity): Fetched {
      const entry = entries.get(id);
      if (!entry || entry.identity !== sign(identity) || now() - entry.storedAt >= keptMilliseconds) {
        return { state: "ready", answer: problemAnswer(404, "no response is kept under this response-id") };
      }
      if (entry.left > 0 || now() < entry.readyAt) {
        entry.left = Math.max(0, entry.left - 1);
        return { state: "pending" };
      }
      entries.delete(id);
      return { state: "ready", answer: entry.answer };
    },
  };
}
