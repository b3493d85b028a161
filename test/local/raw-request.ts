// Requests as a client of no manners sends them.
import { connect, type Socket } from "node:net";

/** Sends text as it is over a socket of its own; resolves to all that comes back until `enough` or the other end closes. */
export function rawRequest(
  { port, sockets }: { port: number; sockets: Socket[] },
  text: string | string[],
  enough = /\r\n\r\n.*\}$/s,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    let got = "";
    socket.on("data", (chunk) => {
      got += chunk;
      if (enough.test(got)) resolve(got);
    });
    socket.on("error", () => resolve(got));
    socket.on("close", () => resolve(got));
    for (const part of [text].flat()) socket.write(part);
  });
}
