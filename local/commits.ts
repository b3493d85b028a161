// Gathers the writes of one moment into one commit. On disk a thread of its own commits, so that the house goes on meanwhile.
import { Worker } from "node:worker_threads";

export interface Commits<W, R> {
  /** Resolves once it is on disk. Rejects with whatever was wrong; then nothing of its commit is there, or all of it. */
  write(write: W): Promise<R>;
  /** Somebody waits for the disk: what was handed over so far need not wait for what comes in the same moment. */
  hurry(): void;
  /** All that was asked for is on disk when this returns. */
  close(): void;
}

export interface CommitOptions {
  /** Writes of one commit at the most. */
  most?: number;
  /** How long writes wait for others to share a commit where nobody hurries them; no longer than a turn of the event loop unless told. */
  lingerMilliseconds?: number;
  /** Whether a failed commit fails what was asked for after it, since that builds on it. */
  failsLater?: boolean;
}

interface Waiting<W, R> {
  write: W;
  resolve(outcome: R): void;
  reject(error: unknown): void;
}

function resolveAll<W, R>(batch: readonly Waiting<W, R>[], outcomes: readonly R[]): void {
  if (outcomes.length !== batch.length) throw new Error("A commit did not answer every write.");
  for (const [index, outcome] of outcomes.entries()) batch[index]?.resolve(outcome);
}

/** Commits what came together; the next commit takes all that came while one was under way. */
function createGathering<W, R>(commit: (batch: W[]) => Promise<R[]> | R[], options: CommitOptions) {
  const { most = Number.POSITIVE_INFINITY, failsLater = false, lingerMilliseconds } = options;
  const waiting: Waiting<W, R>[] = [];
  let busy = false;
  let isSet = false;
  let isHurried = false;

  async function flush(): Promise<void> {
    const batch = waiting.splice(0, most);
    try {
      const answer = commit(batch.map(({ write }) => write));
      resolveAll(batch, Array.isArray(answer) ? answer : await answer);
    } catch (error) {
      for (const { reject } of failsLater ? [...batch, ...waiting.splice(0)] : batch) reject(error);
    }
    busy = false;
    if (isHurried) begin();
    else schedule();
  }

  function schedule(): void {
    if (busy || isSet || waiting.length === 0) return;
    isSet = true;
    const begun = () => {
      isSet = false;
      begin();
    };
    if (lingerMilliseconds === undefined) setImmediate(begun);
    else setTimeout(begun, lingerMilliseconds);
  }

  function begin(): void {
    isHurried = busy && waiting.length > 0;
    if (busy || waiting.length === 0) return;
    busy = true;
    void flush();
  }

  return {
    hurry: begin,
    /** What no commit has taken yet; none will. */
    rest: (): W[] => waiting.splice(0).map(({ write }) => write),
    write: (write: W): Promise<R> =>
      new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject });
        schedule();
      }),
  };
}

/** In this thread: what a database in memory wants. */
export const inlineCommits = <W, R>(apply: (batch: W[]) => R[], options: CommitOptions = {}): Commits<W, R> => ({
  ...createGathering(apply, options),
  close: () => {},
});

/** What a committing thread answers: the outcomes in order, or SQLite's code (its message may quote a value). */
export type ThreadAnswer<R> = { outcomes: R[] } | { failed: number | undefined };

/** `errcode` as SQLite's own errors have it. */
class CommitFailed extends Error {
  readonly errcode: number | undefined;
  constructor(errcode: number | undefined) {
    super("The database refused a commit.");
    this.errcode = errcode;
  }
}

const CLOSE_MILLISECONDS = 5000;

/** Of one commit, so that none takes long. */
const MOST = 1000;
const LINGER_MILLISECONDS = 10;

/**
 * In a thread with a connection of its own to `path`, which starts with the first write. `message`: what the thread is
 * told of a batch. The first commit that fails is the last: what was asked for later builds on it, and what a disk holds
 * after an error nobody knows (https://danluu.com/fsyncgate/). That, and all that comes, is rejected; `onDied` is called once.
 */
export function threadCommits<W, R>(
  script: URL,
  path: string,
  message: (batch: W[]) => unknown,
  onDied: () => void,
): Commits<W, R> {
  const closed = new Int32Array(new SharedArrayBuffer(4));
  let thread: Worker | undefined;
  let answered: { resolve(outcomes: R[]): void; reject(error: unknown): void } | undefined;
  let ended = false;

  /** No second thread: what the house holds in memory may be ahead of what is on disk. */
  function lost(code?: number): void {
    answered?.reject(new CommitFailed(code));
    answered = undefined;
    if (ended) return;
    ended = true;
    onDied();
  }

  function start(): Worker {
    const started = new Worker(script, { workerData: { path, closed }, execArgv: [] });
    started.on("message", (answer: ThreadAnswer<R>) => {
      // Only work under way keeps the process alive.
      started.unref();
      if ("failed" in answer) return lost(answer.failed);
      answered?.resolve(answer.outcomes);
      answered = undefined;
    });
    started.on("error", () => lost());
    started.on("exit", () => lost());
    return started;
  }

  const commit = (batch: W[]): Promise<R[]> =>
    new Promise((resolve, reject) => {
      if (ended) throw new CommitFailed(undefined);
      thread ??= start();
      thread.ref();
      answered = { resolve, reject };
      thread.postMessage(message(batch));
    });
  const { rest, ...gathering } = createGathering(commit, {
    most: MOST,
    failsLater: true,
    lingerMilliseconds: LINGER_MILLISECONDS,
  });
  return {
    ...gathering,
    close: () => {
      const last = rest();
      if (!ended && last.length > 0) {
        thread ??= start();
        thread.postMessage(message(last));
      }
      if (!ended && thread !== undefined) {
        thread.postMessage("close");
        Atomics.wait(closed, 0, 0, CLOSE_MILLISECONDS);
      }
      ended = true;
    },
  };
}
