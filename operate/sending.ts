// `npm run send`: any payload file to a running house, with the credential that its source wants.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Webhook } from "standardwebhooks";
import * as z from "zod";
import type { Access, SourceSecret } from "../local/access.ts";
import { addressOf } from "./access.ts";
import { exitCodeOf, Failure, type World } from "./failure.ts";
import { callHouse } from "./house-client.ts";
import { bearer, type Sent, sendingAs } from "./sending-as.ts";

const HELP = `Sends a payload file to a running house and prints its answer: one JSON line per detection.

  npm run send -- <source> <file> [--customer C] [--as P] [--url U] [--secret S] [--data DIR]

  --customer C   whose source it is; not needed where one customer only has a source of this name
  --as P         sends as this product's sender does (default: the source's name, if it is a product's): ${[...sendingAs.keys()].join(", ")}
  --url U        the house (default: the one of the data folder, else http://127.0.0.1:8080)
  --secret S     the source's secret (default: the one of the data folder); whsec_… signs, others go as they are
  --data DIR     the data folder of the local house (default: data)
`;

const options = {
  customer: { type: "string" },
  as: { type: "string" },
  url: { type: "string" },
  secret: { type: "string" },
  data: { type: "string", default: "data" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Resolves to the exit code. */
export const send = (args: readonly string[], world: World): Promise<number> =>
  exitCodeOf(world, async () => {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return world.write(HELP);
    const [source, file, ...rest] = positionals;
    if (source === undefined || file === undefined || rest.length > 0) throw new Failure(HELP.trimEnd(), 2);
    const { url, access } = addressOf(values, world.env);
    const payload = read(file);
    const { customerId, credential } = sender(access, source, values);
    const sent = sentAs(values.as, source, credential, payload, world);
    const answer = await callHouse(world.fetch, url, {
      method: "POST",
      path: `/v1/webhooks/${encodeURIComponent(customerId)}/${encodeURIComponent(source)}`,
      headers: { "content-type": "application/octet-stream", ...sent.headers },
      body: sent.payload ?? payload,
    });
    for (const line of linesOf(answer.body)) world.write(`${JSON.stringify(line)}\n`);
  });

function read(file: string): Buffer<ArrayBuffer> {
  try {
    return Buffer.from(readFileSync(file));
  } catch {
    throw new Failure(`${file} cannot be read.`, 2);
  }
}

interface Sender {
  customerId: string;
  credential: SourceSecret;
}

/** Whose source it is and with what it proves itself. */
export function sender(
  access: Access | undefined,
  source: string,
  { customer, secret }: { customer?: string | undefined; secret?: string | undefined },
): Sender {
  const customers = Object.keys(access?.secrets ?? {})
    .filter((key) => key.endsWith(`/${source}`))
    .map((key) => key.slice(0, -source.length - 1));
  const customerId = customer ?? (customers.length === 1 ? customers[0] : undefined);
  if (customerId === undefined) throw new Failure(whose(source, customers), 2);
  if (secret !== undefined) {
    return { customerId, credential: { credential: secret.startsWith("whsec_") ? "signature" : "secret", secret } };
  }
  const credential = access?.secrets[`${customerId}/${source}`];
  if (credential === undefined)
    throw new Failure(`No secret of ${customerId}/${source} is known here: give it with --secret.`, 2);
  return { customerId, credential };
}

const whose = (source: string, customers: readonly string[]): string =>
  customers.length === 0
    ? `No source ${source} is known here: name its customer with --customer and its secret with --secret.`
    : `Several customers have a source ${source} (${customers.join(", ")}): say which with --customer.`;

function sentAs(
  product: string | undefined,
  source: string,
  { credential, secret }: SourceSecret,
  payload: Buffer<ArrayBuffer>,
  world: World,
): Sent {
  if (product !== undefined && !sendingAs.has(product))
    throw new Failure(`${product} is no product: one of ${[...sendingAs.keys()].join(", ")}.`, 2);
  if (credential === "signature") return { headers: signatureHeaders(secret, payload, world) };
  return (sendingAs.get(product ?? source) ?? bearer)({ payload, secret });
}

function signatureHeaders(secret: string, payload: Buffer, { now, newId }: World): Record<string, string> {
  const id = `msg_${newId()}`;
  const at = new Date(now());
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": signature(secret, id, at, payload),
  };
}

function signature(secret: string, id: string, at: Date, payload: Buffer): string {
  try {
    return new Webhook(secret).sign(id, at, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload));
  } catch {
    throw new Failure("It cannot be signed: the file is not UTF-8, or the secret is not base64.", 2);
  }
}

const Accepted = z.looseObject({ deliveryId: z.string(), results: z.array(z.looseObject({})) });

/** One line per item, each with the delivery it came by. */
function linesOf(body: unknown): unknown[] {
  const accepted = Accepted.safeParse(body);
  if (!accepted.success || accepted.data.results.length === 0) return [body];
  const { deliveryId, results } = accepted.data;
  return results.map((result) => ({ deliveryId, ...result }));
}
