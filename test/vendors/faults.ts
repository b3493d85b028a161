// The table of faults that is run against all connectors alike, and the class of result that each must end in.
import type { Fault } from "./faulty.ts";

/** `taken`: the action is under way · `refused`: a Refusal, nothing was done · `none`, `maybe`: Unavailable, with that effect. */
export type Result = "taken" | "refused" | "none" | "maybe";

export interface FaultRow {
  name: string;
  fault: Fault;
  /** So many calls; unlimited unless told. */
  times?: number;
  /** Of `request` when the call that does the action meets it. */
  write: readonly Result[];
  /** Of `request` when the question for a token meets it. Absent: says nothing about tokens. */
  token?: readonly Result[];
  /** When questions (`outcome`, `find`, `exempt`) meet it: answered all the same, or left open. */
  question: "answered" | "open";
}

const huge = `{"pad":"${"x".repeat(2 * 1024 * 1024)}"}`;
const later = (seconds: number): Fault => ({ kind: "status", status: 429, headers: { "retry-after": `${seconds}` } });

export const faults: readonly FaultRow[] = [
  { name: "no answer in time", fault: { kind: "silence" }, write: ["maybe"], token: ["none"], question: "open" },
  {
    name: "202 and nothing else",
    fault: { kind: "status", status: 202, after: true },
    write: ["taken", "maybe"],
    token: ["none"],
    question: "open",
  },
  { name: "401, then fine", fault: { kind: "status", status: 401 }, times: 1, write: ["taken"], question: "answered" },
  {
    name: "401 for good",
    fault: { kind: "status", status: 401 },
    write: ["refused"],
    token: ["refused"],
    question: "open",
  },
  { name: "403", fault: { kind: "status", status: 403 }, write: ["refused"], token: ["refused"], question: "open" },
  { name: "404", fault: { kind: "status", status: 404 }, write: ["refused"], token: ["refused"], question: "open" },
  { name: "429 once", fault: later(1), times: 1, write: ["taken"], token: ["taken"], question: "answered" },
  { name: "429 for ten minutes", fault: later(600), write: ["none"], token: ["none"], question: "open" },
  {
    name: "500",
    fault: { kind: "status", status: 500, after: true },
    write: ["maybe"],
    token: ["none"],
    question: "open",
  },
  { name: "a reset in mid-body", fault: { kind: "cut" }, write: ["maybe"], token: ["none"], question: "open" },
  {
    name: "a sign-in page",
    fault: { kind: "body", type: "text/html", body: "<!doctype html><title>Sign in</title>" },
    write: ["maybe"],
    token: ["none"],
    question: "open",
  },
  {
    name: "half a JSON text",
    fault: { kind: "body", type: "application/json", body: '{"half":' },
    write: ["maybe"],
    token: ["none"],
    question: "open",
  },
  {
    name: "a huge answer",
    fault: { kind: "body", type: "application/json", body: huge },
    write: ["maybe"],
    token: ["none"],
    question: "open",
  },
  {
    name: "a redirect to another host",
    fault: { kind: "redirect" },
    write: ["maybe"],
    token: ["none"],
    question: "open",
  },
];
