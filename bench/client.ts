// HTTP/1.1 over kept-alive sockets, as cheap as it can be, so that the load weighs on what is measured and not on itself.
import { connect, type Socket } from "node:net";

export interface Answered {
  status: number;
  milliseconds: number;
  body: string;
}

interface Lane {
  ask(bytes: Buffer): Promise<{ status: number; body: string }>;
  close(): void;
}

/** A connection that opens with the first request, and again where the server has closed it for being idle. */
function createLane(port: number): Lane {
  let socket: Socket | undefined;
  let text = "";
  let waiting: { resolve(answer: { status: number; body: string }): void; reject(error: Error): void } | undefined;

  function open(): Socket {
    const opened = connect({ host: "127.0.0.1", port, noDelay: true });
    text = "";
    opened.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const answer = answerIn(text);
      if (answer === undefined) return;
      text = "";
      waiting?.resolve(answer);
      waiting = undefined;
    });
    const lost = () => {
      // One loss tells of itself up to three times, and by then the next connection may wait.
      if (socket !== opened) return;
      socket = undefined;
      waiting?.reject(new Error("the connection was lost"));
      waiting = undefined;
    };
    opened.on("error", lost);
    opened.on("end", lost);
    opened.on("close", lost);
    return opened;
  }
  return {
    ask: (bytes) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket ??= open();
        socket.write(bytes);
      }),
    close: () => socket?.destroy(),
  };
}

/** The whole answer, once it is there; both servers here send a length or one chunk. */
function answerIn(text: string): { status: number; body: string } | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined ? !body.endsWith("0\r\n\r\n") : body.length < Number(length)) return undefined;
  return { status: Number(head.slice(9, 12)), body };
}

export function requestBytes(port: number, path: string, headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

export interface Client {
  ask(bytes: Buffer): Promise<Answered>;
  /** `senders` at once, each sending its next as soon as it was answered, until the time is up. */
  closedLoop(next: () => Buffer, milliseconds: number): Promise<{ answers: Answered[]; seconds: number }>;
  /** So many a second, whatever the answers do. Resolves when all are answered. */
  openLoop(next: (index: number) => Buffer, perSecond: number, count: number): Promise<Answered[]>;
  close(): void;
}

export function createClient(port: number, lanes: number): Client {
  const all = Array.from({ length: lanes }, () => createLane(port));
  const free = [...all];
  const queue: ((lane: Lane) => void)[] = [];
  const take = (): Promise<Lane> => {
    const lane = free.pop();
    return lane === undefined ? new Promise((resolve) => queue.push(resolve)) : Promise.resolve(lane);
  };
  const give = (lane: Lane): void => {
    const next = queue.shift();
    if (next === undefined) free.push(lane);
    else next(lane);
  };
  const timed = async (lane: Lane, bytes: Buffer, begun: number): Promise<Answered> => {
    // An idle connection may be closed just when we use it: a delivery may always be sent again.
    const answer = await lane.ask(bytes).catch(() => lane.ask(bytes));
    return { ...answer, milliseconds: performance.now() - begun };
  };
  const ask = async (bytes: Buffer): Promise<Answered> => {
    const begun = performance.now();
    const lane = await take();
    try {
      return await timed(lane, bytes, begun);
    } finally {
      give(lane);
    }
  };
  return {
    ask,
    async closedLoop(next, milliseconds) {
      const begun = performance.now();
      const answers: Answered[] = [];
      const sender = async (lane: Lane): Promise<void> => {
        while (performance.now() - begun < milliseconds) answers.push(await timed(lane, next(), performance.now()));
      };
      await Promise.all(all.map(sender));
      return { answers, seconds: (performance.now() - begun) / 1000 };
    },
    async openLoop(next, perSecond, count) {
      const begun = performance.now();
      const answers: Promise<Answered>[] = [];
      while (answers.length < count) {
        const due = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1);
        while (answers.length < due) answers.push(ask(next(answers.length)));
        await new Promise((done) => setTimeout(done, 1));
      }
      return Promise.all(answers);
    },
    close: () => {
      for (const lane of all) lane.close();
    },
  };
}
