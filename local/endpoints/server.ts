// The HTTP side: bytes in, bytes out, on loopback only.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { Incoming, Outgoing } from "./service.ts";

const bodyLimit = 1_000_000;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function write(response: ServerResponse, outgoing: Exclude<Outgoing, "cut">, requestId: string): void {
  const { status, body, html, responseId } = outgoing;
  const text = html ?? (body === undefined ? "" : JSON.stringify(body));
  response.writeHead(status, {
    "content-type": html === undefined ? "application/json" : "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "request-id": requestId,
    ...(responseId !== undefined && { "response-id": responseId }),
  });
  response.end(text);
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (incoming: Incoming) => Promise<Outgoing>,
  requestId: string,
): Promise<void> {
  const { headers, method = "GET", url = "/" } = request;
  const outgoing = await handle({
    method,
    url,
    body: await read(request),
    contentType: headers["content-type"] ?? "",
    authorization: headers.authorization,
    responseId: one(headers["response-id"]),
  });
  if (outgoing === "cut") request.socket.destroy();
  else write(response, outgoing, requestId);
}

export function createHttp(handle: (incoming: Incoming) => Promise<Outgoing>, requestId: () => string) {
  const server = createServer((request, response) => {
    serve(request, response, handle, requestId()).catch(() => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end();
    });
  });

  return {
    /** The port it listens on; 0 asks for a free one. */
    listen(port: number): Promise<number> {
      if (server.listening) return Promise.resolve(portOf(server.address()));
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => {
          server.off("error", reject);
          resolve(portOf(server.address()));
        });
      });
    },
    async close(): Promise<void> {
      if (!server.listening) return;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      // A client in this process sees its kept-alive sockets end before its next request, which is refused then.
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
