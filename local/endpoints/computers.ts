// The simulated computers: what is physically there, and what the product physically does to it.

export interface Process {
  pid: number;
  parentPid?: number;
  name: string;
  path: string;
  sha1: string;
  running: boolean;
}

export interface File {
  path: string;
  name: string;
  sha1: string;
  /** `blocked`: on the disk and refused to run; `quarantined`: taken away into the product's quarantine. */
  state: "present" | "quarantined" | "blocked";
  sizeBytes?: number;
  /** The computer, or what it is there for, breaks when this file cannot run (operating system, the database server). */
  essential?: boolean;
  /** As the code signature names it; absent: unsigned. */
  signer?: string;
}

export interface Computer {
  readonly id: string;
  readonly name: string;
  readonly system: { displayName: string; server: boolean };
  address: string;
  /** Whether it reaches the product's cloud. An isolated computer still does. */
  online: boolean;
  network: "connected" | "isolated";
  /** Id of the one static group that holds it. */
  group: string;
  processes: Process[];
  files: File[];
  /** Why it does not work any more; empty while it is well. */
  broken: string[];
}

export interface Group {
  id: string;
  name: string;
  /** Absent for the root. */
  parent?: string;
  /** Absent: a static group. A dynamic group's members are found by this word. */
  dynamic?: "isolated";
}

export type JournalEvent =
  | "task-created"
  | "task-deleted"
  | "task-run"
  | "run-finished"
  | "run-failed"
  | "task-expired"
  | "isolated"
  | "released"
  | "process-killed"
  | "file-blocked"
  | "file-removed"
  | "file-unblocked"
  | "executable-blocked"
  | "executable-unblocked"
  | "moved"
  | "online"
  | "offline"
  | "broken";

/** What happened, oldest first. `at` is an ISO instant of the injected clock; `detail` is a name, a pid, a path or a task's name. */
export interface JournalEntry {
  at: string;
  event: JournalEvent;
  computerId?: string;
  detail?: string;
}

export type Note = (event: JournalEvent, computer?: Computer, detail?: string) => void;

export function isolate(computer: Computer, note: Note): void {
  note("isolated", computer, computer.network === "isolated" ? "was isolated already" : undefined);
  computer.network = "isolated";
}

export function release(computer: Computer, note: Note): void {
  note("released", computer, computer.network === "connected" ? "was connected already" : undefined);
  computer.network = "connected";
}

/** False when no running process has this pid and this hash: the guard against pids used again. */
export function kill(computer: Computer, pid: number, sha1: string, note: Note): boolean {
  const process = computer.processes.find((one) => one.pid === pid && one.running && sameHash(one.sha1, sha1));
  if (process === undefined) return false;
  process.running = false;
  note("process-killed", computer, `${process.name} (${pid})`);
  return true;
}

export function block(computer: Computer, sha1: string, reaction: "blocked" | "quarantined", note: Note): void {
  for (const file of computer.files) {
    if (!sameHash(file.sha1, sha1) || file.state !== "present") continue;
    file.state = reaction;
    note(reaction === "blocked" ? "file-blocked" : "file-removed", computer, file.path);
    if (file.essential) breakDown(computer, `${file.path} cannot run any more`, note);
  }
}

/** Quarantined files stay in quarantine: unblocking restores nothing. */
export function unblock(computer: Computer, sha1: string, note: Note): void {
  for (const file of computer.files) {
    if (!sameHash(file.sha1, sha1) || file.state !== "blocked") continue;
    file.state = "present";
    note("file-unblocked", computer, file.path);
  }
}

function breakDown(computer: Computer, reason: string, note: Note): void {
  computer.broken.push(reason);
  note("broken", computer, reason);
}

export function sameHash(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
