// Plays AWS's endpoints: says whose call it is, records it, asks IAM, and hands it to the service. What the caller's role does not grant is refused as AWS refuses it.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Ask, may, type Policy } from "../infra/simulate.ts";

/** A call of one function, as far as IAM sees it. */
export interface ApiCall {
  /** The caller's access key id: a function's physical name. */
  caller: string;
  ask: Ask;
  allowed: boolean;
}

/** A request whose signature names its service. */
export interface SignedRequest {
  caller: string;
  /** As in the credential scope: dynamodb, lambda, ses, states, ssm, translate. */
  service: string;
  /** Of the URL. */
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface ServiceAnswer {
  status: number;
  type: string;
  body: string | Buffer;
}

export interface Service {
  /** What IAM is asked for this request. Throws where the rehearsal does not know the operation. */
  asks(request: SignedRequest): Ask[];
  answer(request: SignedRequest): Promise<ServiceAnswer>;
  /** The error of this service's protocol. */
  refusal(code: string, message: string): ServiceAnswer;
}

export interface Endpoint {
  url: string;
  calls: readonly ApiCall[];
  /** What nobody foresaw: a service or an operation that is not played here. */
  unknown: readonly string[];
  close(): Promise<void>;
}

export interface EndpointOptions {
  /** By the name in the credential scope. */
  services: ReadonlyMap<string, Service>;
  policiesOf(caller: string): Policy[];
}

const SIGNATURE = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request, ?SignedHeaders=/;

async function read(incoming: IncomingMessage): Promise<SignedRequest | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const [, caller, service] = SIGNATURE.exec(headers.authorization ?? "") ?? [];
  return caller === undefined || service === undefined
    ? undefined
    : { caller, service, path: incoming.url ?? "/", headers, body: Buffer.concat(chunks) };
}

export async function startEndpoint({ services, policiesOf }: EndpointOptions): Promise<Endpoint> {
  const calls: ApiCall[] = [];
  const unknown: string[] = [];
  const judged = new Map<string, Promise<boolean>>();

  function judge(caller: string, ask: Ask): Promise<boolean> {
    const key = JSON.stringify([caller, ask]);
    const verdict = judged.get(key) ?? may(policiesOf(caller), ask);
    judged.set(key, verdict);
    return verdict;
  }

  async function answer(request: SignedRequest, service: Service): Promise<ServiceAnswer> {
    for (const ask of service.asks(request)) {
      const allowed = await judge(request.caller, ask);
      calls.push({ caller: request.caller, ask, allowed });
      if (allowed) continue;
      const message = `User: ${request.caller} is not authorized to perform: ${ask[0]} on resource: ${ask[1]}`;
      return service.refusal("AccessDeniedException", message);
    }
    return service.answer(request);
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    const service = request && services.get(request.service);
    if (request === undefined || service === undefined) {
      unknown.push(`${request?.caller} ${request?.service} ${incoming.method} ${incoming.url}`);
      response.writeHead(400).end();
      return;
    }
    try {
      const { status, type, body } = await answer(request, service);
      response.writeHead(status, { "content-type": type }).end(body);
    } catch (error) {
      unknown.push(`${request.caller} ${request.service}: ${error instanceof Error ? error.message : "failed"}`);
      const { status, type, body } = service.refusal("UnknownOperationException", "not played here");
      response.writeHead(status, { "content-type": type }).end(body);
    }
  }

  const server = createServer((incoming, response) => void serve(incoming, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    unknown,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
