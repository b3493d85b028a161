// A proxy on loopback between a connector and its product that behaves badly when told to. It knows no product.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ConnectorProof, LoopbackProduct, SeenCall } from "./proof.ts";

/** `after`: the product has done it by then; else the call does not reach it. */
export type Fault =
  | { kind: "status"; status: number; headers?: Record<string, string>; after?: boolean }
  /** Reaches the product, and this comes in place of its answer. */
  | { kind: "body"; type: string; body: string; status?: number }
  | { kind: "silence" }
  | { kind: "cut" }
  | { kind: "redirect" }
  /** Yes, and the call does not reach the product. */
  | { kind: "yes" };

export type Part = "token" | "write" | "question";

export interface FaultyProduct {
  baseUrl: string;
  /** Every call, in order. */
  seen: readonly (SeenCall & { part: Part })[];
  /** `times`: so many calls of that part, unlimited unless told. */
  tell(part: Part, fault: Fault, times?: number): void;
  heal(): void;
  /** Calls that a redirect brought to another host. */
  strayed(): number;
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

async function listening(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const hopByHop = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "content-encoding",
  "keep-alive",
]);

async function forward(call: SeenCall, to: string): Promise<Response> {
  const headers = Object.entries(call.headers).filter(([name]) => !hopByHop.has(name));
  const body = call.body === "" ? {} : { body: call.body };
  return fetch(to + call.url, { method: call.method, headers, ...body, redirect: "manual" });
}

/** Links to the product lead to the proxy, as with any. */
async function pass(answer: Response, response: ServerResponse, from: string, to: string): Promise<void> {
  const text = (await answer.text()).replaceAll(from, to);
  const headers = [...answer.headers].filter(([name]) => !hopByHop.has(name));
  response.writeHead(answer.status, Object.fromEntries(headers)).end(text);
}

async function misbehave(fault: Fault, response: ServerResponse, reach: () => Promise<Response>, elsewhere: string) {
  switch (fault.kind) {
    case "status":
      if (fault.after === true) await (await reach()).text();
      response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers }).end();
      return;
    case "body":
      await (await reach()).text();
      response.writeHead(fault.status ?? 200, { "content-type": fault.type }).end(fault.body);
      return;
    case "silence":
      await (await reach()).text();
      return;
    case "cut":
      await (await reach()).text();
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" }).write('{"half":');
      setTimeout(() => response.destroy(), 20);
      return;
    case "redirect":
      response.writeHead(307, { location: `${elsewhere}/taken` }).end();
      return;
    case "yes":
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }
}

export async function openFaulty(product: LoopbackProduct, proof: ConnectorProof): Promise<FaultyProduct> {
  let strayed = 0;
  const other = await listening(async (_request, response) => {
    strayed += 1;
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  const seen: (SeenCall & { part: Part })[] = [];
  let told: { part: Part; fault: Fault; left: number } | undefined;
  const partOf = (call: SeenCall): Part => {
    if (proof.isToken(call)) return "token";
    return proof.isWrite(call) ? "write" : "question";
  };
  const front = await listening(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, `${value}`]));
    const { method = "GET", url = "/" } = request;
    const call = { method, url, headers, body: await bodyOf(request) };
    const part = partOf(call);
    seen.push({ ...call, part });
    const reach = (): Promise<Response> => forward(call, product.baseUrl);
    if (told === undefined || told.part !== part || told.left === 0)
      return pass(await reach(), response, product.baseUrl, front.url);
    told.left -= 1;
    return misbehave(told.fault, response, reach, other.url);
  });
  return {
    baseUrl: front.url,
    seen,
    tell(part, fault, times = Number.POSITIVE_INFINITY) {
      told = { part, fault, left: times };
    },
    heal() {
      told = undefined;
    },
    strayed: () => strayed,
    async close() {
      await Promise.all([front.close(), other.close()]);
      await product.close();
    },
  };
}
